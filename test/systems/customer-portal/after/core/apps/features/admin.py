from django.contrib import admin

from .models import FeatureFlag, FeatureUsage


@admin.register(FeatureFlag)
class FeatureFlagAdmin(admin.ModelAdmin):
    list_display = ["key", "name", "is_active", "rollout_percentage"]
    list_filter = ["is_active"]
    search_fields = ["key", "name"]


@admin.register(FeatureUsage)
class FeatureUsageAdmin(admin.ModelAdmin):
    list_display = ["flag", "user", "used_at"]
    list_select_related = ["flag", "user"]
    raw_id_fields = ["user"]
