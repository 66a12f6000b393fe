"""Project package of the academy."""

from academy.celery import app as celery_app

__all__ = ["celery_app"]
