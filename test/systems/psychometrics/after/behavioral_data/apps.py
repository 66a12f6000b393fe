"""App configuration."""

from django.apps import AppConfig


class BehavioralDataConfig(AppConfig):
    """Sessions, events and what is derived from them."""

    name = "behavioral_data"

    def ready(self) -> None:
        """Connect the receivers."""
        from behavioral_data import signals  # noqa: F401
