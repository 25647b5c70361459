"""Registers the room with the framework."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """The room of what a partner manages."""

    name = "partnerhub.portfolio"
    label = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"
