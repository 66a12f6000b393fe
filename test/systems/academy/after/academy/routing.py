"""WebSocket routes."""

from django.urls import path

from academy_learning.consumers import (
    CourseUpdateConsumer,
    NotificationConsumer,
    ProgressConsumer,
)

websocket_urlpatterns = [
    path("ws/progress/<int:enrollment_id>/", ProgressConsumer.as_asgi()),
    path("ws/notifications/", NotificationConsumer.as_asgi()),
    path("ws/courses/<slug:slug>/", CourseUpdateConsumer.as_asgi()),
]
