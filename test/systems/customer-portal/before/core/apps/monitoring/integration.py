"""Measurements that the backend takes of itself."""


class MonitoringIntegration:
    def track_performance(self, metric, value):
        """Passes a measurement on to the monitoring."""
        pass
