"""Receivers that keep the audit trail."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from audit.models import AuditEntry
from behavioral_data.models import Report, Session


@receiver(post_save, sender=Report)
def record_report(sender: type[Report], instance: Report, created: bool, **kwargs: object) -> None:
    """Record that a report was written or written again."""
    action = "report created" if created else "report renewed"
    AuditEntry.objects.create(action=action, session_id=instance.session_id)


@receiver(post_delete, sender=Session)
def record_deletion(sender: type[Session], instance: Session, **kwargs: object) -> None:
    """Record that a session and all its data were deleted."""
    AuditEntry.objects.create(action="session deleted", session_id=instance.pk)
