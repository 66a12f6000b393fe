"""Admin of accounts."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import Candidate, Consent, Organisation, User


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """Customers."""

    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(User)
class OrganisationUserAdmin(UserAdmin):
    """Users with their organisation."""

    list_display = ["username", "email", "organisation", "is_staff"]
    list_select_related = ["organisation"]
    fieldsets = (*UserAdmin.fieldsets, ("Pymetric", {"fields": ["organisation"]}))


@admin.register(Candidate)
class CandidateAdmin(admin.ModelAdmin):
    """Candidates of all organisations."""

    list_display = ["name", "external_id", "organisation"]
    list_select_related = ["organisation"]
    search_fields = ["name", "external_id"]


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    """Consents of candidates."""

    list_display = ["candidate", "purpose", "given_at", "withdrawn_at"]
    list_filter = ["purpose"]
    list_select_related = ["candidate"]
