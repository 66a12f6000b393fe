"""Settings for production."""

from pymetric.settings.base import *  # noqa: F403
from pymetric.settings.base import ALLOWED_HOSTS

DEBUG = False
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
