from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APITestCase

from stocks.api_views import MOVERS_KEY
from stocks.models import Membership, Sector, Stock, StockPrice
from stocks.throttling import tier_of


class ScannerTestCase(APITestCase):
    @classmethod
    def setUpTestData(cls):
        users = get_user_model().objects
        cls.member = users.create_user("ada", password="correct horse")
        cls.staff = users.create_user("grace", is_staff=True)
        energy = Sector.objects.create(name="Energy")
        retail = Sector.objects.create(name="Retail")
        cls.oil = Stock.objects.create(
            symbol="OIL", name="Oil", sector=energy, exchange="NYSE", market_cap=5_000_000_000, volume=10
        )
        cls.shop = Stock.objects.create(
            symbol="SHOP", name="Shop", sector=retail, exchange="NASDAQ", market_cap=1_000, volume=99
        )
        now = timezone.now()
        StockPrice.objects.create(stock=cls.oil, price="41.5", recorded_at=now - timedelta(hours=1))
        StockPrice.objects.create(stock=cls.oil, price="42", recorded_at=now)

    def setUp(self):
        cache.clear()
        self.client.force_authenticate(self.member)

    def symbols(self, response):
        return [stock["symbol"] for stock in response.data["results"]]


class StockTests(ScannerTestCase):
    def test_lists_stocks_of_an_exchange_with_their_latest_price(self):
        response = self.client.get(reverse("stock_list"), {"exchange": "nyse"})

        self.assertEqual(self.symbols(response), ["OIL"])
        self.assertEqual(response.data["results"][0]["latest_price"], "42.0000")

    def test_shows_one_stock(self):
        response = self.client.get(reverse("stock_detail", args=["SHOP"]))

        self.assertEqual(response.data["sector"], "Retail")

    def test_lists_prices_newest_first(self):
        response = self.client.get(reverse("stock_prices", args=["OIL"]))

        self.assertEqual([price["price"] for price in response.data["results"]], ["42.0000", "41.5000"])

    def test_movers_are_the_most_traded(self):
        response = self.client.get(reverse("movers"))

        self.assertEqual(self.symbols(response), ["SHOP", "OIL"])
        self.assertEqual(cache.get(MOVERS_KEY), response.data["results"])


class TokenTests(ScannerTestCase):
    def test_hands_out_and_refreshes_tokens(self):
        self.client.force_authenticate(None)

        tokens = self.client.post(reverse("token"), {"username": "ada", "password": "correct horse"}).data
        refreshed = self.client.post(reverse("token_refresh"), {"refresh": tokens["refresh"]})

        self.assertIn("access", refreshed.data)


class ThrottleTests(ScannerTestCase):
    def test_who_has_no_membership_is_a_free_member(self):
        self.assertEqual(tier_of(self.member), "free")

    def test_the_tier_follows_the_membership(self):
        Membership.objects.create(user=self.member, tier=Membership.Tier.PRO)

        self.assertEqual(tier_of(self.member), "pro")
