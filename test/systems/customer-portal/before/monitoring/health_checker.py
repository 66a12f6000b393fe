"""Asks each service of the portal whether it is well."""
import json
import logging
import os
import sys

import psycopg2
import redis
import requests

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5


class HealthChecker:
    def __init__(self, portal_url=None):
        self.portal_url = portal_url or os.environ.get("PORTAL_URL", "http://localhost:8000")

    def check_all(self):
        """Name of each service -> whether it answers."""
        return {
            "api": self.check_api(),
            "database": self.check_database(),
            "redis": self.check_redis(),
        }

    def check_api(self):
        try:
            response = requests.get(f"{self.portal_url}/health/", timeout=TIMEOUT_SECONDS)
        except requests.RequestException:
            logger.warning("The API does not answer", exc_info=True)
            return False
        return response.ok

    def check_database(self):
        try:
            connection = psycopg2.connect(
                dbname=os.environ.get("POSTGRES_DB", "portal"),
                user=os.environ.get("POSTGRES_USER", "portal"),
                password=os.environ.get("POSTGRES_PASSWORD", ""),
                host=os.environ.get("POSTGRES_HOST", "localhost"),
                connect_timeout=TIMEOUT_SECONDS,
            )
        except psycopg2.OperationalError:
            logger.warning("The database does not answer", exc_info=True)
            return False
        connection.close()
        return True

    def check_redis(self):
        url = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
        try:
            return redis.Redis.from_url(url, socket_timeout=TIMEOUT_SECONDS).ping()
        except redis.RedisError:
            logger.warning("Redis does not answer", exc_info=True)
            return False


def main():
    states = HealthChecker().check_all()
    sys.stdout.write(json.dumps(states) + "\n")
    return 0 if all(states.values()) else 1


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    sys.exit(main())
