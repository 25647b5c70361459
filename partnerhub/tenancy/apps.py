"""Registers the room with the framework."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """The room of organizations, people and rights."""

    name = "partnerhub.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what the sign-in library tells."""
        from partnerhub.tenancy.signin import trail  # noqa: F401, PLC0415  # its receivers need the models to be there
