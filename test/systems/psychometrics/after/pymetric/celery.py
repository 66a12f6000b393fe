"""Celery application of Pymetric."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pymetric.settings.production")

app = Celery("pymetric")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
