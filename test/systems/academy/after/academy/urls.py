"""Root URL configuration."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("academy_learning.api.urls")),
    path("", include("academy_learning.urls")),
]
