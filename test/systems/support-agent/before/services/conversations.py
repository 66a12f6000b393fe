"""Conversations that are kept."""
from database import connection


def recent_messages(user_id: int, limit: int) -> list[dict[str, str]]:
    """The newest messages of a user, newest first."""
    with connection() as db:
        rows = db.execute(
            "SELECT role, content FROM messages WHERE user_id = ? ORDER BY id DESC LIMIT ?", (user_id, limit)
        ).fetchall()
    return [{"role": row["role"], "content": row["content"]} for row in rows]


def store_exchange(user_id: int, question: str, answer: str) -> None:
    """Keeps a question and its answer."""
    with connection() as db:
        db.executemany(
            "INSERT INTO messages (user_id, role, content) VALUES (?, ?, ?)",
            [(user_id, "user", question), (user_id, "assistant", answer)],
        )
