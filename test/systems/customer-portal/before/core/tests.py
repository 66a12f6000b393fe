from datetime import timedelta
from unittest.mock import Mock, patch

from django.contrib.auth import get_user_model
from django.core import mail
from django.test import RequestFactory, SimpleTestCase, TestCase
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APITestCase

from apps.ai_ml.integration import AIServiceIntegration
from apps.api.global_error_handler import api_exception_handler
from apps.caching.strategies import AdvancedCachingStrategy
from apps.features.models import FeatureFlag, FeatureUsage, is_rolled_out
from apps.tickets.models import Ticket
from apps.tickets.tasks import close_stale_tickets


class TokenTests(APITestCase):
    def setUp(self):
        get_user_model().objects.create_user("ada", password="correct horse")

    def test_hands_out_and_refreshes_tokens(self):
        tokens = self.client.post(reverse("token"), {"username": "ada", "password": "correct horse"}).data
        refreshed = self.client.post(reverse("token-refresh"), {"refresh": tokens["refresh"]})

        self.assertEqual(refreshed.status_code, 200)
        self.assertIn("access", refreshed.data)

    def test_refuses_a_wrong_password(self):
        response = self.client.post(reverse("token"), {"username": "ada", "password": "wrong"})

        self.assertEqual(response.status_code, 401)


class WebVitalTests(APITestCase):
    def setUp(self):
        self.client.force_authenticate(get_user_model().objects.create_user("ada"))

    def test_takes_a_known_metric(self):
        response = self.client.post(reverse("web-vitals"), {"name": "LCP", "value": 1840.5})

        self.assertEqual(response.status_code, 204)

    def test_refuses_an_unknown_metric(self):
        response = self.client.post(reverse("web-vitals"), {"name": "XYZ", "value": 1})

        self.assertEqual(response.status_code, 400)


class ErrorHandlerTests(SimpleTestCase):
    def test_answers_unknown_errors(self):
        context = {"view": object(), "request": RequestFactory().get("/")}

        response = api_exception_handler(RuntimeError("broken"), context)

        self.assertEqual(response.status_code, 500)


class FeatureFlagTests(APITestCase):
    @classmethod
    def setUpTestData(cls):
        users = get_user_model().objects
        cls.customer = users.create_user("ada")
        cls.staff = users.create_user("grace", is_staff=True)
        FeatureFlag.objects.create(key="dark-mode", name="Dark mode", is_active=True)
        FeatureFlag.objects.create(key="new-editor", name="New editor", is_active=True, rollout_percentage=0)
        FeatureFlag.objects.create(key="exports", name="Exports")

    def test_customers_see_the_flags_that_are_on_for_them(self):
        self.client.force_authenticate(self.customer)

        active = [("dark-mode", 100), ("new-editor", 0)]
        with patch.object(AdvancedCachingStrategy, "get_cached_data", return_value=active):
            response = self.client.get(reverse("feature-active"))

        self.assertEqual(response.data, {"flags": ["dark-mode"]})

    def test_customers_do_not_edit_flags(self):
        self.client.force_authenticate(self.customer)

        response = self.client.patch(reverse("feature-detail", args=["exports"]), {"is_active": True})

        self.assertEqual(response.status_code, 403)

    def test_staff_list_and_switch_flags(self):
        self.client.force_authenticate(self.staff)

        listed = self.client.get(reverse("feature-list"))
        switched = self.client.patch(reverse("feature-detail", args=["exports"]), {"is_active": True})

        self.assertEqual(listed.data["count"], 3)
        self.assertTrue(switched.data["is_active"])

    def test_usage_is_counted_for_the_user(self):
        self.client.force_authenticate(self.staff)

        response = self.client.post(reverse("feature-usage", args=["dark-mode"]))

        self.assertEqual(response.status_code, 204)
        self.assertEqual(FeatureUsage.objects.filter(flag__key="dark-mode", user=self.staff).count(), 1)

    def test_rollout_covers_nobody_at_zero_and_everybody_at_hundred(self):
        self.assertFalse(any(is_rolled_out("exports", 0, user_id) for user_id in range(50)))
        self.assertTrue(all(is_rolled_out("exports", 100, user_id) for user_id in range(50)))


