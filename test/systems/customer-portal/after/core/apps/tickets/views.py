"""The ticket API."""
from functools import partial

from django.db import transaction
from django.db.models import Count
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response

from .models import Ticket
from .serializers import TicketCommentSerializer, TicketSerializer
from .tasks import classify_ticket, draft_reply, send_reply_email


class TicketViewSet(
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    serializer_class = TicketSerializer

    def get_queryset(self):
        tickets = Ticket.objects.select_related("customer").annotate(comment_count=Count("comments"))
        if not self.request.user.is_staff:
            tickets = tickets.filter(customer=self.request.user)
        wanted = self.request.query_params.get("status")
        if wanted in Ticket.Status.values:
            tickets = tickets.filter(status=wanted)
        return tickets.order_by("-created_at")

    @transaction.atomic
    def perform_create(self, serializer):
        ticket = serializer.save(customer=self.request.user)
        transaction.on_commit(partial(classify_ticket.delay, ticket.pk))

    @action(detail=True, methods=["get"])
    def comments(self, request, pk=None):
        page = self.paginate_queryset(self.get_object().comments.select_related("author").order_by("created_at"))
        return self.get_paginated_response(TicketCommentSerializer(page, many=True).data)

    @action(detail=True, methods=["post"])
    @transaction.atomic
    def reply(self, request, pk=None):
        ticket = self.get_object()
        serializer = TicketCommentSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        comment = serializer.save(ticket=ticket, author=request.user)
        ticket.status = Ticket.Status.PENDING if request.user.is_staff else Ticket.Status.OPEN
        ticket.save(update_fields=["status", "updated_at"])
        if request.user.is_staff:
            transaction.on_commit(partial(send_reply_email.delay, comment.pk))
        return Response(serializer.data, status=status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"], url_path="suggest-reply", permission_classes=[IsAdminUser])
    def suggest_reply(self, request, pk=None):
        draft_reply.delay(self.get_object().pk)
        return Response({"detail": "The draft is on its way."}, status=status.HTTP_202_ACCEPTED)
