"""Measurements that the backend takes of itself."""
import logging
import time

import sentry_sdk
from django.conf import settings

logger = logging.getLogger(__name__)


class MonitoringIntegration:
    def track_performance(self, metric, value):
        """Logs a measurement and leaves a breadcrumb for error reports; durations over the limit are warnings."""
        is_slow = metric.startswith("request.") and value > settings.SLOW_REQUEST_SECONDS
        logger.log(logging.WARNING if is_slow else logging.DEBUG, "%s: %.3f", metric, value)
        sentry_sdk.add_breadcrumb(category="performance", message=metric, data={"value": value})


class PerformanceMiddleware:
    """Measures how long each request takes."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.monitoring = MonitoringIntegration()

    def __call__(self, request):
        started = time.monotonic()
        response = self.get_response(request)
        self.monitoring.track_performance(f"request.{request.method}", time.monotonic() - started)
        return response
