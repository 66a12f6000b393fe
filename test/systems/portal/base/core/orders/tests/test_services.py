import pytest

from orders.models import Order
from orders.services import NotCancellable, cancel_order


def test_a_shipped_order_cannot_be_cancelled():
    with pytest.raises(NotCancellable):
        cancel_order(Order(status=Order.Status.SHIPPED))
