"""Reads customers and orders of the shop's website.

The shop runs on MySQL with WooCommerce; the older one ran on PostgreSQL. Both are read, since customers of the
older shop still write to us. Nothing is written to either.
"""
import logging
from collections.abc import Iterator

logger = logging.getLogger(__name__)

STATUSES = {
    "processing": "on its way",
    "completed": "delivered",
    "refunded": "paid back",
}

import mysql.connector  # noqa: E402, I001
import psycopg2  # noqa: E402
from woocommerce import API  # noqa: E402


class WebsiteIntegration:
    """The shop's website."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        self._api = API(url=url, consumer_key=key, consumer_secret=secret, version="wc/v3", timeout=10)

    def orders_of(self, email: str) -> list[dict]:
        """Orders of the customer with that address."""
        response = self._api.get("orders", params={"search": email})
        return [{"reference": one["number"], "status": STATUSES.get(one["status"], one["status"])} for one in response.json()]


def customers(host: str, user: str, password: str) -> Iterator[dict]:
    """Customers of the new shop."""
    with mysql.connector.connect(host=host, user=user, password=password, database="shop") as db:
        cursor = db.cursor(dictionary=True)
        cursor.execute("SELECT id, email FROM wp_users")
        yield from cursor


def old_customers(dsn: str) -> Iterator[tuple]:
    """Customers of the old shop."""
    with psycopg2.connect(dsn) as db, db.cursor() as cursor:
        cursor.execute("SELECT id, email FROM customers")
        yield from cursor
