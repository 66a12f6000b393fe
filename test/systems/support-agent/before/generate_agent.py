"""Fills the knowledge base from a folder of Markdown files: `python generate_agent.py FOLDER`."""
import sys
from pathlib import Path

import load_env  # noqa: F401
import rag_system


def fill(folder: Path) -> int:
    """Adds each file as an article and returns how many there were."""
    files = sorted(folder.glob("*.md"))
    for file in files:
        rag_system.add_article(file.stem.replace("-", " "), file.read_text(encoding="utf-8"))
    return len(files)


if __name__ == "__main__":
    rag_system.initialize_database()
    print(f"{fill(Path(sys.argv[1]))} articles added")
