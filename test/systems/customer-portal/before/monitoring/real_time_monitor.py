"""Measures the machine and the API, and raises alerts when a limit is passed."""
import logging
import os
import time
from collections import deque
from dataclasses import dataclass

import psutil
import requests

from monitoring.alerting_system import AlertingSystem

logger = logging.getLogger(__name__)

HISTORY = 720
INTERVAL_SECONDS = 5
REQUEST_TIMEOUT_SECONDS = 5
CPU_LIMIT_PERCENT = 90
MEMORY_LIMIT_PERCENT = 90


@dataclass(frozen=True)
class PerformanceMetrics:
    cpu_percent: float
    memory_percent: float
    disk_percent: float
    response_seconds: float | None


class RealTimeMonitor:
    def __init__(self, portal_url=None, alerting=None):
        self.portal_url = portal_url or os.environ.get("PORTAL_URL", "http://localhost:8000")
        self.alerting = alerting or AlertingSystem()
        self.history = deque(maxlen=HISTORY)

    def calculate_performance_metrics(self):
        metrics = PerformanceMetrics(
            cpu_percent=psutil.cpu_percent(interval=None),
            memory_percent=psutil.virtual_memory().percent,
            disk_percent=psutil.disk_usage("/").percent,
            response_seconds=self._response_seconds(),
        )
        self.history.append(metrics)
        return metrics

    def check_limits(self, metrics):
        if metrics.response_seconds is None:
            self.alerting.send("critical", f"{self.portal_url} does not answer")
        if metrics.cpu_percent > CPU_LIMIT_PERCENT:
            self.alerting.send("warning", f"CPU at {metrics.cpu_percent:.0f} %")
        if metrics.memory_percent > MEMORY_LIMIT_PERCENT:
            self.alerting.send("warning", f"Memory at {metrics.memory_percent:.0f} %")

    def run(self):
        while True:
            self.check_limits(self.calculate_performance_metrics())
            time.sleep(INTERVAL_SECONDS)

    def _response_seconds(self):
        try:
            response = requests.get(f"{self.portal_url}/health/", timeout=REQUEST_TIMEOUT_SECONDS)
            response.raise_for_status()
        except requests.RequestException:
            logger.warning("%s does not answer", self.portal_url, exc_info=True)
            return None
        return response.elapsed.total_seconds()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    RealTimeMonitor().run()
