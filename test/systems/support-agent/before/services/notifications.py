"""Tells people when the agent can't help."""
import logging
import os

import requests

logger = logging.getLogger(__name__)


def hand_over(email: str, question: str) -> bool:
    """Posts the question to the team's channel. False when that fails."""
    url = os.environ.get("SUPPORT_WEBHOOK_URL")
    if not url:
        return False
    try:
        response = requests.post(url, json={"text": f"{email} asks: {question}"}, timeout=10)
        response.raise_for_status()
    except requests.RequestException:
        logger.exception("the team was not told")
        return False
    return True
