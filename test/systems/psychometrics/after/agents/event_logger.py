"""Takes events from the games."""

import logging
from collections.abc import Sequence
from typing import Any

from behavioral_data.groups import broadcast, events_group
from behavioral_data.models import Event, Session

logger = logging.getLogger(__name__)


class EventLogger:
    """Stores the events of one session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def record(self, events: Sequence[dict[str, Any]]) -> int:
        """Store those events that happened after the session began, and return how many."""
        accepted = [
            Event(session=self.session, **event)
            for event in events
            if event["occurred_at"] >= self.session.started_at
        ]
        Event.objects.bulk_create(accepted)
        dropped = len(events) - len(accepted)
        if dropped:
            logger.warning("Dropped %d events of session %s", dropped, self.session.pk)
        broadcast(
            events_group(self.session.pk),
            [{"kind": event.kind, "at": event.occurred_at.isoformat()} for event in accepted],
        )
        return len(accepted)
