"""The chat over a WebSocket."""
import pytest
from starlette.websockets import WebSocketDisconnect


def token_of(client):
    return client.headers["Authorization"].removeprefix("Bearer ")


def test_answers_each_message(signed_in, model):
    with signed_in.websocket_connect(f"/ws/chat?token={token_of(signed_in)}") as socket:
        socket.send_text("How do I return it?")

        assert socket.receive_json() == {"message": model.answer}


def test_goes_on_after_a_message_that_it_refuses(signed_in, model):
    with signed_in.websocket_connect(f"/ws/chat?token={token_of(signed_in)}") as socket:
        socket.send_text(" ")
        assert "error" in socket.receive_json()
        socket.send_text("Hello?")
        assert "message" in socket.receive_json()


def test_closes_without_a_token(client):
    with pytest.raises(WebSocketDisconnect) as closed, client.websocket_connect("/ws/chat?token=none"):
        pass

    assert closed.value.code == 4401
