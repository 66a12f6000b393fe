from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse
from rest_framework.test import APITestCase

from .models import FeatureFlag, FeatureUsage, is_rolled_out


class FeatureFlagTests(APITestCase):
    @classmethod
    def setUpTestData(cls):
        users = get_user_model().objects
        cls.customer = users.create_user("ada")
        cls.staff = users.create_user("grace", is_staff=True)
        FeatureFlag.objects.create(key="dark-mode", name="Dark mode", is_active=True)
        FeatureFlag.objects.create(key="new-editor", name="New editor", is_active=True, rollout_percentage=0)
        FeatureFlag.objects.create(key="exports", name="Exports")

    def setUp(self):
        cache.clear()

    def test_customers_see_the_flags_that_are_on_for_them(self):
        self.client.force_authenticate(self.customer)

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
