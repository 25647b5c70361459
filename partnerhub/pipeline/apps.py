"""Registers the room with the framework."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    """The room of imports and builds."""

    name = "partnerhub.pipeline"
    label = "pipeline"
    default_auto_field = "django.db.models.BigAutoField"
