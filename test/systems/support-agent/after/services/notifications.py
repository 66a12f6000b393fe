"""Tells people when the agent can't help."""
import logging
import os

import httpx

logger = logging.getLogger(__name__)


async def hand_over(email: str, question: str) -> bool:
    """Posts the question to the team's channel. False when that fails."""
    url = os.environ.get("SUPPORT_WEBHOOK_URL")
    if not url:
        return False
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            response = await client.post(url, json={"text": f"{email} asks: {question}"})
        response.raise_for_status()
    except httpx.HTTPError:
        logger.exception("the team was not told")
        return False
    return True
