"""What all agents have in common."""

import logging
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass

from behavioral_data.models import Session

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AgentResult:
    """What an agent did: how many records it wrote, and what it warns of."""

    written: int
    warnings: tuple[str, ...] = ()


class Agent(ABC):
    """Reads a session and writes what it derives from it."""

    name: str

    def run(self, session: Session) -> AgentResult:
        """Process the session and log how it went; errors are raised to the caller."""
        started = time.monotonic()
        result = self.process(session)
        logger.info(
            "%s wrote %d records for session %s in %.3f s",
            self.name,
            result.written,
            session.pk,
            time.monotonic() - started,
        )
        return result

    @abstractmethod
    def process(self, session: Session) -> AgentResult:
        """Derive records from the session and store them."""
