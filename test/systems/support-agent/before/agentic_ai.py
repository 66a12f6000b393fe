"""The agent: it answers a customer from the knowledge base and what was said before."""
import logging
import os
from collections.abc import Sequence

from openai import AsyncOpenAI, OpenAIError

logger = logging.getLogger(__name__)

MODEL = "gpt-4o-mini"
LONGEST_MESSAGE = 2000
MESSAGES_SENT = 10
MESSAGES_KEPT = 50
INSTRUCTIONS = "You answer customers of a shop. Use the articles below. Say so when they do not hold the answer."


class AgentUnavailable(Exception):
    """The model did not answer."""


class InvalidMessage(ValueError):
    """Empty or too long."""


def checked_message(text: str) -> str:
    """The message without white space around it. Raises InvalidMessage."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_MESSAGE:
        raise InvalidMessage(f"A message has 1 to {LONGEST_MESSAGE} characters.")
    return text


def trimmed(history: Sequence[dict]) -> list[dict]:
    """The newest messages of a conversation."""
    return list(history[-MESSAGES_KEPT:])


class CustomerSupportAgent:
    """Asks the model. One for the whole process."""

    def __init__(self, client: AsyncOpenAI | None = None) -> None:
        self._client = client or AsyncOpenAI(api_key=os.environ["OPENAI_API_KEY"], timeout=20, max_retries=2)

    async def answer(self, question: str, articles: Sequence[str], history: Sequence[dict]) -> str:
        """The model's answer. Raises AgentUnavailable."""
        system = {"role": "system", "content": "\n\n".join([INSTRUCTIONS, *articles])}
        messages = [system, *history[-MESSAGES_SENT:], {"role": "user", "content": question}]
        try:
            completion = await self._client.chat.completions.create(model=MODEL, messages=messages)
        except OpenAIError as error:
            logger.exception("the model did not answer")
            raise AgentUnavailable from error
        return completion.choices[0].message.content or ""
