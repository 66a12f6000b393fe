"""Measurements that the backend takes of itself."""
import logging

import sentry_sdk
from django.conf import settings

logger = logging.getLogger(__name__)


class MonitoringIntegration:
    def track_performance(self, metric, value):
        """Logs a measurement and leaves a breadcrumb for error reports; durations over the limit are warnings."""
        is_slow = metric.startswith("request.") and value > settings.SLOW_REQUEST_SECONDS
        logger.log(logging.WARNING if is_slow else logging.DEBUG, "%s: %.3f", metric, value)
        sentry_sdk.add_breadcrumb(category="performance", message=metric, data={"value": value})
