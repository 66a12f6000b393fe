"""A page with the state of the services and the machine, for the operators' network."""
import json
import logging
import os
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil

from monitoring.health_checker import HealthChecker
from monitoring.real_time_monitor import RealTimeMonitor

logger = logging.getLogger(__name__)

PORT = 9100


def collect(checker, monitor):
    """What the dashboard shows, as plain data."""
    return {
        "services": checker.check_all(),
        "metrics": asdict(monitor.calculate_performance_metrics()),
        "uptime_seconds": round(time.time() - psutil.boot_time()),
    }


class DashboardHandler(BaseHTTPRequestHandler):
    checker = HealthChecker()
    monitor = RealTimeMonitor()

    def do_GET(self):
        body = json.dumps(collect(self.checker, self.monitor), indent=2).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        logger.info(format, *args)


def main():
    host = os.environ.get("DASHBOARD_HOST", "127.0.0.1")
    ThreadingHTTPServer((host, PORT), DashboardHandler).serve_forever()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
