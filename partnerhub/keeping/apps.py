"""Registers the room with the framework."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """The room of backups."""

    name = "partnerhub.keeping"
    label = "keeping"
    default_auto_field = "django.db.models.BigAutoField"
