from decimal import Decimal
from io import StringIO
from unittest.mock import Mock, patch

import requests
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from stocks.api_views import MOVERS_KEY
from stocks.database_indexes import DatabaseIndexAnalyzer
from stocks.models import Sector, Stock, StockPrice
from stocks.monitoring import SystemHealthChecker
from stocks.quotes import Quote, QuoteError, fetch_quotes


def run(name):
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue()


class FetchPricesTests(TestCase):
    def setUp(self):
        sector = Sector.objects.create(name="Energy")
        self.stock = Stock.objects.create(symbol="OIL", name="Oil", sector=sector, exchange="NYSE")

    def test_keeps_prices_and_volumes_and_forgets_old_movers(self):
        cache.set(MOVERS_KEY, ["old"])

        with patch("stocks.management.commands.fetch_prices.fetch_quotes") as quotes:
            quotes.return_value = {"OIL": Quote(price=Decimal("42.5"), volume=1200)}
            output = run("fetch_prices")

        self.assertIn("1 prices", output)
        self.assertEqual(StockPrice.objects.get().price, Decimal("42.5"))
        self.stock.refresh_from_db()
        self.assertEqual(self.stock.volume, 1200)
        self.assertIsNone(cache.get(MOVERS_KEY))

    def test_fails_when_the_service_does(self):
        with patch("stocks.management.commands.fetch_prices.fetch_quotes", side_effect=QuoteError):
            with self.assertRaises(CommandError):
                run("fetch_prices")


class OperationCommandTests(TestCase):
    def test_clear_cache_can_forget_everything(self):
        cache.set("other", "value")

        call_command("clear_cache", all=True)

        self.assertIsNone(cache.get("other"))

    def test_health_check_fails_without_the_database(self):
        with patch.object(SystemHealthChecker, "check_database", return_value=False):
            with self.assertRaises(CommandError):
                run("health_check")

    def test_health_check_is_quiet_when_all_is_well(self):
        self.assertEqual(run("health_check"), "")

    def test_system_health_fails_without_fresh_prices(self):
        with self.assertRaises(CommandError):
            run("system_health")

    def test_system_status_counts(self):
        self.assertIn("prices: 0", run("system_status"))


class OptimizeDatabaseTests(TransactionTestCase):
    def test_creates_a_missing_index(self):
        index = StockPrice._meta.indexes[0]
        with connection.schema_editor() as editor:
            editor.remove_index(StockPrice, index)

        output = run("optimize_database")

        self.assertIn(index.name, output)
        self.assertEqual(DatabaseIndexAnalyzer().find_missing(), [])


class QuoteTests(SimpleTestCase):
    def test_reads_quotes(self):
        answer = Mock(json=Mock(return_value={"quotes": [{"symbol": "OIL", "price": "42.5", "volume": "7"}]}))

        with patch("stocks.quotes.requests.post", return_value=answer):
            self.assertEqual(fetch_quotes(["OIL"]), {"OIL": Quote(price=Decimal("42.5"), volume=7)})

    def test_says_when_the_service_does_not_answer(self):
        with patch("stocks.quotes.requests.post", side_effect=requests.ConnectionError):
            with self.assertRaises(QuoteError):
                fetch_quotes(["OIL"])
