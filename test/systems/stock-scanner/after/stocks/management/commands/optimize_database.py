from django.core.management.base import BaseCommand

from stocks.database_indexes import DatabaseIndexAnalyzer


class Command(BaseCommand):
    help = "Creates missing indexes and refreshes the planner's statistics"

    def handle(self, *args, **options):
        created = DatabaseIndexAnalyzer().optimize_database()
        self.stdout.write(f"New indexes: {', '.join(created) or 'none'}")
