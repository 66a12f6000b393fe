from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase

from academy_learning.middleware import RateLimitMiddleware


class RateLimitTests(SimpleTestCase):
    def setUp(self) -> None:
        self.middleware = RateLimitMiddleware(lambda request: HttpResponse("fine"))
        self.factory = RequestFactory()

    def post(self, path: str, address: str = "192.0.2.1") -> int:
        return self.middleware(self.factory.post(path, REMOTE_ADDR=address)).status_code

    def test_the_post_after_the_twentieth_is_refused(self) -> None:
        self.assertEqual([self.post("/login/") for _ in range(21)][19:], [200, 429])

    def test_addresses_are_counted_apart(self) -> None:
        for _ in range(21):
            self.post("/login/")

        self.assertEqual(self.post("/login/", address="192.0.2.2"), 200)

    def test_other_pages_are_not_limited(self) -> None:
        self.assertEqual([self.post("/courses/") for _ in range(21)][19:], [200, 200])
