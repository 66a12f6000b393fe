from rest_framework import serializers

from .models import Stock, StockPrice, WatchlistItem


class StockSerializer(serializers.ModelSerializer):
    sector = serializers.CharField(source="sector.name", read_only=True)
    latest_price = serializers.DecimalField(max_digits=14, decimal_places=4, read_only=True)

    class Meta:
        model = Stock
        fields = ["symbol", "name", "sector", "exchange", "market_cap", "volume", "latest_price"]


class StockPriceSerializer(serializers.ModelSerializer):
    class Meta:
        model = StockPrice
        fields = ["price", "recorded_at"]


class WatchlistItemSerializer(serializers.ModelSerializer):
    stock = serializers.SlugRelatedField(slug_field="symbol", queryset=Stock.objects.all())

    class Meta:
        model = WatchlistItem
        fields = ["id", "stock", "note", "created_at"]
        read_only_fields = ["created_at"]


class ScreenerSerializer(serializers.Serializer):
    """What the screener may be asked for."""

    sector = serializers.CharField(required=False, max_length=80)
    min_market_cap = serializers.IntegerField(required=False, min_value=0)
