from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import DatabaseError
from django.test import RequestFactory, SimpleTestCase
from django.urls import reverse
from rest_framework.test import APITestCase

from apps.api.global_error_handler import api_exception_handler
from apps.caching.strategies import AdvancedCachingStrategy


class HealthCheckTests(APITestCase):
    def test_is_healthy_when_every_service_answers(self):
        response = self.client.get(reverse("health"))

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.data["services"], {"database": "healthy", "cache": "healthy"})

    def test_is_unavailable_without_the_database(self):
        with patch("apps.api.views.connection.cursor", side_effect=DatabaseError):
            response = self.client.get(reverse("health"))

        self.assertEqual(response.status_code, 503)
        self.assertEqual(response.data["services"]["database"], "unhealthy")


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
    def test_keeps_details_of_unknown_errors_to_itself(self):
        context = {"view": object(), "request": RequestFactory().get("/")}

        response = api_exception_handler(RuntimeError("password=secret"), context)

        self.assertEqual(response.status_code, 500)
        self.assertNotIn("secret", str(response.data))


class CachingStrategyTests(SimpleTestCase):
    def setUp(self):
        cache.clear()

    def test_asks_the_fallback_once(self):
        answers = iter([["dark-mode"], ["unexpected"]])
        strategy = AdvancedCachingStrategy(timeout=30)

        first = strategy.get_cached_data("flags", lambda: next(answers))
        second = strategy.get_cached_data("flags", lambda: next(answers))

        self.assertEqual(first, ["dark-mode"])
        self.assertEqual(second, ["dark-mode"])
