from channels.layers import get_channel_layer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser, User
from django.test import TransactionTestCase

from academy.asgi import application
from academy.routing import websocket_urlpatterns
from academy_learning.groups import course_group, notification_group, progress_group
from academy_learning.tests.builders import make_course, make_enrollment, make_user


def connect_as(user: User | AnonymousUser, path: str) -> WebsocketCommunicator:
    communicator = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path)
    communicator.scope["user"] = user
    return communicator


class ConsumerTests(TransactionTestCase):
    def setUp(self) -> None:
        self.user = make_user()
        self.course = make_course()
        self.enrollment = make_enrollment(self.user, self.course)

    async def hear(self, path: str, group: str) -> dict:
        communicator = connect_as(self.user, path)
        connected, _ = await communicator.connect()
        self.assertTrue(connected)
        await get_channel_layer().group_send(
            group,
            {"type": "group.message", "payload": {"percent": 50}},
        )
        payload = await communicator.receive_json_from()
        await communicator.disconnect()
        return payload

    async def test_a_learner_hears_of_progress(self) -> None:
        path = f"/ws/progress/{self.enrollment.pk}/"
        self.assertEqual(
            await self.hear(path, progress_group(self.enrollment.pk)),
            {"percent": 50},
        )

    async def test_a_user_hears_of_notifications(self) -> None:
        self.assertEqual(
            await self.hear("/ws/notifications/", notification_group(self.user.pk)),
            {"percent": 50},
        )

    async def test_a_learner_hears_of_the_course(self) -> None:
        self.assertEqual(
            await self.hear("/ws/courses/algebra/", course_group("algebra")),
            {"percent": 50},
        )

    async def test_strangers_are_turned_away(self) -> None:
        for path in ["/ws/progress/1/", "/ws/notifications/", "/ws/courses/algebra/"]:
            with self.subTest(path):
                connected, code = await connect_as(AnonymousUser(), path).connect()
                self.assertFalse(connected)
                self.assertEqual(code, 4401)

    async def test_other_origins_are_turned_away(self) -> None:
        communicator = WebsocketCommunicator(
            application,
            "/ws/notifications/",
            headers=[(b"origin", b"https://elsewhere.example.com")],
        )
        connected, _ = await communicator.connect()
        self.assertFalse(connected)
