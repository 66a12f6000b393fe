"""Middleware of the academy."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

LIMITED_PATHS = ("/login/", "/signup/", "/password-reset/")
TOO_MANY_REQUESTS = 429
WINDOW_SECONDS = 60


class RateLimitMiddleware:
    """Limits how often one address may post to the pages open to strangers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.requests: dict[str, list[float]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 429 when the address has posted too often."""
        if request.method == "POST" and request.path.startswith(LIMITED_PATHS) and self.exceeded(request):
            response = HttpResponse("Too many requests", status=TOO_MANY_REQUESTS)
            response["Retry-After"] = str(WINDOW_SECONDS)
            return response
        return self.get_response(request)

    def exceeded(self, request: HttpRequest) -> bool:
        """Count the request and tell whether it is one too many."""
        now = time.monotonic()
        address = request.META["REMOTE_ADDR"]
        recent = [moment for moment in self.requests.get(address, []) if now - moment < WINDOW_SECONDS]
        recent.append(now)
        self.requests[address] = recent
        return len(recent) > 20
