"""Routes of the API."""

from rest_framework.routers import SimpleRouter

from api.views import (
    ConsentViewSet,
    MetricViewSet,
    ReportViewSet,
    SessionViewSet,
    TraitScoreViewSet,
)

router = SimpleRouter()
router.register("sessions", SessionViewSet, basename="api-session")
router.register("metrics", MetricViewSet, basename="api-metric")
router.register("traits", TraitScoreViewSet, basename="api-trait")
router.register("reports", ReportViewSet, basename="api-report")
router.register("consents", ConsentViewSet, basename="api-consent")

urlpatterns = router.urls
