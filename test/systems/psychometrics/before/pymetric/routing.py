"""WebSocket routes."""

from django.urls import path

from behavioral_data.consumers import TraitUpdateConsumer

websocket_urlpatterns = [
    path("ws/sessions/<int:session_id>/traits/", TraitUpdateConsumer.as_asgi()),
]
