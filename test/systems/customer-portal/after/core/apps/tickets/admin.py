from django.contrib import admin

from .models import Ticket, TicketComment


class TicketCommentInline(admin.TabularInline):
    model = TicketComment
    extra = 0
    raw_id_fields = ["author"]


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin):
    list_display = ["subject", "customer", "assignee", "status", "priority", "created_at"]
    list_filter = ["status", "priority"]
    list_select_related = ["customer", "assignee"]
    raw_id_fields = ["customer", "assignee"]
    search_fields = ["subject", "description"]
    inlines = [TicketCommentInline]
