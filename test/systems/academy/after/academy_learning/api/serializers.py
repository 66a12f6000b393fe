"""Serializers of the API."""

from rest_framework import serializers

from academy_learning.models import Course, Enrollment, Payment


class CourseSerializer(serializers.ModelSerializer):
    """A published course."""

    instructor_name = serializers.SerializerMethodField()

    class Meta:
        model = Course
        fields = ["slug", "title", "summary", "price", "published_at", "instructor_name"]

    def get_instructor_name(self, course: Course) -> str:
        """Return the name of the course's instructor."""
        return course.instructor.name


class EnrollmentSerializer(serializers.ModelSerializer):
    """One of the user's enrolments."""

    course = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Course.objects.filter(status=Course.Status.PUBLISHED),
    )

    class Meta:
        model = Enrollment
        fields = ["id", "course", "status", "started_at", "completed_at"]
        read_only_fields = ["status", "started_at", "completed_at"]


class PaymentSerializer(serializers.ModelSerializer):
    """An announced payment, for those who review it."""

    class Meta:
        model = Payment
        fields = ["id", "enrollment", "amount", "reference", "status", "submitted_at"]
        read_only_fields = fields
