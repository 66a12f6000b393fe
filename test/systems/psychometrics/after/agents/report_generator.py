"""Writes reports."""

from agents.base import Agent, AgentResult
from behavioral_data.models import Report, Session

BANDS = ((0.33, "low"), (0.66, "middle"))


class ReportGenerator(Agent):
    """Summarises the traits of a session for recruiters."""

    name = "report generator"

    def process(self, session: Session) -> AgentResult:
        """Write the session's report anew."""
        traits = {trait.trait: band(trait.score) for trait in session.traits.order_by("trait")}
        body = {"candidate": session.candidate.name, "game": session.game, "traits": traits}
        Report.objects.update_or_create(session=session, defaults={"body": body})
        return AgentResult(written=1, warnings=() if traits else ("no traits",))


def band(score: float) -> str:
    """Return the band that a score falls into: low, middle or high."""
    for limit, label in BANDS:
        if score < limit:
            return label
    return "high"
