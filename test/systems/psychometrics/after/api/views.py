"""Views of the API. Everything is limited to the organisation of the user."""

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Consent
from agents.event_logger import EventLogger
from agents.tasks import process_session
from api.serializers import (
    ConsentSerializer,
    EventSerializer,
    MetricSerializer,
    ReportSerializer,
    SessionSerializer,
    TraitScoreSerializer,
)
from behavioral_data.models import Metric, Report, Session, TraitScore


class SessionViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Sessions of the organisation's candidates."""

    serializer_class = SessionSerializer

    def get_queryset(self) -> QuerySet[Session]:
        """Return the organisation's sessions, newest first."""
        return (
            Session.objects.filter(candidate__organisation_id=self.request.user.organisation_id)
            .select_related("candidate")
            .order_by("-started_at")
        )

    @action(detail=True, methods=["get"])
    def events(self, request: Request, pk: str | None = None) -> Response:
        """List the events of the session, of one kind when the query names it."""
        events = self.get_object().events.order_by("occurred_at")
        kind = request.query_params.get("kind")
        if kind:
            events = events.filter(kind=kind)
        page = self.paginate_queryset(events)
        return self.get_paginated_response(EventSerializer(page, many=True).data)

    @events.mapping.post
    def record_events(self, request: Request, pk: str | None = None) -> Response:
        """Take a batch of events from the game."""
        serializer = EventSerializer(data=request.data, many=True)
        serializer.is_valid(raise_exception=True)
        recorded = EventLogger(self.get_object()).record(serializer.validated_data)
        return Response({"recorded": recorded}, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: str | None = None) -> Response:
        """End the session and have it evaluated."""
        session = self.get_object()
        session.finished_at = timezone.now()
        session.save(update_fields=["finished_at"])
        process_session.delay(session.pk)
        return Response(self.get_serializer(session).data, status=status.HTTP_202_ACCEPTED)


class MetricViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Metrics of the organisation's sessions."""

    serializer_class = MetricSerializer

    def get_queryset(self) -> QuerySet[Metric]:
        """Return the organisation's metrics."""
        return Metric.objects.filter(
            session__candidate__organisation_id=self.request.user.organisation_id,
        ).order_by("pk")


class TraitScoreViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Traits of the organisation's candidates."""

    serializer_class = TraitScoreSerializer

    def get_queryset(self) -> QuerySet[TraitScore]:
        """Return the organisation's trait scores, newest first."""
        return TraitScore.objects.filter(
            session__candidate__organisation_id=self.request.user.organisation_id,
        ).order_by("-inferred_at")


class ReportViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The report of a session, by the session's number."""

    serializer_class = ReportSerializer
    lookup_field = "session_id"

    def get_queryset(self) -> QuerySet[Report]:
        """Return the organisation's reports."""
        return Report.objects.filter(
            session__candidate__organisation_id=self.request.user.organisation_id,
        )


class ConsentViewSet(mixins.CreateModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Consents of the organisation's candidates."""

    serializer_class = ConsentSerializer

    def get_queryset(self) -> QuerySet[Consent]:
        """Return the organisation's consents, newest first."""
        return Consent.objects.filter(
            candidate__organisation_id=self.request.user.organisation_id,
        ).order_by("-given_at")

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str | None = None) -> Response:
        """Note that the candidate no longer agrees."""
        consent = self.get_object()
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        return Response(self.get_serializer(consent).data)
