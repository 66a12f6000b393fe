"""What each customer said lately. It stands in Redis, so that all processes share it."""
import json
import os

from redis.asyncio import Redis

from agentic_ai import trimmed

LIFETIME_SECONDS = 24 * 60 * 60


class SessionManager:
    """Conversations by user. Each is forgotten a day after its last message."""

    def __init__(self, store: Redis) -> None:
        self._store = store

    async def history(self, user_id: int) -> list[dict]:
        """What was said so far."""
        stored = await self._store.get(f"conversation:{user_id}")
        return [] if stored is None else json.loads(stored)

    async def remember(self, user_id: int, question: str, answer: str) -> None:
        """Adds a question and its answer."""
        added = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        conversation = trimmed(await self.history(user_id) + added)
        await self._store.set(f"conversation:{user_id}", json.dumps(conversation), ex=LIFETIME_SECONDS)

    async def close(self) -> None:
        """Closes the connections to Redis."""
        await self._store.aclose()


session_manager = SessionManager(Redis.from_url(os.environ["REDIS_URL"], decode_responses=True))
