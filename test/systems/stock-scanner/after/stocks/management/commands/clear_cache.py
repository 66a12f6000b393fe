from django.core.cache import cache
from django.core.management.base import BaseCommand

from stocks.api_views import MOVERS_KEY


class Command(BaseCommand):
    help = "Forgets cached answers of the API, so that the next request sees new prices"

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="forget everything, sessions and rate limits too")

    def handle(self, *args, **options):
        if options["all"]:
            cache.clear()
        else:
            cache.delete(MOVERS_KEY)
