"""The knowledge base."""
import generate_agent
import rag_system
from tests.data import ARTICLES


def test_finds_the_article_that_shares_most_words(client):
    for title, body in ARTICLES:
        rag_system.add_article(title, body)

    assert rag_system.search("How many days do I have to return an item?")[0] == ARTICLES[0][1]


def test_finds_nothing_in_common(client):
    assert rag_system.search("quantum chromodynamics") == []


def test_fills_itself_from_a_folder(client, tmp_path):
    (tmp_path / "late-parcels.md").write_text("Write to us when it is a week late.")

    assert generate_agent.fill(tmp_path) == 1
    assert rag_system.search("late parcels") == ["Write to us when it is a week late."]
