"""State of the backend, for load balancers and the monitoring."""
import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework import status
from rest_framework.decorators import api_view, authentication_classes, permission_classes, throttle_classes
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

logger = logging.getLogger(__name__)


@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
@throttle_classes([])
def health_check(request):
    services = {"database": _database_answers(), "cache": _cache_answers()}
    healthy = all(services.values())
    body = {
        "status": "healthy" if healthy else "unhealthy",
        "timestamp": timezone.now().isoformat(),
        "services": {name: "healthy" if answers else "unhealthy" for name, answers in services.items()},
    }
    return Response(body, status=status.HTTP_200_OK if healthy else status.HTTP_503_SERVICE_UNAVAILABLE)


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return False
    return True


def _cache_answers():
    try:
        cache.set("health", "ok", timeout=10)
        return cache.get("health") == "ok"
    except RedisError:
        logger.exception("The cache does not answer")
        return False
