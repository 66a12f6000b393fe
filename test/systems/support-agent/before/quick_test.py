"""The shortest check that the agent's rules for messages hold."""
import pytest
from test_data import long_history

from agentic_ai import LONGEST_MESSAGE, MESSAGES_KEPT, InvalidMessage, checked_message, trimmed


def test_takes_white_space_off():
    assert checked_message("  Hello  ") == "Hello"


@pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST_MESSAGE + 1)])
def test_refuses_messages_that_are_empty_or_too_long(text):
    with pytest.raises(InvalidMessage):
        checked_message(text)


def test_keeps_the_newest_messages():
    kept = trimmed(long_history(60))

    assert len(kept) == MESSAGES_KEPT
    assert kept[-1]["content"] == "message 59"
