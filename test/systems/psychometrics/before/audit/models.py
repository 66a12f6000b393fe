"""Who did what, when."""

from django.db import models


class AuditEntry(models.Model):
    """One change of assessment data."""

    action = models.CharField(max_length=64)
    session_id = models.PositiveBigIntegerField(db_index=True)
    recorded_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.action} of session {self.session_id}"
