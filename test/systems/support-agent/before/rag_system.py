"""The knowledge base: short articles, found by the words that they share with a question."""
import re

from database import connection

SCHEMA = """
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT UNIQUE NOT NULL, digest BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS revoked_tokens (token TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS articles (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, reference TEXT NOT NULL, status TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL
);
"""
WORD = re.compile(r"[a-z0-9]{3,}")
BEST = 3


def initialize_database() -> None:
    """Makes the tables that are missing."""
    with connection() as db:
        db.executescript(SCHEMA)


def add_article(title: str, body: str) -> int:
    """Adds an article and returns its id."""
    with connection() as db:
        return db.execute("INSERT INTO articles (title, body) VALUES (?, ?)", (title, body)).lastrowid


def search(question: str) -> list[str]:
    """The bodies of the articles that share most words with the question, best first."""
    wanted = set(WORD.findall(question.lower()))
    with connection() as db:
        rows = db.execute("SELECT title, body FROM articles").fetchall()
    scored = [(len(wanted & set(WORD.findall(f"{row['title']} {row['body']}".lower()))), row["body"]) for row in rows]
    scored.sort(key=lambda pair: -pair[0])
    return [body for score, body in scored[:BEST] if score > 0]
