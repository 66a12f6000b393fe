"""Names of the channel groups, and how to write to them."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def events_group(session_id: int) -> str:
    """Return the group that hears of a session's events."""
    return f"events.{session_id}"


def traits_group(session_id: int) -> str:
    """Return the group that hears of a session's traits."""
    return f"traits.{session_id}"


def broadcast(group: str, payload: Any) -> None:  # noqa: ANN401
    """Send the payload to a group; a lost message is only logged."""
    try:
        async_to_sync(get_channel_layer().group_send)(
            group,
            {"type": "group.message", "payload": payload},
        )
    except OSError:
        logger.exception("Could not broadcast to a channel group")
