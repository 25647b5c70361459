"""Registers the room with the framework."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    """The room of resources and help."""

    name = "partnerhub.guidance"
    label = "guidance"
    default_auto_field = "django.db.models.BigAutoField"
