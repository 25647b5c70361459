"""`hub run`: everything in one process tree."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from partnerhub.config.supervise import PortTaken, refuse_taken_port, serve
from partnerhub.pipeline.tasks import nightly
from partnerhub.tenancy import selectors, services
from partnerhub.tenancy.scope import Scope


class Command(BaseCommand):
    """Serves until it is stopped with Ctrl-C or a signal."""

    help = "Serve pages, run jobs and keep the schedule. Safe to stop and start again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            raise CommandError("styles and scripts are not built yet: run `make setup`")
        try:
            refuse_taken_port()
        except PortTaken as taken:
            raise CommandError(str(taken)) from None
        self.stdout.write(f"Partner Hub serves on {settings.PUBLIC_URL}")
        for partner in selectors.partners()[:1]:
            person = selectors.oldest_full_administrator(partner.id)
            secret = services.make_link(Scope.system(partner.id, partner.name, "hub run"), person)
            whom = f"sign in as {person.email}" if person else f"become the first administrator of {partner.name}"
            self.stdout.write(
                f"One-time link, 15 minutes, to {whom}:\n  {settings.PUBLIC_URL}{reverse('link', args=[secret])}"
            )
        nightly.enqueue()  # what a hub that was down has missed, or an upgrade defines anew; skipped where all is built
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()
        if serve():
            raise CommandError("the web server could not be kept running; its own lines above say why")
