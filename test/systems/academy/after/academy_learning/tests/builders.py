"""Objects for the tests."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone

from academy_learning.models import Course, Enrollment, Instructor, Lesson, Module


def make_user(email: str = "ada@example.org", **options) -> User:
    return User.objects.create_user(username=email, email=email, password="tr1cky-pass", **options)


def make_course(slug: str = "algebra", price: str = "0.00", lessons: int = 2) -> Course:
    teacher = make_user(f"teacher-of-{slug}@example.org")
    instructor = Instructor.objects.create(user=teacher, name="Emmy Noether")
    course = Course.objects.create(
        instructor=instructor,
        title=slug.title(),
        slug=slug,
        summary="From groups to rings.",
        price=Decimal(price),
        status=Course.Status.PUBLISHED,
        published_at=timezone.now(),
    )
    module = Module.objects.create(course=course, title="Groups", position=1)
    Lesson.objects.bulk_create(
        Lesson(module=module, title=f"Lesson {number}", body="Read.", position=number)
        for number in range(1, lessons + 1)
    )
    return course


def make_enrollment(user: User, course: Course, status: str = Enrollment.Status.ACTIVE) -> Enrollment:
    return Enrollment.objects.create(user=user, course=course, status=status)
