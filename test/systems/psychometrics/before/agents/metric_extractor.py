"""Measures metrics from events."""

from collections.abc import Sequence
from datetime import timedelta
from math import sqrt
from statistics import fmean, stdev

from agents.base import Agent, AgentResult
from behavioral_data.models import Event, Metric, Session

# The two-sided 95 % quantile of the normal distribution.
NORMAL_QUANTILE = 1.96
FEWEST_FOR_MARGIN = 2


class MetricExtractor(Agent):
    """Measures reaction time and risk taking."""

    name = "metric extractor"

    def process(self, session: Session) -> AgentResult:
        """Store the metrics of the session."""
        events = list(session.events.order_by("occurred_at"))
        samples = {
            "reaction_time": reaction_times(events),
            "pumps_per_balloon": pumps_per_balloon(events),
        }
        metrics = {name: values for name, values in samples.items() if values}
        for name, values in metrics.items():
            Metric.objects.update_or_create(
                session=session,
                name=name,
                defaults={"value": fmean(values), "margin": margin_of_error(values)},
            )
        missing = tuple(f"no samples for {name}" for name, values in samples.items() if not values)
        return AgentResult(written=len(metrics), warnings=missing)


def margin_of_error(values: Sequence[float]) -> float:
    """Return half the width of the mean's 95 % confidence interval."""
    if len(values) < FEWEST_FOR_MARGIN:
        return 0.0
    return NORMAL_QUANTILE * stdev(values) / sqrt(len(values))


def reaction_times(events: Sequence[Event]) -> list[float]:
    """Return the seconds from each stimulus to the response that follows it."""
    times = []
    shown = None
    for event in events:
        if event.kind == Event.Kind.STIMULUS:
            shown = event.occurred_at
        elif event.kind == Event.Kind.RESPONSE and shown is not None:
            times.append((event.occurred_at - shown) / timedelta(seconds=1))
            shown = None
    return times


def pumps_per_balloon(events: Sequence[Event]) -> list[float]:
    """Return how often each balloon was pumped before it burst."""
    counts = []
    pumps = 0
    for event in events:
        if event.kind == Event.Kind.PUMP:
            pumps += 1
        elif event.kind == Event.Kind.BURST:
            counts.append(float(pumps))
            pumps = 0
    return counts
