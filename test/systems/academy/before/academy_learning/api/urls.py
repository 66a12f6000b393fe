"""Routes of the API."""

from rest_framework.routers import SimpleRouter

from academy_learning.api.views import CourseViewSet, EnrollmentViewSet, PaymentViewSet

router = SimpleRouter()
router.register("courses", CourseViewSet, basename="api-course")
router.register("enrollments", EnrollmentViewSet, basename="api-enrollment")
router.register("payments", PaymentViewSet, basename="api-payment")

urlpatterns = router.urls
