from django.core.management.base import BaseCommand, CommandError

from stocks.monitoring import SystemHealthChecker


class Command(BaseCommand):
    help = "Fails when the database or the cache does not answer"

    def handle(self, *args, **options):
        checker = SystemHealthChecker()
        if not (checker.check_database() and checker.check_cache()):
            raise CommandError("The system is not healthy")
