"""Moves conversations from the first version's files into the database: `python migrate_db.py`."""
import json
from pathlib import Path

from enhanced_agent import EnhancedMemoryManager

CONVERSATIONS = Path("conversations")


def migrate() -> int:
    """Moves all, and returns how many there were."""
    memory = EnhancedMemoryManager()
    files = sorted(CONVERSATIONS.glob("*.json"))
    for file in files:
        for message in json.loads(file.read_text(encoding="utf-8")):
            memory.store(file.stem, message["role"], message["content"])
    return len(files)


if __name__ == "__main__":
    print(f"{migrate()} conversations moved")
