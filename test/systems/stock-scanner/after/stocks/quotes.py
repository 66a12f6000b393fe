"""Client of the quote service."""
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import requests
from django.conf import settings


class QuoteError(Exception):
    """The quote service did not answer, or not as agreed."""


@dataclass(frozen=True)
class Quote:
    price: Decimal
    volume: int


def fetch_quotes(symbols):
    """Quotes by symbol; symbols that the service does not know are left out."""
    try:
        response = requests.post(
            f"{settings.QUOTE_API_URL}/v2/quotes",
            json={"symbols": symbols},
            headers={"Authorization": f"Bearer {settings.QUOTE_API_KEY}"},
            timeout=settings.QUOTE_API_TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        return {
            quote["symbol"]: Quote(price=Decimal(quote["price"]), volume=int(quote["volume"]))
            for quote in response.json()["quotes"]
        }
    except (requests.RequestException, InvalidOperation, KeyError, ValueError) as error:
        raise QuoteError("The quote service gave no quotes") from error
