"""Registers the room with the framework."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The room of background work."""

    name = "partnerhub.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
