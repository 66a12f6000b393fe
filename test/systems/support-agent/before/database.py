"""The SQLite file that holds accounts, orders, conversations and the knowledge base."""
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

DATABASE_PATH = os.environ.get("DATABASE_PATH", "support.db")


@contextmanager
def connection() -> Iterator[sqlite3.Connection]:
    """A connection whose changes are kept when the block ends well."""
    db = sqlite3.connect(DATABASE_PATH, timeout=5)
    db.row_factory = sqlite3.Row
    try:
        with db:
            yield db
    finally:
        db.close()
