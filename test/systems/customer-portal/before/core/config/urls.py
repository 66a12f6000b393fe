"""Routes of the backend."""
from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from apps.api.views import record_web_vital
from apps.features.views import FeatureFlagViewSet
from apps.tickets.views import TicketViewSet

router = DefaultRouter()
router.register("tickets", TicketViewSet, basename="ticket")
router.register("features", FeatureFlagViewSet, basename="feature")

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/auth/token/", TokenObtainPairView.as_view(), name="token"),
    path("api/v1/auth/token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("api/v1/metrics/vitals/", record_web_vital, name="web-vitals"),
    path("api/v1/", include(router.urls)),
]
