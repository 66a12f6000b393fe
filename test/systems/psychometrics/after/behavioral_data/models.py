"""Behaviour of candidates and what is derived from it."""

from django.db import models
from django.utils import timezone

from accounts.models import Candidate


class Session(models.Model):
    """One candidate playing one game."""

    class Game(models.TextChoices):
        """The games that candidates play."""

        BALLOON = "balloon", "Balloon"
        SIGNALS = "signals", "Signals"

    candidate = models.ForeignKey(
        Candidate,
        on_delete=models.CASCADE,
        related_name="sessions",
    )
    game = models.CharField(max_length=16, choices=Game.choices)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_game_display()} session {self.pk}"


class Event(models.Model):
    """Something the candidate did or saw."""

    class Kind(models.TextChoices):
        """What happened."""

        STIMULUS = "stimulus", "Stimulus"
        RESPONSE = "response", "Response"
        PUMP = "pump", "Pump"
        BURST = "burst", "Burst"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind.choices, db_index=True)
    occurred_at = models.DateTimeField(db_index=True)
    payload = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} at {self.occurred_at:%H:%M:%S}"


class Metric(models.Model):
    """A number measured from the events of a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="metrics")
    name = models.CharField(max_length=64)
    value = models.FloatField()
    margin = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="metric_of_session"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value:.3f}"


class TraitScore(models.Model):
    """A trait inferred from the metrics of a session, from 0 to 1."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="traits")
    trait = models.CharField(max_length=32)
    score = models.FloatField()
    inferred_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "trait"], name="trait_of_session"),
        ]

    def __str__(self) -> str:
        return f"{self.trait} {self.score:.2f}"


class Report(models.Model):
    """What the recruiter reads about a session."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="report")
    body = models.JSONField()
    created_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Report {self.pk}"
