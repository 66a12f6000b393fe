from datetime import timedelta

from django.core.cache import cache
from rest_framework.test import APITestCase

from behavioral_data.models import Report, Session
from tests.builders import add_events, make_organisation, make_session, make_user


class ApiTests(APITestCase):
    def setUp(self) -> None:
        cache.clear()
        self.organisation = make_organisation()
        self.session = make_session(self.organisation)
        self.other = make_session(make_organisation("rival"), name="Mallory")
        self.client.force_authenticate(make_user(self.organisation))


class SessionApiTests(ApiTests):
    def test_strangers_are_refused(self) -> None:
        self.client.force_authenticate(None)

        self.assertEqual(self.client.get("/api/sessions/").status_code, 403)

    def test_the_list_names_the_candidates(self) -> None:
        make_session(self.organisation, name="Emmy")

        body = self.client.get("/api/sessions/").json()

        self.assertEqual({item["candidate_name"] for item in body["results"]}, {"Ada", "Emmy"})

    def test_other_organisations_are_hidden(self) -> None:
        self.assertEqual(self.client.get(f"/api/sessions/{self.session.pk}/").status_code, 200)
        self.assertEqual(self.client.get(f"/api/sessions/{self.other.pk}/").status_code, 404)

    def test_a_session_starts_for_own_candidates_only(self) -> None:
        own = {"candidate": self.session.candidate_id, "game": "signals"}
        foreign = {"candidate": self.other.candidate_id, "game": "signals"}

        self.assertEqual(self.client.post("/api/sessions/", own).status_code, 201)
        self.assertEqual(self.client.post("/api/sessions/", foreign).status_code, 400)

    def test_events_are_taken_in_batches(self) -> None:
        moment = (self.session.started_at + timedelta(seconds=1)).isoformat()
        batch = [{"kind": "pump", "occurred_at": moment}, {"kind": "burst", "occurred_at": moment}]

        response = self.client.post(
            f"/api/sessions/{self.session.pk}/events/",
            batch,
            format="json",
        )

        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.json(), {"recorded": 2})

    def test_events_of_one_kind(self) -> None:
        add_events(self.session, ("pump", 1.0), ("burst", 2.0))

        body = self.client.get(f"/api/sessions/{self.session.pk}/events/?kind=burst").json()

        self.assertEqual([item["kind"] for item in body["results"]], ["burst"])

    def test_a_finished_session_is_evaluated(self) -> None:
        add_events(self.session, ("stimulus", 1.0), ("response", 1.6))

        response = self.client.post(f"/api/sessions/{self.session.pk}/finish/")

        self.assertEqual(response.status_code, 202)
        self.assertIsNotNone(Session.objects.get(pk=self.session.pk).finished_at)
        self.assertEqual(self.session.traits.get().trait, "attention")


class ResultApiTests(ApiTests):
    def test_metrics_of_the_organisation(self) -> None:
        self.session.metrics.create(name="reaction_time", value=0.4)
        self.other.metrics.create(name="reaction_time", value=0.8)

        body = self.client.get("/api/metrics/").json()

        self.assertEqual([item["value"] for item in body], [0.4])

    def test_traits_of_the_organisation(self) -> None:
        self.session.traits.create(trait="attention", score=0.7)
        self.other.traits.create(trait="attention", score=0.1)

        body = self.client.get("/api/traits/").json()

        self.assertEqual([item["score"] for item in body["results"]], [0.7])

    def test_the_report_of_a_session(self) -> None:
        Report.objects.create(session=self.session, body={"traits": {}})

        body = self.client.get(f"/api/reports/{self.session.pk}/").json()

        self.assertEqual(body["body"], {"traits": {}})


class ConsentApiTests(ApiTests):
    def test_strangers_see_and_change_nothing(self) -> None:
        self.client.force_authenticate(None)

        self.assertEqual(self.client.get("/api/consents/").status_code, 403)
        self.assertEqual(self.client.post("/api/consents/").status_code, 403)
        self.assertEqual(self.client.post("/api/consents/1/withdraw/").status_code, 403)
