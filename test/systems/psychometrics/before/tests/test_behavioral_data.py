from channels.db import database_sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.test import TestCase, TransactionTestCase
from django.urls import reverse

from accounts.models import User
from behavioral_data.groups import broadcast, traits_group
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


def connect_as(user: User, path: str) -> WebsocketCommunicator:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path)
    communicator.scope["user"] = user
    return communicator


class ConsumerTests(TransactionTestCase):
    def setUp(self) -> None:
        organisation = make_organisation()
        self.user = make_user(organisation)
        self.session = make_session(organisation)

    async def hear(self, path: str, group: str) -> dict:
        communicator = connect_as(self.user, path)
        connected, _ = await communicator.connect()
        self.assertTrue(connected)
        await database_sync_to_async(broadcast)(group, {"attention": 0.5})
        payload = await communicator.receive_json_from()
        await communicator.disconnect()
        return payload

    async def test_the_organisation_hears_of_traits(self) -> None:
        path = f"/ws/sessions/{self.session.pk}/traits/"
        payload = await self.hear(path, traits_group(self.session.pk))
        self.assertEqual(payload, {"attention": 0.5})
