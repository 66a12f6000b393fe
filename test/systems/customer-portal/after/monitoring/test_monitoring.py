from datetime import timedelta
from unittest.mock import Mock, patch

import psycopg2
import redis
import requests

from monitoring.alerting_system import AlertingSystem
from monitoring.dashboard import collect
from monitoring.health_checker import HealthChecker
from monitoring.real_time_monitor import PerformanceMetrics, RealTimeMonitor


def test_alerts_when_the_portal_does_not_answer():
    alerting = Mock()
    monitor = RealTimeMonitor("http://portal.test", alerting)

    with patch("monitoring.real_time_monitor.requests.get", side_effect=requests.ConnectionError):
        monitor.check_limits(monitor.calculate_performance_metrics())

    assert ("critical", "http://portal.test does not answer") in [call.args for call in alerting.send.call_args_list]


def test_measures_the_response():
    monitor = RealTimeMonitor("http://portal.test", Mock())
    answer = Mock(elapsed=timedelta(milliseconds=250))

    with patch("monitoring.real_time_monitor.requests.get", return_value=answer):
        assert monitor.calculate_performance_metrics().response_seconds == 0.25


def test_tells_each_service_apart():
    checker = HealthChecker("http://portal.test")

    with (
        patch("monitoring.health_checker.requests.get", return_value=Mock(ok=True)),
        patch("monitoring.health_checker.psycopg2.connect", side_effect=psycopg2.OperationalError),
        patch("monitoring.health_checker.redis.Redis.from_url", side_effect=redis.ConnectionError),
    ):
        assert checker.check_all() == {"api": True, "database": False, "redis": False}


def test_slack_gets_the_alert(monkeypatch):
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "https://hooks.example.com/T1")
    monkeypatch.delenv("ALERT_MAIL_TO", raising=False)

    with patch("monitoring.alerting_system.requests.post") as post:
        AlertingSystem().send("warning", "CPU at 95 %")

    assert post.call_args.kwargs["json"] == {"text": "[warning] CPU at 95 %"}


def test_dashboard_shows_services_and_metrics():
    checker = Mock(check_all=Mock(return_value={"api": True}))
    metrics = PerformanceMetrics(cpu_percent=3, memory_percent=40, disk_percent=50, response_seconds=0.1)
    monitor = Mock(calculate_performance_metrics=Mock(return_value=metrics))

    shown = collect(checker, monitor)

    assert shown["services"] == {"api": True}
    assert shown["metrics"]["memory_percent"] == 40
