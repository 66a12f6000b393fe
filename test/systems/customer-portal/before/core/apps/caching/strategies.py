"""How answers are kept between requests."""


class AdvancedCachingStrategy:
    """Answers from Redis where it can, else from the caller's fallback."""

    def __init__(self, timeout):
        self.timeout = timeout

    def get_cached_data(self, key, fallback_func):
        pass
