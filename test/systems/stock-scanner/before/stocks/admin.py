from django.contrib import admin

from .models import Membership, Sector, Stock, StockPrice, WatchlistItem


@admin.register(Sector)
class SectorAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(Stock)
class StockAdmin(admin.ModelAdmin):
    list_display = ["symbol", "name", "sector", "exchange", "is_active"]
    list_filter = ["exchange", "is_active"]
    list_select_related = ["sector"]
    search_fields = ["symbol", "name"]


@admin.register(StockPrice)
class StockPriceAdmin(admin.ModelAdmin):
    list_display = ["stock", "price", "recorded_at"]
    list_select_related = ["stock"]
    raw_id_fields = ["stock"]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "tier"]
    list_filter = ["tier"]
    list_select_related = ["user"]
    raw_id_fields = ["user"]


@admin.register(WatchlistItem)
class WatchlistItemAdmin(admin.ModelAdmin):
    list_display = ["user", "stock", "created_at"]
    list_select_related = ["user", "stock"]
    raw_id_fields = ["user", "stock"]
