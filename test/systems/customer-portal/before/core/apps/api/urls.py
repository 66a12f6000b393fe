"""Version 1 of the API."""
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView

from apps.features.views import FeatureFlagViewSet
from apps.monitoring.views import record_web_vital
from apps.tickets.views import TicketViewSet

router = DefaultRouter()
router.register("tickets", TicketViewSet, basename="ticket")
router.register("features", FeatureFlagViewSet, basename="feature")

urlpatterns = [
    path("auth/token/", TokenObtainPairView.as_view(), name="token"),
    path("auth/token/refresh/", TokenRefreshView.as_view(), name="token-refresh"),
    path("metrics/vitals/", record_web_vital, name="web-vitals"),
    path("", include(router.urls)),
]
