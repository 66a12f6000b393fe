"""State of the backend, and page timings that browsers report."""
import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework import serializers, status
from rest_framework.decorators import api_view, authentication_classes, permission_classes, throttle_classes
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from apps.monitoring.integration import MonitoringIntegration

logger = logging.getLogger(__name__)


class WebVitalSerializer(serializers.Serializer):
    name = serializers.ChoiceField(choices=["CLS", "FCP", "INP", "LCP", "TTFB"])
    value = serializers.FloatField(min_value=0)


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


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def record_web_vital(request):
    serializer = WebVitalSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    vital = serializer.validated_data
    MonitoringIntegration().track_performance(f"vital.{vital['name']}", vital["value"])
    return Response(status=status.HTTP_204_NO_CONTENT)


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
