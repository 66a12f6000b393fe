"""Infers traits from metrics."""

from collections.abc import Mapping
from math import exp

from django.db import transaction

from agents.base import Agent, AgentResult
from behavioral_data.groups import broadcast, traits_group
from behavioral_data.models import Session, TraitScore

# For each trait: the metric it rests on, that metric's middle, and how steeply the trait rises with it.
TRAITS = {
    "attention": ("reaction_time", 0.6, -6.0),
    "risk_taking": ("pumps_per_balloon", 12.0, 0.25),
}

# Outside these bounds a metric says more about the session than about the candidate.
PLAUSIBLE = {
    "reaction_time": (0.1, 5.0),
    "pumps_per_balloon": (0.0, 64.0),
}


class TraitInferencer(Agent):
    """Maps metrics to traits by a logistic curve."""

    name = "trait inferencer"

    def process(self, session: Session) -> AgentResult:
        """Replace the traits of the session; implausible metrics are left out."""
        metrics = {metric.name: metric.value for metric in session.metrics.all()}
        anomalies = find_anomalies(metrics)
        traits = [
            TraitScore(session=session, trait=trait, score=logistic(metrics[metric], middle, slope))
            for trait, (metric, middle, slope) in TRAITS.items()
            if metric in metrics and metric not in anomalies
        ]
        with transaction.atomic():
            session.traits.all().delete()
            TraitScore.objects.bulk_create(traits)
        broadcast(
            traits_group(session.pk),
            {trait.trait: round(trait.score, 3) for trait in traits},
        )
        return AgentResult(
            written=len(traits),
            warnings=tuple(f"{name} is implausible" for name in anomalies),
        )


def find_anomalies(metrics: Mapping[str, float]) -> list[str]:
    """Return the names of the metrics that lie outside their plausible bounds."""
    anomalies = []
    for name, value in metrics.items():
        lowest, highest = PLAUSIBLE.get(name, (value, value))
        if not lowest <= value <= highest:
            anomalies.append(name)
    return anomalies


def logistic(value: float, middle: float, slope: float) -> float:
    """Map the value to the range from 0 to 1; the middle maps to one half."""
    return 1 / (1 + exp(-slope * (value - middle)))
