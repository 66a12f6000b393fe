"""Stocks, their prices, and what members keep an eye on."""
from django.conf import settings
from django.db import models

from .query_optimization import OptimizedStockManager


class Sector(models.Model):
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Stock(models.Model):
    symbol = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="stocks")
    exchange = models.CharField(max_length=12, db_index=True)
    market_cap = models.BigIntegerField(null=True, blank=True, db_index=True)
    volume = models.BigIntegerField(default=0, db_index=True)
    is_active = models.BooleanField(default=True, db_index=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OptimizedStockManager()

    class Meta:
        ordering = ["symbol"]

    def __str__(self):
        return self.symbol


class StockPrice(models.Model):
    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="prices")
    price = models.DecimalField(max_digits=14, decimal_places=4)
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["stock", "-recorded_at"], name="price_stock_recorded_idx"),
        ]

    def __str__(self):
        return f"{self.price} at {self.recorded_at:%Y-%m-%d %H:%M}"


class Membership(models.Model):
    class Tier(models.TextChoices):
        FREE = "free", "Free"
        PRO = "pro", "Pro"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership")
    tier = models.CharField(max_length=8, choices=Tier.choices, default=Tier.FREE)

    def __str__(self):
        return self.get_tier_display()


class WatchlistItem(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watchlist")
    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="watchers")
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "stock"], name="one_watch_per_stock"),
        ]

    def __str__(self):
        return f"Watch {self.pk}"
