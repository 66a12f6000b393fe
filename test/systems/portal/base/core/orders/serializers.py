from rest_framework import serializers

from .models import Line, Order
from .pricing import order_total


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Line
        fields = ["product", "quantity", "price"]


class OrderSerializer(serializers.ModelSerializer):
    lines = LineSerializer(many=True)
    total = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = ["id", "status", "placed_at", "lines", "total"]
        read_only_fields = ["status", "placed_at"]

    def get_total(self, order):
        return str(order_total(order.lines.all()))
