"""Articles and orders to try the agent with."""

ARTICLES = [
    ("Returns", "You can return an item within 30 days. We pay the postage."),
    ("Delivery", "We deliver within three working days."),
]

HISTORY = [
    {"role": "user", "content": "Where is my parcel?"},
    {"role": "assistant", "content": "It is on its way."},
]


def long_history(messages: int) -> list[dict]:
    """A conversation of that many messages."""
    return [{"role": "user", "content": f"message {number}"} for number in range(messages)]
