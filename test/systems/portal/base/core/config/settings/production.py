from .base import *  # noqa: F403

DEBUG = False
CORS_ALLOWED_ORIGINS = ["https://portal.example.com"]
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
