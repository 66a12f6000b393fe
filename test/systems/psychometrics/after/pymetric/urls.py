"""Root URL configuration."""

from django.contrib import admin
from django.urls import include, path

from behavioral_data import views

urlpatterns = [
    path("", views.session_list, name="session_list"),
    path("sessions/<int:pk>/", views.session_detail, name="session_detail"),
    path("sessions/<int:pk>/report/", views.report_request, name="report_request"),
    path("healthz/", views.healthz, name="healthz"),
    path("api/v1/", include("api.urls")),
    path("admin/", admin.site.urls),
]
