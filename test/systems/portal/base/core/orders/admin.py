from django.contrib import admin

from .models import Line, Order


class LineInline(admin.TabularInline):
    model = Line
    extra = 0


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["id", "customer", "status", "placed_at"]
    list_filter = ["status"]
    list_select_related = ["customer"]
    inlines = [LineInline]
