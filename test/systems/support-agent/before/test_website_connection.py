"""Whether the shop's website answers as we think."""
from website_integration import STATUSES, WebsiteIntegration


class FakeApi:
    """Answers with one order."""

    def get(self, path, params):
        assert path == "orders"
        return self

    def json(self):
        return [{"number": "A-1", "status": "completed"}]


def test_orders_have_our_words_for_their_status():
    shop = WebsiteIntegration.__new__(WebsiteIntegration)
    shop._api = FakeApi()

    assert shop.orders_of("ada@example.com") == [{"reference": "A-1", "status": STATUSES["completed"]}]
