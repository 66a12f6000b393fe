"""Serializers of the API."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.models import Candidate, Consent
from behavioral_data.models import Event, Metric, Report, Session, TraitScore


class OwnCandidateField(serializers.PrimaryKeyRelatedField):
    """Refers to a candidate of the user's organisation."""

    def get_queryset(self) -> QuerySet[Candidate]:
        """Return the candidates that the user may refer to."""
        user = self.context["request"].user
        return Candidate.objects.filter(organisation_id=user.organisation_id)


class SessionSerializer(serializers.ModelSerializer):
    """A session."""

    candidate = OwnCandidateField()
    candidate_name = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = ["id", "candidate", "candidate_name", "game", "started_at", "finished_at"]
        read_only_fields = ["started_at", "finished_at"]

    def get_candidate_name(self, session: Session) -> str:
        """Return the name of the candidate who plays."""
        return session.candidate.name


class EventSerializer(serializers.ModelSerializer):
    """An event of a session."""

    class Meta:
        model = Event
        fields = ["kind", "occurred_at", "payload"]


class MetricSerializer(serializers.ModelSerializer):
    """A metric with its margin of error."""

    class Meta:
        model = Metric
        fields = ["session", "name", "value", "margin"]


class TraitScoreSerializer(serializers.ModelSerializer):
    """A trait of a session."""

    class Meta:
        model = TraitScore
        fields = ["session", "trait", "score", "inferred_at"]


class ReportSerializer(serializers.ModelSerializer):
    """A report."""

    class Meta:
        model = Report
        fields = ["session", "body", "created_at"]


class ConsentSerializer(serializers.ModelSerializer):
    """A consent of a candidate."""

    candidate = OwnCandidateField()

    class Meta:
        model = Consent
        fields = ["id", "candidate", "purpose", "given_at", "withdrawn_at"]
        read_only_fields = ["given_at", "withdrawn_at"]
