"""Work on tickets that no request waits for."""
from datetime import timedelta
from smtplib import SMTPException

from celery import shared_task
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from apps.ai_ml.integration import AIServiceIntegration

from .models import Ticket, TicketComment

STALE_AFTER = timedelta(days=14)


@shared_task(autoretry_for=(SMTPException, OSError), retry_backoff=True, max_retries=5, acks_late=True)
def send_reply_email(comment_id):
    comment = TicketComment.objects.select_related("ticket__customer", "author").get(pk=comment_id)
    body = render_to_string("tickets/email/reply.txt", {"comment": comment, "ticket": comment.ticket})
    send_mail(f"Re: {comment.ticket.subject}", body, None, [comment.ticket.customer.email])


@shared_task
def close_stale_tickets():
    """Closes tickets whose customer did not answer; returns how many."""
    stale = Ticket.objects.filter(status=Ticket.Status.PENDING, updated_at__lt=timezone.now() - STALE_AFTER)
    return stale.update(status=Ticket.Status.CLOSED)


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5, acks_late=True)
def classify_ticket(ticket_id):
    ticket = Ticket.objects.get(pk=ticket_id)
    ticket.category = AIServiceIntegration().detect_category(ticket.subject, ticket.description) or ""
    ticket.save(update_fields=["category", "updated_at"])
