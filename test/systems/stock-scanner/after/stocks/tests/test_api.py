from datetime import timedelta
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import RequestFactory, SimpleTestCase
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APITestCase

from stocks.api_views import MOVERS_KEY
from stocks.error_handling import api_exception_handler
from stocks.models import Membership, Sector, Stock, StockPrice, WatchlistItem
from stocks.monitoring import SystemHealthChecker
from stocks.throttling import MembershipRateThrottle, tier_of


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

    def test_visitors_see_nothing(self):
        self.client.force_authenticate(None)

        self.assertEqual(self.client.get(reverse("stock_list")).status_code, 401)


class ScreenerTests(ScannerTestCase):
    def test_finds_what_matches(self):
        response = self.client.get(reverse("screener"), {"sector": "Energy", "min_market_cap": 1_000_000})

        self.assertEqual(self.symbols(response), ["OIL"])

    def test_refuses_what_is_no_number(self):
        response = self.client.get(reverse("screener"), {"min_market_cap": "much"})

        self.assertEqual(response.status_code, 400)


class WatchlistTests(ScannerTestCase):
    def test_remembers_a_stock_once(self):
        first = self.client.post(reverse("watchlist"), {"stock": "OIL"})
        second = self.client.post(reverse("watchlist"), {"stock": "OIL"})

        self.assertEqual(first.status_code, 201)
        self.assertEqual(second.status_code, 400)
        self.assertEqual(self.client.get(reverse("watchlist")).data["count"], 1)

    def test_members_remove_their_own_items_only(self):
        own = WatchlistItem.objects.create(user=self.member, stock=self.oil)
        foreign = WatchlistItem.objects.create(user=self.staff, stock=self.oil)

        removed = self.client.delete(reverse("watchlist_item", args=[own.pk]))
        refused = self.client.delete(reverse("watchlist_item", args=[foreign.pk]))

        self.assertEqual(removed.status_code, 204)
        self.assertEqual(refused.status_code, 404)


class OperationTests(ScannerTestCase):
    def test_members_do_not_operate_the_system(self):
        self.assertEqual(self.client.get(reverse("db_status")).status_code, 403)
        self.assertEqual(self.client.post(reverse("create_indexes")).status_code, 403)
        self.assertEqual(self.client.get(reverse("memory_status")).status_code, 403)

    def test_staff_see_that_no_index_is_missing(self):
        self.client.force_authenticate(self.staff)

        self.assertEqual(self.client.get(reverse("db_status")).data, {"optimized": True, "missing": []})
        self.assertEqual(self.client.post(reverse("create_indexes")).data, {"created": []})

    def test_staff_see_the_memory(self):
        self.client.force_authenticate(self.staff)

        self.assertGreater(self.client.get(reverse("memory_status")).data["resident_mb"], 0)

    def test_is_healthy_when_everything_answers(self):
        self.client.force_authenticate(None)

        response = self.client.get(reverse("health"))

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.data["checks"], {"database": True, "cache": True, "prices": True})

    def test_is_unavailable_without_the_cache(self):
        with patch.object(SystemHealthChecker, "check_cache", return_value=False):
            self.assertEqual(self.client.get(reverse("health")).status_code, 503)


class TokenTests(ScannerTestCase):
    def test_hands_out_and_refreshes_tokens(self):
        self.client.force_authenticate(None)

        tokens = self.client.post(reverse("token"), {"username": "ada", "password": "correct horse"}).data
        refreshed = self.client.post(reverse("token_refresh"), {"refresh": tokens["refresh"]})

        self.assertIn("access", refreshed.data)


class ThrottleTests(ScannerTestCase):
    def test_who_has_no_membership_is_a_free_member(self):
        self.assertEqual(tier_of(self.member), "free")

    def test_the_rate_follows_the_membership(self):
        rates = {"free": "1/minute", "pro": "2/minute"}
        Membership.objects.create(user=self.member, tier=Membership.Tier.PRO)

        with patch.object(MembershipRateThrottle, "THROTTLE_RATES", rates):
            answers = [self.client.get(reverse("movers")).status_code for _ in range(3)]

        self.assertEqual(answers, [200, 200, 429])


class ErrorHandlingTests(SimpleTestCase):
    def test_keeps_details_of_unknown_errors_to_itself(self):
        context = {"view": object(), "request": RequestFactory().get("/")}

        response = api_exception_handler(RuntimeError("password=secret"), context)

        self.assertEqual(response.status_code, 500)
        self.assertNotIn("secret", str(response.data))
