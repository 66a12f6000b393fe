from rest_framework import serializers

from .models import Ticket, TicketComment


class TicketSerializer(serializers.ModelSerializer):
    customer_name = serializers.CharField(source="customer.username", read_only=True)
    comment_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Ticket
        fields = [
            "id",
            "subject",
            "description",
            "status",
            "priority",
            "category",
            "suggested_reply",
            "customer_name",
            "comment_count",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["status", "category", "suggested_reply", "created_at", "updated_at"]


class TicketCommentSerializer(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.username", read_only=True)

    class Meta:
        model = TicketComment
        fields = ["id", "body", "author_name", "created_at"]
        read_only_fields = ["created_at"]
