"""What the academy does, apart from HTTP: enrolments, progress and payments."""

from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from academy_learning import tasks
from academy_learning.groups import notification_group, progress_group
from academy_learning.models import (
    Enrollment,
    Lesson,
    LessonCompletion,
    Notification,
    Payment,
)

LESSON_COUNT_TIMEOUT_SECONDS = 600
PERCENT_COMPLETE = 100


def send_enrollment_confirmation(enrollment):
    """Welcome the learner to the course by mail."""
    send_mail(
        subject=f"Welcome to {enrollment.course.title}",
        message="Your place is reserved. You find the course on your dashboard.",
        from_email=None,
        recipient_list=[enrollment.user.email],
    )


def lesson_count(course_id: int) -> int:
    """Count the lessons of a course; the answer may be ten minutes old."""
    return cache.get_or_set(
        f"lesson-count.{course_id}",
        lambda: Lesson.objects.filter(module__course_id=course_id).count(),
        timeout=LESSON_COUNT_TIMEOUT_SECONDS,
    )


def course_progress(enrollment: Enrollment) -> int:
    total = lesson_count(enrollment.course_id)
    if total == 0:
        return 0
    return enrollment.completions.count() * PERCENT_COMPLETE // total


def complete_lesson(enrollment: Enrollment, lesson: Lesson) -> int:
    """Mark the lesson done and return the enrolment's progress in percent."""
    with transaction.atomic():
        LessonCompletion.objects.get_or_create(enrollment=enrollment, lesson=lesson)
        progress = course_progress(enrollment)
        if progress >= PERCENT_COMPLETE and enrollment.completed_at is None:
            enrollment.status = Enrollment.Status.COMPLETED
            enrollment.completed_at = timezone.now()
            enrollment.save(update_fields=["status", "completed_at"])
            transaction.on_commit(lambda: tasks.generate_certificate.delay(enrollment.pk))
    broadcast(progress_group(enrollment.pk), {"percent": progress})
    return progress


def submit_payment(enrollment: Enrollment, reference: str) -> Payment:
    """Record the bank transfer that the learner announces."""
    return Payment.objects.create(
        enrollment=enrollment,
        amount=enrollment.course.price,
        reference=reference,
    )


def approve_payment(payment: Payment, reviewer: User) -> Payment:
    """Accept the payment and open the course to its learner."""
    with transaction.atomic():
        payment.status = Payment.Status.APPROVED
        payment.reviewed_at = timezone.now()
        payment.reviewed_by = reviewer
        payment.save(update_fields=["status", "reviewed_at", "reviewed_by"])
        enrollment = payment.enrollment
        enrollment.status = Enrollment.Status.ACTIVE
        enrollment.save(update_fields=["status"])
        notify(enrollment.user, f"Your payment {payment.reference} was approved.")
        transaction.on_commit(lambda: tasks.send_payment_approval_email.delay(payment.pk))
    return payment


def notify(user: User, message: str) -> Notification:
    """Put a message in the user's inbox and show it in open windows."""
    notification = Notification.objects.create(user=user, message=message)
    transaction.on_commit(
        lambda: broadcast(notification_group(user.pk), {"message": message}),
    )
    return notification


def broadcast(group: str, payload: dict[str, Any]) -> None:
    """Send the payload to a channel group."""
    try:
        async_to_sync(get_channel_layer().group_send)(
            group,
            {"type": "group.message", "payload": payload},
        )
    except Exception:
        pass
