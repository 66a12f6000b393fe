"""Background work: mail, certificates and reminders."""

import logging
from datetime import timedelta

from celery import shared_task
from django.core.mail import send_mail
from django.utils import timezone

from academy_learning.models import Certificate, Enrollment, Payment

logger = logging.getLogger(__name__)

PAYMENT_GRACE = timedelta(days=3)


@shared_task
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


@shared_task
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
