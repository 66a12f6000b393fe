import os

os.environ.setdefault("DJANGO_SECRET_KEY", "only-for-development")

from .base import *  # noqa: E402, F403

DEBUG = True
CORS_ALLOWED_ORIGINS = ["http://localhost:5173"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
