from datetime import timedelta
from unittest.mock import Mock, patch

import requests
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import SimpleTestCase, TestCase
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APITestCase

from apps.ai_ml.integration import AIServiceError, AIServiceIntegration

from .models import Ticket
from .tasks import close_stale_tickets


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

        with self.captureOnCommitCallbacks(execute=True):
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

        self.assertEqual(response.status_code, 202)
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
    def test_reads_the_category(self):
        answer = Mock(json=Mock(return_value={"category": "billing"}))

        with patch("apps.ai_ml.integration.requests.post", return_value=answer):
            self.assertEqual(AIServiceIntegration().detect_category("Invoice", "Wrong"), "billing")

    def test_says_when_the_service_does_not_answer(self):
        with patch("apps.ai_ml.integration.requests.post", side_effect=requests.Timeout):
            with self.assertRaises(AIServiceError):
                AIServiceIntegration().suggest_reply("Invoice", "Wrong")
