from django.core.management.base import BaseCommand, CommandError

from stocks.monitoring import SystemHealthChecker


class Command(BaseCommand):
    help = "Checks each part of the system"

    def handle(self, *args, **options):
        checks = SystemHealthChecker().check_all()
        for name, works in checks.items():
            self.stdout.write(f"{name}: {'ok' if works else 'FAILED'}")
        if not all(checks.values()):
            raise CommandError("The system is not healthy")
