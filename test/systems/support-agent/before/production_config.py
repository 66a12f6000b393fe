"""Settings of the agent in production."""
import os
from dataclasses import dataclass

ALLOWED_HOSTS = ("support.example.com",)
WORKERS = 4


@dataclass(frozen=True)
class AgentConfig:
    """What can be tuned."""

    model: str
    temperature: float
    longest_message: int
    messages_sent: int
    messages_kept: int
    log_level: str


def load_config() -> AgentConfig:
    """The settings, with what the environment says instead."""
    return AgentConfig(
        model=os.environ.get("AGENT_MODEL", "gpt-4o-mini"),
        temperature=float(os.environ.get("AGENT_TEMPERATURE", "0.2")),
        longest_message=int(os.environ.get("AGENT_LONGEST_MESSAGE", "2000")),
        messages_sent=int(os.environ.get("AGENT_MESSAGES_SENT", "10")),
        messages_kept=int(os.environ.get("AGENT_MESSAGES_KEPT", "50")),
        log_level=os.environ.get("LOG_LEVEL", "INFO"),
    )
