"""What each customer said, and who listens on a WebSocket."""
from fastapi import WebSocket

from agentic_ai import trimmed


class SessionManager:
    """Conversations and open sockets, by user."""

    def __init__(self) -> None:
        self.conversations: dict[int, list[dict]] = {}
        self.sockets: dict[int, WebSocket] = {}

    def history(self, user_id: int) -> list[dict]:
        """What was said so far."""
        return self.conversations.get(user_id, [])

    def remember(self, user_id: int, question: str, answer: str) -> None:
        """Adds a question and its answer."""
        added = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
        self.conversations[user_id] = trimmed(self.history(user_id) + added)

    def connect(self, user_id: int, socket: WebSocket) -> None:
        """A socket that is open from now on."""
        self.sockets[user_id] = socket

    def disconnect(self, user_id: int) -> None:
        """The socket is closed."""
        self.sockets.pop(user_id, None)


session_manager = SessionManager()
