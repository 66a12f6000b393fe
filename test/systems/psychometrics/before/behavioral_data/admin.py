"""Admin of behavioural data."""

from django.contrib import admin

from behavioral_data.models import Metric, Report, Session, TraitScore


class MetricInline(admin.TabularInline):
    """Metrics of a session."""

    model = Metric
    extra = 0


class TraitInline(admin.TabularInline):
    """Traits of a session."""

    model = TraitScore
    extra = 0


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    """Sessions with what was derived from them."""

    list_display = ["id", "candidate", "game", "started_at", "finished_at"]
    list_filter = ["game"]
    list_select_related = ["candidate"]
    inlines = [MetricInline, TraitInline]


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    """Reports."""

    list_display = ["session", "created_at"]
    list_select_related = ["session"]
