"""WebSocket consumers that stream a session while it is played."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.models import User
from behavioral_data.groups import events_group, traits_group
from behavioral_data.models import Session

CLOSE_REFUSED = 4403


@database_sync_to_async
def may_watch(user: User, session_id: int) -> bool:
    """Tell whether the session belongs to the user's organisation."""
    return Session.objects.filter(
        pk=session_id,
        candidate__organisation_id=user.organisation_id,
    ).exists()


class SessionConsumer(AsyncJsonWebsocketConsumer):
    """Streams what is said in one group of a session."""

    group: str | None = None

    async def join(self, group: str) -> None:
        """Join the group when the user may watch the session, else close."""
        user = self.scope["user"]
        session_id = self.scope["url_route"]["kwargs"]["session_id"]
        if not user.is_authenticated or not await may_watch(user, session_id):
            await self.close(code=CLOSE_REFUSED)
            return
        self.group = group
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def group_message(self, event: dict[str, Any]) -> None:
        """Pass a message of the group on."""
        await self.send_json(event["payload"])


class EventStreamConsumer(SessionConsumer):
    """Streams the events of a session to its organisation."""

    async def connect(self) -> None:
        """Let users of the candidate's organisation in."""
        await self.join(events_group(self.scope["url_route"]["kwargs"]["session_id"]))


class TraitUpdateConsumer(SessionConsumer):
    """Tells a session's organisation when its traits are inferred anew."""

    async def connect(self) -> None:
        """Let users of the candidate's organisation in."""
        await self.join(traits_group(self.scope["url_route"]["kwargs"]["session_id"]))
