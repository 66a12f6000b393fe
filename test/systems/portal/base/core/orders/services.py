"""What can be done with an order."""
from django.db import transaction

from .models import Line, Order


class NotCancellable(Exception):
    """The parcel is on its way."""


def open_orders(customer):
    return Order.objects.filter(customer=customer, status=Order.Status.PLACED)


@transaction.atomic
def place_order(customer, lines):
    order = Order.objects.create(customer=customer)
    Line.objects.bulk_create(Line(order=order, **line) for line in lines)
    return order


def cancel_order(order):
    if order.status != Order.Status.PLACED:
        raise NotCancellable(order)
    order.status = Order.Status.CANCELLED
    order.save(update_fields=["status"])
