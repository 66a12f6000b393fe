"""The API of the scanner."""
from django.core.cache import cache
from django.db import IntegrityError, transaction
from rest_framework import generics
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response
from rest_framework.views import APIView

from .database_indexes import check_and_create_indexes, get_database_optimization_status
from .memory_optimization import memory_manager
from .models import Stock, StockPrice, WatchlistItem
from .query_optimization import latest_price
from .serializers import ScreenerSerializer, StockPriceSerializer, StockSerializer, WatchlistItemSerializer

MOVERS_KEY = "stocks:movers"
MOVERS_COUNT = 20
MOVERS_SECONDS = 60


class StockListView(generics.ListAPIView):
    serializer_class = StockSerializer

    def get_queryset(self):
        stocks = active_stocks().select_related("sector")
        exchange = self.request.query_params.get("exchange")
        if exchange:
            stocks = stocks.filter(exchange=exchange.upper())
        return stocks.order_by("symbol")


class StockDetailView(generics.RetrieveAPIView):
    serializer_class = StockSerializer
    lookup_field = "symbol"

    def get_queryset(self):
        return active_stocks().select_related("sector")


class StockPriceListView(generics.ListAPIView):
    serializer_class = StockPriceSerializer

    def get_queryset(self):
        return StockPrice.objects.filter(stock__symbol=self.kwargs["symbol"]).order_by("-recorded_at")


class ScreenerView(generics.ListAPIView):
    serializer_class = StockSerializer

    def get_queryset(self):
        criteria = ScreenerSerializer(data=self.request.query_params)
        criteria.is_valid(raise_exception=True)
        wanted = criteria.validated_data
        stocks = active_stocks().select_related("sector")
        if "sector" in wanted:
            stocks = stocks.filter(sector__name=wanted["sector"])
        if "min_market_cap" in wanted:
            stocks = stocks.filter(market_cap__gte=wanted["min_market_cap"])
        return stocks.order_by("symbol")


class MoversView(APIView):
    def get(self, request):
        return Response({"results": cache.get_or_set(MOVERS_KEY, load_movers, MOVERS_SECONDS)})


class WatchlistView(generics.ListCreateAPIView):
    serializer_class = WatchlistItemSerializer

    def get_queryset(self):
        return WatchlistItem.objects.filter(user=self.request.user).select_related("stock").order_by("-created_at")

    def perform_create(self, serializer):
        try:
            with transaction.atomic():
                serializer.save(user=self.request.user)
        except IntegrityError as error:
            raise ValidationError({"stock": ["This stock is on the watchlist already."]}) from error


class WatchlistItemView(generics.DestroyAPIView):
    serializer_class = WatchlistItemSerializer

    def get_queryset(self):
        return WatchlistItem.objects.filter(user=self.request.user)


@api_view(["GET"])
@permission_classes([IsAdminUser])
def database_optimization_status(request):
    return Response(get_database_optimization_status())


@api_view(["POST"])
@permission_classes([IsAdminUser])
def create_indexes_endpoint(request):
    return Response(check_and_create_indexes())


@api_view(["GET"])
@permission_classes([IsAdminUser])
def memory_status_endpoint(request):
    return Response(memory_manager.get_memory_stats())


def active_stocks():
    return Stock.objects.filter(is_active=True).annotate(latest_price=latest_price())


def load_movers():
    stocks = active_stocks().select_related("sector").order_by("-volume")[:MOVERS_COUNT]
    return [dict(stock) for stock in StockSerializer(stocks, many=True).data]
