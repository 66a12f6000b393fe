from django.core.management.base import BaseCommand

from stocks.monitoring import SystemHealthChecker


class Command(BaseCommand):
    help = "Checks each part of the system"
    checker_class = SystemHealthChecker

    def handle(self, *args, **options):
        pass
