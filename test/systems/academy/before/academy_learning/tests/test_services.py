from unittest.mock import patch

from django.core import mail
from django.core.cache import cache
from django.test import TestCase

from academy_learning import services
from academy_learning.models import Enrollment, Lesson, Notification, Payment
from academy_learning.tests.builders import make_course, make_enrollment, make_user


class ProgressTests(TestCase):
    def setUp(self) -> None:
        cache.clear()

    def test_the_last_lesson_completes_the_course(self) -> None:
        enrollment = make_enrollment(make_user(), make_course(lessons=2))
        first, last = Lesson.objects.order_by("position")

        self.assertEqual(services.complete_lesson(enrollment, first), 50)
        with self.captureOnCommitCallbacks(execute=True):
            self.assertEqual(services.complete_lesson(enrollment, last), 100)

        enrollment.refresh_from_db()
        self.assertEqual(enrollment.status, Enrollment.Status.COMPLETED)
        self.assertIsNotNone(enrollment.certificate.serial)

    def test_a_course_without_lessons_has_no_progress(self) -> None:
        enrollment = make_enrollment(make_user(), make_course(lessons=0))

        self.assertEqual(services.course_progress(enrollment), 0)

    def test_a_broken_channel_layer_does_not_lose_the_lesson(self) -> None:
        enrollment = make_enrollment(make_user(), make_course(lessons=2))
        lesson = Lesson.objects.order_by("position").first()

        with patch("academy_learning.services.get_channel_layer", side_effect=ConnectionError):
            services.complete_lesson(enrollment, lesson)

        self.assertEqual(enrollment.completions.count(), 1)


class PaymentTests(TestCase):
    def test_approval_opens_the_course_and_tells_the_learner(self) -> None:
        user = make_user()
        reviewer = make_user("staff@example.org", is_staff=True)
        enrollment = make_enrollment(
            user,
            make_course(price="49.00"),
            status=Enrollment.Status.AWAITING_PAYMENT,
        )
        payment = services.submit_payment(enrollment, "TRANSFER-1")

        with self.captureOnCommitCallbacks(execute=True):
            services.approve_payment(payment, reviewer)

        enrollment.refresh_from_db()
        self.assertEqual(enrollment.status, Enrollment.Status.ACTIVE)
        self.assertEqual(Payment.objects.get().reviewed_by, reviewer)
        self.assertEqual(Notification.objects.get().user, user)
        self.assertEqual(mail.outbox[0].subject, "Payment TRANSFER-1 approved")
