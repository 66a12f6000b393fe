"""A fresh database, a Redis of our own, and a model that answers what it is told to."""
import os

import pytest
from fastapi.testclient import TestClient

os.environ.setdefault("OPENAI_API_KEY", "test-only")
os.environ.setdefault("JWT_SECRET", "test-only-0123456789-0123456789")
os.environ.setdefault("ALLOWED_ORIGINS", "http://localhost:5173")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "redis://localhost:6379/9")

import agentic_ai  # noqa: E402
import api_server  # noqa: E402
import database  # noqa: E402
from rate_limiter import limiter  # noqa: E402
from session_manager import session_manager  # noqa: E402


class FakeStore:
    """The part of Redis that conversations need."""

    def __init__(self):
        self.values = {}

    async def get(self, key):
        return self.values.get(key)

    async def set(self, key, value, ex):
        self.values[key] = value

    async def aclose(self):
        self.values.clear()


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "DATABASE_PATH", str(tmp_path / "test.db"))
    monkeypatch.setattr(session_manager, "_store", FakeStore())
    monkeypatch.setattr(limiter, "enabled", False)
    with TestClient(api_server.app) as test_client:
        yield test_client


@pytest.fixture
def signed_in(client):
    credentials = {"email": "ada@example.com", "password": "correct horse"}
    client.post("/auth/register", json=credentials)
    token = client.post("/auth/login", json=credentials).json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


@pytest.fixture
def model(monkeypatch):
    """Set `model.answer`; None means that the model is down."""

    class FakeModel:
        answer = "Within 30 days."

    async def answer(self, question, articles, history):
        if FakeModel.answer is None:
            raise agentic_ai.AgentUnavailable
        return FakeModel.answer

    monkeypatch.setattr(agentic_ai.CustomerSupportAgent, "answer", answer)
    return FakeModel
