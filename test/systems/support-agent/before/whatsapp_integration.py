"""The agent over WhatsApp."""
import logging

import requests

from agentic_ai import CustomerSupportAgent

logger = logging.getLogger(__name__)

GRAPH_URL = "https://graph.facebook.com/v20.0"


class WhatsAppIntegration:
    """Answers messages that come in over the Cloud API."""

    def __init__(self, phone_number_id: str, token: str) -> None:
        self._url = f"{GRAPH_URL}/{phone_number_id}/messages"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._agent = CustomerSupportAgent()

    def send(self, to: str, text: str) -> bool:
        """Sends a message. False when WhatsApp does not take it."""
        body = {"messaging_product": "whatsapp", "to": to, "text": {"body": text}}
        try:
            response = requests.post(self._url, json=body, headers=self._headers, timeout=10)
            response.raise_for_status()
        except requests.RequestException:
            logger.exception("WhatsApp did not take a message")
            return False
        return True
