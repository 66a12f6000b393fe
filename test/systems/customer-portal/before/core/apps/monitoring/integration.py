"""Measurements that the backend takes of itself."""
import time


class MonitoringIntegration:
    def track_performance(self, metric, value):
        """Passes a measurement on to the monitoring."""
        pass


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
