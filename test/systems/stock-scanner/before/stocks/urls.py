"""Version 1 of the API."""
from django.urls import path

from . import api_views

urlpatterns = [
    path("stocks/", api_views.StockListView.as_view(), name="stock_list"),
    path("stocks/<str:symbol>/", api_views.StockDetailView.as_view(), name="stock_detail"),
    path("stocks/<str:symbol>/prices/", api_views.StockPriceListView.as_view(), name="stock_prices"),
    path("screener/", api_views.ScreenerView.as_view(), name="screener"),
    path("movers/", api_views.MoversView.as_view(), name="movers"),
    path("watchlist/", api_views.WatchlistView.as_view(), name="watchlist"),
    path("watchlist/<int:pk>/", api_views.WatchlistItemView.as_view(), name="watchlist_item"),
]
