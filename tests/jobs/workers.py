"""`python -m tests.jobs.workers SCENE`: play a scene in a process of its own, at the database that the environment names."""

import os
import sys

import django


def play(scene: str) -> None:
    """Bring the database up to date, play the scene and say that it went as expected."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "partnerhub.config.settings"
    django.setup()
    from partnerhub.config.start import make_ready
    from tests.jobs import scenes

    make_ready()
    getattr(scenes, scene)()
    sys.stdout.write("as expected\n")


if __name__ == "__main__":
    play(sys.argv[1])
