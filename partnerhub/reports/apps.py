"""Registers the room with the framework."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room, for its commands and templates."""

    name = "partnerhub.reports"
    label = "reports"
