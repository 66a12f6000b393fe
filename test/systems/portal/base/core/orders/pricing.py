"""Prices: the only place that adds up money."""
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
FREE_SHIPPING_FROM = Decimal("50.00")
SHIPPING = Decimal("4.90")


def order_total(lines):
    """The goods and the shipping, rounded to the cent."""
    goods = sum((line.price * line.quantity for line in lines), Decimal())
    return (goods + shipping_for(goods)).quantize(CENT, ROUND_HALF_UP)


def shipping_for(goods):
    return Decimal() if goods >= FREE_SHIPPING_FROM else SHIPPING
