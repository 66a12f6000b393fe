"""WebSocket consumers: progress, notifications and course updates."""

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from academy_learning.groups import course_group, notification_group, progress_group
from academy_learning.models import Enrollment

CLOSE_UNAUTHENTICATED = 4401
CLOSE_FORBIDDEN = 4403


@database_sync_to_async
def owns_enrollment(user_id: int, enrollment_id: int) -> bool:
    """Tell whether the enrolment is the user's own."""
    return Enrollment.objects.filter(pk=enrollment_id, user_id=user_id).exists()


class GroupConsumer(AsyncJsonWebsocketConsumer):
    """A consumer that passes on what is said in one group."""

    group: str | None = None

    async def join(self, group: str) -> None:
        """Join the group and accept the connection."""
        self.group = group
        await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave the group."""
        if self.group is not None:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def group_message(self, event: dict[str, Any]) -> None:
        """Send the payload of a group's message to the browser."""
        await self.send_json(event["payload"])


class ProgressConsumer(GroupConsumer):
    """Progress of one enrolment, for its learner."""

    async def connect(self) -> None:
        """Let the learner of the enrolment in."""
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close(code=CLOSE_UNAUTHENTICATED)
            return
        enrollment_id = self.scope["url_route"]["kwargs"]["enrollment_id"]
        if not await owns_enrollment(user.pk, enrollment_id):
            await self.close(code=CLOSE_FORBIDDEN)
            return
        await self.join(progress_group(enrollment_id))


class NotificationConsumer(GroupConsumer):
    """Notifications of the user who is logged in."""

    async def connect(self) -> None:
        """Let any user in who is logged in."""
        user = self.scope["user"]
        if not user.is_authenticated:
            await self.close(code=CLOSE_UNAUTHENTICATED)
            return
        await self.join(notification_group(user.pk))


class CourseUpdateConsumer(GroupConsumer):
    """Changes of a course."""

    async def connect(self) -> None:
        """Listen to the course that the path names."""
        self.group = course_group(self.scope["url_route"]["kwargs"]["slug"])
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
