"""WebSocket routes."""

from django.urls import path

from behavioral_data.consumers import EventStreamConsumer, TraitUpdateConsumer

websocket_urlpatterns = [
    path("ws/sessions/<int:session_id>/events/", EventStreamConsumer.as_asgi()),
    path("ws/sessions/<int:session_id>/traits/", TraitUpdateConsumer.as_asgi()),
]
