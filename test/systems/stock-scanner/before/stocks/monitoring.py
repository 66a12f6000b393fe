"""Whether the parts of the system work."""
import logging
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis.exceptions import RedisError

from .models import StockPrice

logger = logging.getLogger(__name__)

PRICES_STALE_AFTER = timedelta(days=4)


class SystemHealthChecker:
    def check_all(self):
        """Name of each part -> whether it works."""
        database = self.check_database()
        return {
            "database": database,
            "cache": self.check_cache(),
            "prices": database and self.check_prices(),
        }

    def check_database(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            logger.exception("The database does not answer")
            return False
        return True

    def check_cache(self):
        try:
            cache.set("health", "ok", timeout=10)
            return cache.get("health") == "ok"
        except RedisError:
            logger.exception("The cache does not answer")
            return False

    def check_prices(self):
        """Prices are fresh: the newest is at most a long weekend old."""
        return StockPrice.objects.filter(recorded_at__gte=timezone.now() - PRICES_STALE_AFTER).exists()
