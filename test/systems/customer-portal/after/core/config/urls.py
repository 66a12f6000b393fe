"""Routes of the backend."""
from django.contrib import admin
from django.urls import include, path

from apps.api.views import health_check

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", health_check, name="health"),
    path("api/v1/", include("apps.api.urls")),
]
