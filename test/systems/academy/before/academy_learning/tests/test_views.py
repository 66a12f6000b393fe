from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.cache import cache
from django.test import TestCase
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from academy_learning.models import Enrollment, Lesson, Payment
from academy_learning.tests.builders import make_course, make_enrollment, make_user


class PublicPageTests(TestCase):
    def test_health(self) -> None:
        self.assertEqual(self.client.get("/healthz/").json(), {"status": "ok"})

    def test_home_names_the_instructor(self) -> None:
        make_course("algebra")

        self.assertContains(self.client.get(reverse("home")), "Emmy Noether")

    def test_course_list(self) -> None:
        make_course("algebra")

        self.assertContains(self.client.get(reverse("course_list")), "Algebra")

    def test_course_detail_shows_the_lessons(self) -> None:
        make_course("algebra")

        response = self.client.get(reverse("course_detail", args=["algebra"]))

        self.assertContains(response, "Lesson 2")

class AccountTests(TestCase):
    def setUp(self) -> None:
        cache.clear()

    def test_signup_logs_in(self) -> None:
        response = self.client.post(
            reverse("signup"),
            {"username": "new@example.org", "password1": "tr1cky-pass", "password2": "tr1cky-pass"},
        )

        self.assertRedirects(response, reverse("dashboard"))

    def test_login_and_logout(self) -> None:
        make_user()

        response = self.client.post(
            reverse("login"),
            {"username": "ada@example.org", "password": "tr1cky-pass"},
        )
        self.assertRedirects(response, reverse("dashboard"))

        self.assertRedirects(self.client.post(reverse("logout")), reverse("home"))

    def test_reset_mail_goes_to_known_addresses_only(self) -> None:
        make_user()

        self.client.post(reverse("password_reset_request"), {"email": "ada@example.org"})
        self.client.post(reverse("password_reset_request"), {"email": "nobody@example.org"})

        self.assertEqual([message.to for message in mail.outbox], [["ada@example.org"]])

    def test_the_link_of_the_mail_opens_the_form(self) -> None:
        user = make_user()
        link = reverse(
            "password_reset_confirm",
            args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
        )

        self.assertContains(self.client.get(link, follow=True), "New password")


class LearnerTests(TestCase):
    def setUp(self) -> None:
        cache.clear()
        self.user = make_user()
        self.client.force_login(self.user)

    def test_enrolling_in_a_free_course_starts_it(self) -> None:
        make_course("algebra")

        response = self.client.post(reverse("course_enroll", args=["algebra"]))

        self.assertContains(response, "Welcome to Algebra.")
        self.assertEqual(Enrollment.objects.get().status, Enrollment.Status.ACTIVE)
        self.assertEqual(mail.outbox[0].to, ["ada@example.org"])

    def test_enrolling_in_a_paid_course_asks_for_the_payment(self) -> None:
        make_course("algebra", price="49.00")

        response = self.client.post(reverse("course_enroll", args=["algebra"]))

        enrollment = Enrollment.objects.get()
        self.assertContains(response, reverse("payment_submit", args=[enrollment.pk]))

    def test_dashboard_names_the_instructor(self) -> None:
        make_enrollment(self.user, make_course("algebra"))

        self.assertContains(self.client.get(reverse("dashboard")), "Emmy Noether")

    def test_a_completed_lesson_answers_with_the_progress(self) -> None:
        make_enrollment(self.user, make_course("algebra", lessons=2))
        lesson = Lesson.objects.order_by("position").first()

        response = self.client.post(reverse("lesson_complete", args=[lesson.pk]))

        self.assertEqual(response.json(), {"percent": 50})

    def test_an_announced_payment_is_recorded(self) -> None:
        enrollment = make_enrollment(
            self.user,
            make_course("algebra", price="49.00"),
            status=Enrollment.Status.AWAITING_PAYMENT,
        )

        response = self.client.post(
            reverse("payment_submit", args=[enrollment.pk]),
            {"reference": "TRANSFER-1"},
        )

        self.assertRedirects(response, reverse("dashboard"))
        self.assertEqual(str(Payment.objects.get().amount), "49.00")
