"""Registers the room with the framework."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room, for its commands and templates."""

    name = "partnerhub.web"
    label = "web"
