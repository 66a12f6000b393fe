"""Views of the API."""

from django.db.models import QuerySet
from rest_framework import mixins, permissions, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from academy_learning import services
from academy_learning.api.serializers import (
    CourseSerializer,
    EnrollmentSerializer,
    PaymentSerializer,
)
from academy_learning.models import Course, Enrollment, Payment


class CourseViewSet(viewsets.ReadOnlyModelViewSet):
    """Published courses, open to everyone."""

    queryset = Course.objects.filter(status=Course.Status.PUBLISHED).order_by("-published_at")
    serializer_class = CourseSerializer
    lookup_field = "slug"


class EnrollmentViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """The user's own enrolments."""

    serializer_class = EnrollmentSerializer
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self) -> QuerySet[Enrollment]:
        """Return the enrolments of the user who asks."""
        return (
            Enrollment.objects.filter(user=self.request.user)
            .select_related("course")
            .order_by("-started_at")
        )

class PaymentViewSet(viewsets.ReadOnlyModelViewSet):
    """Announced payments, for the staff."""

    queryset = Payment.objects.order_by("-submitted_at")
    serializer_class = PaymentSerializer
    permission_classes = [permissions.IsAdminUser]

    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str | None = None) -> Response:
        """Approve a submitted payment."""
        payment = self.get_object()
        if payment.status != Payment.Status.SUBMITTED:
            raise ValidationError({"status": ["This payment was reviewed already."]})
        services.approve_payment(payment, request.user)
        return Response(self.get_serializer(payment).data)
