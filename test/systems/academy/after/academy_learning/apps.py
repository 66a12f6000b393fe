"""App configuration."""

from django.apps import AppConfig


class AcademyLearningConfig(AppConfig):
    """The learning app."""

    name = "academy_learning"
    verbose_name = "Learning"
