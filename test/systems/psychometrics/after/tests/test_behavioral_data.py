from channels.db import database_sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEntry
from behavioral_data.groups import broadcast, events_group, traits_group
from behavioral_data.models import Report
from pymetric.routing import websocket_urlpatterns
from tests.builders import make_organisation, make_session, make_user


class PageTests(TestCase):
    def setUp(self) -> None:
        self.organisation = make_organisation()
        self.session = make_session(self.organisation)
        self.client.force_login(make_user(self.organisation))

    def test_the_list_shows_own_candidates_only(self) -> None:
        make_session(make_organisation("rival"), name="Mallory")

        response = self.client.get(reverse("session_list"))

        self.assertContains(response, "Ada")
        self.assertNotContains(response, "Mallory")

    def test_the_page_of_a_session(self) -> None:
        self.session.traits.create(trait="attention", score=0.75)

        response = self.client.get(reverse("session_detail", args=[self.session.pk]))

        self.assertContains(response, "0.75")

    def test_a_requested_report_is_mailed(self) -> None:
        response = self.client.post(reverse("report_request", args=[self.session.pk]))

        self.assertRedirects(response, reverse("session_detail", args=[self.session.pk]))
        self.assertEqual(Report.objects.get().session, self.session)
        self.assertEqual(mail.outbox[0].to, ["grace@example.org"])

    def test_health(self) -> None:
        self.assertEqual(self.client.get("/healthz/").json(), {"status": "ok"})


class AuditTrailTests(TestCase):
    def test_reports_and_deletions_are_recorded(self) -> None:
        session = make_session(make_organisation())
        report = Report.objects.create(session=session, body={})
        report.save()
        session.delete()

        self.assertEqual(
            list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)),
            ["report created", "report renewed", "session deleted"],
        )


def connect_as(user: User | AnonymousUser, path: str) -> WebsocketCommunicator:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path)
    communicator.scope["user"] = user
    return communicator


class ConsumerTests(TransactionTestCase):
    def setUp(self) -> None:
        organisation = make_organisation()
        self.user = make_user(organisation)
        self.stranger = make_user(make_organisation("rival"), "mallory")
        self.session = make_session(organisation)

    async def hear(self, path: str, group: str) -> dict:
        communicator = connect_as(self.user, path)
        connected, _ = await communicator.connect()
        self.assertTrue(connected)
        await database_sync_to_async(broadcast)(group, {"attention": 0.5})
        payload = await communicator.receive_json_from()
        await communicator.disconnect()
        return payload

    async def test_the_organisation_hears_of_events(self) -> None:
        path = f"/ws/sessions/{self.session.pk}/events/"
        payload = await self.hear(path, events_group(self.session.pk))
        self.assertEqual(payload, {"attention": 0.5})

    async def test_the_organisation_hears_of_traits(self) -> None:
        path = f"/ws/sessions/{self.session.pk}/traits/"
        payload = await self.hear(path, traits_group(self.session.pk))
        self.assertEqual(payload, {"attention": 0.5})

    async def test_others_are_turned_away(self) -> None:
        for user in [AnonymousUser(), self.stranger]:
            connected, code = await connect_as(
                user,
                f"/ws/sessions/{self.session.pk}/traits/",
            ).connect()
            self.assertFalse(connected)
            self.assertEqual(code, 4403)