class TicketApiTests(APITestCase):
    @classmethod
    def setUpTestData(cls):
        users = get_user_model().objects
        cls.customer = users.create_user("ada", "ada@example.com")
        cls.other = users.create_user("mary", "mary@example.com")
        cls.agent = users.create_user("grace", "grace@example.com", is_staff=True)
        cls.ticket = Ticket.objects.create(customer=cls.customer, subject="Invoice", description="It is wrong.")

    def test_customers_see_their_own_tickets_only(self):
        self.client.force_authenticate(self.other)

        listed = self.client.get(reverse("ticket-list"))
        opened = self.client.get(reverse("ticket-detail", args=[self.ticket.pk]))

        self.assertEqual(listed.data["count"], 0)
        self.assertEqual(opened.status_code, 404)

    def test_tickets_are_filtered_by_status(self):
        self.client.force_authenticate(self.agent)

        response = self.client.get(reverse("ticket-list"), {"status": "closed"})

        self.assertEqual(response.data["count"], 0)

    def test_a_new_ticket_is_classified(self):
        self.client.force_authenticate(self.customer)

        with patch.object(AIServiceIntegration, "detect_category", return_value="billing"):
            with self.captureOnCommitCallbacks(execute=True):
                response = self.client.post(reverse("ticket-list"), {"subject": "Refund", "description": "Please."})

        self.assertEqual(response.status_code, 201)
        self.assertEqual(Ticket.objects.get(pk=response.data["id"]).category, "billing")

    def test_an_agents_reply_is_mailed_and_waits_for_the_customer(self):
        self.client.force_authenticate(self.agent)

        with (
            patch("apps.tickets.tasks.render_to_string", return_value="Fixed."),
            self.captureOnCommitCallbacks(execute=True),
        ):
            self.client.post(reverse("ticket-reply", args=[self.ticket.pk]), {"body": "Fixed."})
        comments = self.client.get(reverse("ticket-comments", args=[self.ticket.pk]))

        self.assertEqual([comment["body"] for comment in comments.data["results"]], ["Fixed."])
        self.assertEqual(mail.outbox[0].to, ["ada@example.com"])
        self.assertIn("Fixed.", mail.outbox[0].body)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, Ticket.Status.PENDING)

    def test_agents_get_a_draft_from_the_ai_service(self):
        self.client.force_authenticate(self.agent)

        with patch.object(AIServiceIntegration, "suggest_reply", return_value="Dear Ada"):
            response = self.client.post(reverse("ticket-suggest-reply", args=[self.ticket.pk]))

        self.assertEqual(response.data["suggested_reply"], "Dear Ada")
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.suggested_reply, "Dear Ada")

    def test_customers_get_no_draft(self):
        self.client.force_authenticate(self.customer)

        response = self.client.post(reverse("ticket-suggest-reply", args=[self.ticket.pk]))

        self.assertEqual(response.status_code, 403)


class StaleTicketTests(TestCase):
    def test_closes_what_waits_for_too_long(self):
        customer = get_user_model().objects.create_user("ada")
        ticket = Ticket.objects.create(customer=customer, subject="Old", description="", status="pending")
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=timezone.now() - timedelta(days=15))

        self.assertEqual(close_stale_tickets(), 1)


class AIServiceTests(SimpleTestCase):
    def test_reads_the_reply(self):
        answer = Mock(json=Mock(return_value={"reply": "Dear Ada"}))

        with patch("apps.ai_ml.integration.requests.post", return_value=answer):
            self.assertEqual(AIServiceIntegration().suggest_reply("Invoice", "Wrong"), "Dear Ada")
