from django.core.cache import cache
from rest_framework.test import APITestCase

from academy_learning import services
from academy_learning.models import Enrollment
from academy_learning.tests.builders import make_course, make_enrollment, make_user


class CourseApiTests(APITestCase):
    def test_anyone_lists_courses(self) -> None:
        make_course("algebra")
        make_course("topology")

        body = self.client.get("/api/v1/courses/").json()

        self.assertEqual(body["count"], 2)
        self.assertEqual(body["results"][0]["instructor_name"], "Emmy Noether")

    def test_a_course_by_its_slug(self) -> None:
        make_course("algebra")

        self.assertEqual(self.client.get("/api/v1/courses/algebra/").json()["title"], "Algebra")


class EnrollmentApiTests(APITestCase):
    def setUp(self) -> None:
        cache.clear()
        self.user = make_user()

    def test_strangers_are_refused(self) -> None:
        self.assertEqual(self.client.get("/api/v1/enrollments/").status_code, 403)

    def test_users_see_their_own_enrolments_only(self) -> None:
        course = make_course("algebra")
        own = make_enrollment(self.user, course)
        other = make_enrollment(make_user("other@example.org"), course)
        self.client.force_authenticate(self.user)

        body = self.client.get("/api/v1/enrollments/").json()

        self.assertEqual([item["id"] for item in body["results"]], [own.pk])
        self.assertEqual(self.client.get(f"/api/v1/enrollments/{own.pk}/").status_code, 200)
        self.assertEqual(self.client.get(f"/api/v1/enrollments/{other.pk}/").status_code, 404)


class PaymentApiTests(APITestCase):
    def setUp(self) -> None:
        cache.clear()
        enrollment = make_enrollment(
            make_user(),
            make_course(price="49.00"),
            status=Enrollment.Status.AWAITING_PAYMENT,
        )
        self.payment = services.submit_payment(enrollment, "TRANSFER-1")
        self.client.force_authenticate(make_user("staff@example.org", is_staff=True))

    def test_staff_reads_payments(self) -> None:
        body = self.client.get("/api/v1/payments/").json()

        self.assertEqual([item["reference"] for item in body["results"]], ["TRANSFER-1"])
        self.assertEqual(self.client.get(f"/api/v1/payments/{self.payment.pk}/").status_code, 200)

    def test_a_payment_is_approved_once(self) -> None:
        path = f"/api/v1/payments/{self.payment.pk}/approve/"

        first = self.client.post(path)
        second = self.client.post(path)

        self.assertEqual(first.json()["status"], "approved")
        self.assertEqual(second.status_code, 400)

    def test_learners_may_not_approve(self) -> None:
        self.client.force_authenticate(make_user("other@example.org"))

        response = self.client.post(f"/api/v1/payments/{self.payment.pk}/approve/")

        self.assertEqual(response.status_code, 403)
