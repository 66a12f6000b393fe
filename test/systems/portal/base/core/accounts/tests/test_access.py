import pytest
from django.urls import reverse
from rest_framework.test import APIClient


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["profile", "summary", "order-list"])
def test_a_stranger_gets_nothing(name):
    assert APIClient().get(reverse(name)).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["order-detail", "order-cancel"])
def test_a_stranger_sees_and_cancels_no_order(name):
    assert APIClient().post(reverse(name, args=[1])).status_code == 401


@pytest.mark.django_db
def test_the_health_check_is_open():
    assert APIClient().get(reverse("health")).status_code in (200, 503)
