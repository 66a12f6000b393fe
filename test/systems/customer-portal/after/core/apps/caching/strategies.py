"""How answers are kept between requests."""
from django.core.cache import cache

_MISSING = object()


class AdvancedCachingStrategy:
    """Answers from Redis where it can, else from the caller's fallback."""

    def __init__(self, timeout):
        self.timeout = timeout

    def get_cached_data(self, key, fallback_func):
        value = cache.get(key, _MISSING)
        if value is _MISSING:
            value = fallback_func()
            cache.set(key, value, self.timeout)
        return value
