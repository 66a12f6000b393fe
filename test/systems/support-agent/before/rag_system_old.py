"""The knowledge base as it was before articles moved into the database."""
import json
from pathlib import Path

ARTICLES = Path("knowledge.json")


def search(question: str) -> list[str]:
    """Articles that hold the question word for word."""
    articles = json.loads(ARTICLES.read_text(encoding="utf-8"))
    return [article["body"] for article in articles if question.lower() in article["body"].lower()]
