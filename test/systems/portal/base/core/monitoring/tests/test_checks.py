from unittest import mock

import redis
import requests

from monitoring.checks import broker_answers


def test_a_broker_that_is_down_does_not_answer():
    with mock.patch.object(redis.Redis, "from_url") as from_url:
        from_url.return_value.ping.side_effect = redis.RedisError
        assert broker_answers() is False


def test_health_is_served(live_server):
    response = requests.get(f"{live_server.url}/api/health/", timeout=5)
    assert response.status_code in (200, 503)
