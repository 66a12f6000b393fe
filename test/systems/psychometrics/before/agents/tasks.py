"""Background work of the agents."""

import logging
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from agents.metric_extractor import MetricExtractor
from agents.report_generator import ReportGenerator
from agents.trait_inferencer import TraitInferencer
from behavioral_data.models import Event, Report, Session

logger = logging.getLogger(__name__)


@shared_task
def process_session(session_id: int) -> None:
    """Measure the metrics of a finished session and infer its traits."""
    session = Session.objects.get(pk=session_id)
    extracted = MetricExtractor().run(session)
    inferred = TraitInferencer().run(session)
    for warning in (*extracted.warnings, *inferred.warnings):
        logger.warning("Session %s: %s", session_id, warning)


@shared_task
def generate_report(session_id: int, email: str) -> None:
    """Write the report of a session and have it sent."""
    session = Session.objects.select_related("candidate").get(pk=session_id)
    ReportGenerator().run(session)
    deliver_report.delay(session_id, email)


@shared_task
def deliver_report(session_id: int, email: str) -> None:
    """Mail the report of a session."""
    report = Report.objects.get(session_id=session_id)
    lines = [f"{trait}: {band}" for trait, band in report.body["traits"].items()]
    send_mail(
        subject=f"Report about {report.body['candidate']}",
        message="\n".join(lines) or "There is not enough data for a report.",
        from_email=None,
        recipient_list=[email],
    )


@shared_task
def purge_expired_events() -> int:
    """Delete the events that are older than the retention period, and return how many."""
    limit = timezone.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    deleted, _ = Event.objects.filter(occurred_at__lt=limit).delete()
    return deleted
