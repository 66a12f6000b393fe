from decimal import Decimal
from io import StringIO
from unittest.mock import Mock, patch

import requests
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import SimpleTestCase, TestCase

from stocks.database_indexes import DatabaseIndexAnalyzer
from stocks.memory_optimization import memory_manager
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
        with (
            patch("stocks.management.commands.fetch_prices.fetch_quotes") as quotes,
            patch("stocks.management.commands.fetch_prices.call_command") as command,
        ):
            quotes.return_value = {"OIL": Quote(price=Decimal("42.5"), volume=1200)}
            output = run("fetch_prices")

        self.assertIn("1 prices", output)
        self.assertEqual(StockPrice.objects.get().price, Decimal("42.5"))
        self.stock.refresh_from_db()
        self.assertEqual(self.stock.volume, 1200)
        command.assert_called_once_with("clear_cache")

    def test_fails_when_the_service_does(self):
        with patch("stocks.management.commands.fetch_prices.fetch_quotes", side_effect=QuoteError):
            with self.assertRaises(CommandError):
                run("fetch_prices")


class OperationTests(TestCase):
    def test_prices_are_not_fresh_without_prices(self):
        checks = SystemHealthChecker().check_all()

        self.assertEqual(checks, {"database": True, "cache": True, "prices": False})

    def test_memory_is_measured(self):
        self.assertGreater(memory_manager.get_memory_stats()["resident_mb"], 0)

    def test_an_index_that_the_database_lacks_is_found(self):
        with patch.object(connection.introspection, "get_constraints", return_value={}):
            missing = DatabaseIndexAnalyzer().find_missing()

        self.assertIn((StockPrice, StockPrice._meta.indexes[0]), missing)


class QuoteTests(SimpleTestCase):
    def test_reads_quotes(self):
        answer = Mock(json=Mock(return_value={"quotes": [{"symbol": "OIL", "price": "42.5", "volume": "7"}]}))

        with patch("stocks.quotes.requests.post", return_value=answer):
            self.assertEqual(fetch_quotes(["OIL"]), {"OIL": Quote(price=Decimal("42.5"), volume=7)})

    def test_says_when_the_service_does_not_answer(self):
        with patch("stocks.quotes.requests.post", side_effect=requests.ConnectionError):
            with self.assertRaises(QuoteError):
                fetch_quotes(["OIL"])
