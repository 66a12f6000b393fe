import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from stocks.models import Stock, StockPrice
from stocks.quotes import QuoteError, fetch_quotes

BATCH_SIZE = 500


class Command(BaseCommand):
    help = "Asks the quote service for the prices of all active stocks"

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, with this pause")

    def handle(self, *args, **options):
        while True:
            self.update_prices()
            if options["every"] is None:
                return
            time.sleep(options["every"])

    def update_prices(self):
        stocks = list(Stock.objects.filter(is_active=True))
        try:
            quotes = fetch_quotes([stock.symbol for stock in stocks])
        except QuoteError as error:
            raise CommandError(str(error)) from error
        now = timezone.now()
        quoted = [stock for stock in stocks if stock.symbol in quotes]
        for stock in quoted:
            stock.volume = quotes[stock.symbol].volume
            stock.updated_at = now
        prices = [StockPrice(stock=stock, price=quotes[stock.symbol].price, recorded_at=now) for stock in quoted]
        with transaction.atomic():
            StockPrice.objects.bulk_create(prices, batch_size=BATCH_SIZE)
            Stock.objects.bulk_update(quoted, ["volume", "updated_at"], batch_size=BATCH_SIZE)
        call_command("clear_cache")
        self.stdout.write(f"{len(prices)} prices")
