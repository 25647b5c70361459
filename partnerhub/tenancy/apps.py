"""Registers the room with the framework."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The room of organizations, people and rights."""

    name = "partnerhub.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
