"""Registers the room with the framework."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room, for its commands, and what the overview remembers."""

    name = "partnerhub.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
