"""Queries that several views share."""
from django.apps import apps
from django.db import models


def latest_price():
    """Subquery with the newest price of the stock of the outer query."""
    prices = apps.get_model("stocks", "StockPrice").objects.filter(stock=models.OuterRef("pk"))
    return models.Subquery(prices.order_by("-recorded_at").values("price")[:1])


class OptimizedStockManager(models.Manager):
    """Stocks with what lists of them show, in one query."""

    def active(self):
        return self.get_queryset().filter(is_active=True).annotate(latest_price=latest_price())
