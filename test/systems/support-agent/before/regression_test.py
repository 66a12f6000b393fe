"""The agent itself, with a model that answers what it is told to."""
import asyncio
from types import SimpleNamespace

import pytest
from openai import OpenAIError
from test_data import ARTICLES, HISTORY, long_history

from agentic_ai import (
    LONGEST_MESSAGE,
    MESSAGES_KEPT,
    MESSAGES_SENT,
    AgentUnavailable,
    CustomerSupportAgent,
    InvalidMessage,
    checked_message,
    trimmed,
)


class FakeCompletions:
    """Keeps what it is asked."""

    def __init__(self, answer):
        self.answer = answer
        self.messages = []

    async def create(self, model, messages):
        self.messages = messages
        if self.answer is None:
            raise OpenAIError("down")
        choice = SimpleNamespace(message=SimpleNamespace(content=self.answer))
        return SimpleNamespace(choices=[choice])


def agent_with(answer):
    completions = FakeCompletions(answer)
    client = SimpleNamespace(chat=SimpleNamespace(completions=completions))
    return CustomerSupportAgent(client), completions


def test_answers_with_the_articles_in_the_instructions():
    agent, completions = agent_with("Within 30 days.")

    answer = asyncio.run(agent.answer("How do I return it?", [body for _, body in ARTICLES], HISTORY))

    assert answer == "Within 30 days."
    assert "30 days" in completions.messages[0]["content"]
    assert completions.messages[-1] == {"role": "user", "content": "How do I return it?"}


def test_sends_only_the_newest_messages():
    agent, completions = agent_with("Yes.")

    asyncio.run(agent.answer("Still there?", [], long_history(30)))

    assert len(completions.messages) == MESSAGES_SENT + 2
    assert completions.messages[1]["content"] == "message 20"


def test_says_when_the_model_does_not_answer():
    agent, _ = agent_with(None)

    with pytest.raises(AgentUnavailable):
        asyncio.run(agent.answer("Hello?", [], []))


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST_MESSAGE + 1)])
def test_refuses_messages_that_are_empty_or_too_long(text):
    with pytest.raises(InvalidMessage):
        checked_message(text)


def test_keeps_the_newest_messages():
    kept = trimmed(long_history(60))

    assert len(kept) == MESSAGES_KEPT
    assert kept[-1]["content"] == "message 59"
