"""What holds for each request."""
import pytest

from rate_limiter import limiter


def test_is_healthy_with_a_database(client):
    assert client.get("/health").json() == {"status": "ok"}


def test_sends_security_headers(client):
    headers = client.get("/health").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age" in headers["Strict-Transport-Security"]


def test_refuses_large_bodies(client):
    assert client.post("/auth/login", content=b"x" * 100_000).status_code == 413


def test_answers_only_our_own_pages(client):
    answer = client.get("/health", headers={"Origin": "https://evil.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.integration
def test_limits_sign_ins(client, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    wrong = {"email": "ada@example.com", "password": "not the right one"}

    codes = [client.post("/auth/login", json=wrong).status_code for _ in range(6)]

    assert codes == [401] * 5 + [429]
