"""What the API depends on, asked one by one."""
import redis
from django.conf import settings
from django.db import DatabaseError, connection

TIMEOUT_SECONDS = 2


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers():
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=TIMEOUT_SECONDS)
    try:
        return client.ping()
    except redis.RedisError:
        return False
