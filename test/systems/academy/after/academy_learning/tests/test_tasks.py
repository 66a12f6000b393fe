from datetime import timedelta

from django.core import mail
from django.test import TestCase
from django.utils import timezone

from academy_learning import tasks
from academy_learning.models import Certificate, Enrollment
from academy_learning.tests.builders import make_course, make_enrollment, make_user


class TaskTests(TestCase):
    def test_the_reset_mail_holds_a_link_to_this_site(self) -> None:
        user = make_user()

        tasks.send_password_reset_email(user.pk, "https://academy.example.org/")

        self.assertIn("https://academy.example.org/password-reset/", mail.outbox[0].body)

    def test_a_certificate_is_issued_once(self) -> None:
        enrollment = make_enrollment(make_user(), make_course())

        first = tasks.generate_certificate(enrollment.pk)
        second = tasks.generate_certificate(enrollment.pk)

        self.assertEqual(first, second)
        self.assertEqual(Certificate.objects.count(), 1)

    def test_only_overdue_enrolments_are_reminded(self) -> None:
        awaiting = Enrollment.Status.AWAITING_PAYMENT
        course = make_course(price="49.00")
        overdue = make_enrollment(make_user(), course, status=awaiting)
        Enrollment.objects.filter(pk=overdue.pk).update(started_at=timezone.now() - timedelta(days=4))
        make_enrollment(make_user("new@example.org"), course, status=awaiting)

        self.assertEqual(tasks.remind_of_unpaid_enrollments(), 1)
        self.assertEqual([message.to for message in mail.outbox], [["ada@example.org"]])
