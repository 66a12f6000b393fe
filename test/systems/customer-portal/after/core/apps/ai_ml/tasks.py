"""Work that waits for the AI service."""
from celery import shared_task

from apps.tickets.models import Ticket

from .integration import AIServiceError, AIServiceIntegration


@shared_task(autoretry_for=(AIServiceError,), retry_backoff=True, max_retries=5, acks_late=True)
def classify_ticket(ticket_id):
    ticket = Ticket.objects.get(pk=ticket_id)
    ticket.category = AIServiceIntegration().detect_category(ticket.subject, ticket.description) or ""
    ticket.save(update_fields=["category", "updated_at"])


@shared_task(autoretry_for=(AIServiceError,), retry_backoff=True, max_retries=5, acks_late=True)
def draft_reply(ticket_id):
    ticket = Ticket.objects.get(pk=ticket_id)
    ticket.suggested_reply = AIServiceIntegration().suggest_reply(ticket.subject, ticket.description)
    ticket.save(update_fields=["suggested_reply", "updated_at"])
