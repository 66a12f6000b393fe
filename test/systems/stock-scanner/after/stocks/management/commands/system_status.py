from django.core.management.base import BaseCommand

from stocks.database_indexes import get_database_optimization_status
from stocks.memory_optimization import memory_manager
from stocks.models import Stock, StockPrice


class Command(BaseCommand):
    help = "Shows the size of the data, missing indexes and memory"

    def handle(self, *args, **options):
        self.stdout.write(f"stocks: {Stock.objects.count()}")
        self.stdout.write(f"prices: {StockPrice.objects.count()}")
        self.stdout.write(f"missing indexes: {len(get_database_optimization_status()['missing'])}")
        self.stdout.write(f"resident memory: {memory_manager.get_memory_stats()['resident_mb']} MB")
