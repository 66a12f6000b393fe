"""Questions over HTTP."""
import asyncio

from services import notifications


def test_answers_and_keeps_the_exchange(signed_in, model):
    answer = signed_in.post("/chat", json={"message": "How do I return it?"})

    assert answer.json() == {"message": model.answer, "handed_over": False}
    recent = signed_in.get("/conversations/recent").json()
    assert [one["role"] for one in recent] == ["assistant", "user"]


def test_refuses_empty_messages(signed_in, model):
    assert signed_in.post("/chat", json={"message": "   "}).status_code == 422


def test_hands_over_when_the_model_is_down(signed_in, model, monkeypatch):
    model.answer = None
    monkeypatch.delenv("SUPPORT_WEBHOOK_URL", raising=False)

    answer = signed_in.post("/chat", json={"message": "Hello?"})

    assert answer.json()["handed_over"] is True


def test_asks_to_sign_in(client):
    assert client.post("/chat", json={"message": "Hello?"}).status_code == 401
    assert client.get("/conversations/recent").status_code == 401


def test_says_when_the_team_was_not_told(monkeypatch):
    monkeypatch.delenv("SUPPORT_WEBHOOK_URL", raising=False)

    assert asyncio.run(notifications.hand_over("ada@example.com", "Hello?")) is False
