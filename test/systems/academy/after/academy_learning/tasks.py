"""Background work: mail, certificates and reminders."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from urllib.parse import urljoin

from celery import shared_task
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from academy_learning.models import Certificate, Enrollment, Payment

logger = logging.getLogger(__name__)

MAIL_ERRORS = (SMTPException, OSError)
PAYMENT_GRACE = timedelta(days=3)


@shared_task(autoretry_for=MAIL_ERRORS, retry_backoff=True, max_retries=5)
def send_enrollment_email(enrollment_id: int) -> None:
    """Welcome a learner to a course."""
    enrollment = Enrollment.objects.select_related("user", "course").get(pk=enrollment_id)
    send_mail(
        subject=f"Welcome to {enrollment.course.title}",
        message="Your place is reserved. You find the course on your dashboard.",
        from_email=None,
        recipient_list=[enrollment.user.email],
    )


@shared_task(autoretry_for=MAIL_ERRORS, retry_backoff=True, max_retries=5)
def send_password_reset_email(user_id: int, site_url: str) -> None:
    """Send the link with which the user chooses a new password."""
    user = User.objects.get(pk=user_id)
    path = reverse(
        "password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    send_mail(
        subject="Choose a new password",
        message=f"Open this link to choose a new password: {urljoin(site_url, path)}",
        from_email=None,
        recipient_list=[user.email],
    )


@shared_task(autoretry_for=MAIL_ERRORS, retry_backoff=True, max_retries=5)
def send_payment_approval_email(payment_id: int) -> None:
    """Tell a learner that the payment was approved."""
    payment = Payment.objects.select_related("enrollment__user", "enrollment__course").get(
        pk=payment_id,
    )
    send_mail(
        subject=f"Payment {payment.reference} approved",
        message=f"You can now start {payment.enrollment.course.title}.",
        from_email=None,
        recipient_list=[payment.enrollment.user.email],
    )


@shared_task(autoretry_for=MAIL_ERRORS, retry_backoff=True, max_retries=5)
def send_payment_reminder(enrollment_id: int) -> None:
    """Remind a learner of a payment that has not arrived."""
    enrollment = Enrollment.objects.select_related("user", "course").get(pk=enrollment_id)
    send_mail(
        subject=f"Your place in {enrollment.course.title}",
        message="We have not received your payment yet. Your place is kept for you.",
        from_email=None,
        recipient_list=[enrollment.user.email],
    )


@shared_task
def generate_certificate(enrollment_id: int) -> str:
    """Issue the certificate of a completed enrolment and return its serial number."""
    certificate, created = Certificate.objects.get_or_create(enrollment_id=enrollment_id)
    if created:
        logger.info("Issued certificate %s", certificate.serial)
    return str(certificate.serial)


@shared_task
def remind_of_unpaid_enrollments() -> int:
    """Queue a reminder for each enrolment that waits for its payment."""
    overdue = Enrollment.objects.filter(
        status=Enrollment.Status.AWAITING_PAYMENT,
        started_at__lt=timezone.now() - PAYMENT_GRACE,
    ).values_list("pk", flat=True)
    for enrollment_id in overdue:
        send_payment_reminder.delay(enrollment_id)
    return len(overdue)
