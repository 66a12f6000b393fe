"""Middleware of the academy."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

LIMITED_PATHS = ("/login/", "/signup/", "/password-reset/")
TOO_MANY_REQUESTS = 429


class RateLimitMiddleware:
    """Limits how often one address may post to the pages open to strangers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 429 when the address has posted too often."""
        if request.method == "POST" and request.path.startswith(LIMITED_PATHS) and self.exceeded(request):
            response = HttpResponse("Too many requests", status=TOO_MANY_REQUESTS)
            response["Retry-After"] = str(settings.RATE_LIMIT_WINDOW_SECONDS)
            return response
        return self.get_response(request)

    def exceeded(self, request: HttpRequest) -> bool:
        """Count the request in the shared cache and tell whether it is one too many."""
        key = f"rate-limit.{request.META['REMOTE_ADDR']}"
        if cache.add(key, 1, timeout=settings.RATE_LIMIT_WINDOW_SECONDS):
            return False
        try:
            return cache.incr(key) > settings.RATE_LIMIT_REQUESTS
        except ValueError:
            # The window ended between the two calls.
            return False
