from decimal import Decimal
from types import SimpleNamespace

from orders.pricing import SHIPPING, order_total


def line(price, quantity=1):
    return SimpleNamespace(price=Decimal(price), quantity=quantity)


def test_shipping_is_added():
    assert order_total([line("10.00")]) == Decimal("10.00") + SHIPPING


def test_shipping_is_free_from_fifty():
    assert order_total([line("25.00", 2)]) == Decimal("50.00")
