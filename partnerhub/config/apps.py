"""Registers the room with the framework."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root, for its commands."""

    name = "partnerhub.config"
    label = "config"
