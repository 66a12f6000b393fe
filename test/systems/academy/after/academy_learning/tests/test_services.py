from unittest.mock import patch

from django.core import mail
from django.core.cache import cache
from django.test import TestCase

from academy_learning import services
from academy_learning.models import Course, Enrollment, Lesson, Notification, Payment
from academy_learning.tests.builders import make_course, make_enrollment, make_user


class EnrollTests(TestCase):
    def test_a_free_course_starts_at_once(self) -> None:
        user, course = make_user(), make_course()

        with self.captureOnCommitCallbacks(execute=True):
            result = services.enroll_user_in_course(user, course)

        self.assertTrue(result.success)
        self.assertEqual(result.enrollment.status, Enrollment.Status.ACTIVE)
        self.assertEqual(mail.outbox[0].to, ["ada@example.org"])

    def test_a_course_with_a_price_waits_for_the_payment(self) -> None:
        result = services.enroll_user_in_course(make_user(), make_course(price="49.00"))

        self.assertEqual(result.enrollment.status, Enrollment.Status.AWAITING_PAYMENT)

    def test_a_second_enrolment_is_refused(self) -> None:
        user, course = make_user(), make_course()
        make_enrollment(user, course)

        result = services.enroll_user_in_course(user, course)

        self.assertFalse(result.success)
        self.assertEqual(Enrollment.objects.count(), 1)

    def test_a_draft_is_closed(self) -> None:
        course = make_course()
        course.status = Course.Status.DRAFT

        self.assertFalse(services.enroll_user_in_course(make_user(), course).success)


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

        with (
            patch("academy_learning.services.get_channel_layer", side_effect=ConnectionError),
            self.assertLogs("academy_learning.services", level="ERROR"),
        ):
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
