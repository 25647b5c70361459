"""The program `hub`: runs one command, with the configuration checked first and every refusal in one clear line."""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from partnerhub.config.environment import WrongSetting

COMMANDS = {
    "run": "web, jobs and schedule in one process tree",
    "demo": "a believable demo partner, imported through the same pipes",
    "import": "check and take in record files",
    "build": "statuses, snapshots, marts; what is built already is skipped",
    "report": "the answer behind a page, as JSON or CSV",
    "reports": "the reports there are, with their blocks",
    "link": "a one-time sign-in link",
    "token": "an API token",
    "backup": "the whole hub in one file, while it goes on working",
    "restore": "a backup in the place of this hub",
    "verify": "whether a backup, or this hub, is whole",
    "doctor": "what is configured, stale or wrong, and what to do",
}
UNPREPARED = {"restore", "verify"}  # these have to work where nothing can be made ready, and change nothing by looking
BRINGS_PARTNER = {"demo", "import"}  # these name the partner themselves when there is none
OK, FAILED, MISUSED = 0, 1, 2


def main() -> None:
    """Run the command named on the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0 done, 1 refused or failed, 2 misused."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_overview())
        return OK if arguments else MISUSED
    if arguments[0] not in COMMANDS:
        print(f"hub: no command {arguments[0]!r}\n\n{_overview()}", file=sys.stderr)
        return MISUSED
    try:
        return _execute(list(arguments))
    except WrongSetting as wrong:
        return _refuse(str(wrong))
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _refuse("stopped")
    except OSError as wrong:
        return _refuse(_in_words(wrong))


def _execute(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.config.settings")
    import django
    from django.core.management import CommandError, load_command_class
    from django.db import DatabaseError

    django.setup()
    from partnerhub.config.start import make_ready
    from partnerhub.keeping.locks import InUse, hub_in_use

    apps = {
        "run": "config",
        "doctor": "config",
        "link": "tenancy",
        "token": "tenancy",
        "report": "reports",
        "reports": "reports",
        "backup": "keeping",
        "restore": "keeping",
        "verify": "keeping",
    }
    room = apps.get(arguments[0], "pipeline")
    command = load_command_class(f"partnerhub.{room}", arguments[0])
    try:
        options = vars(command.create_parser("hub", arguments[0]).parse_args(arguments[1:]))
    except CommandError as wrong:
        return _refuse(f"{str(wrong).removeprefix('Error: ')} (hub {arguments[0]} --help says more)", MISUSED)
    except SystemExit:  # --help was asked for and answered
        return OK
    try:
        with nullcontext() if arguments[0] == "restore" else hub_in_use():
            if arguments[0] not in UNPREPARED:
                make_ready(with_partner=arguments[0] not in BRINGS_PARTNER)
            command.execute(*options.pop("args", ()), **options)
    except InUse as wrong:
        return _refuse(str(wrong))
    except CommandError as wrong:
        return _refuse(str(wrong), wrong.returncode)
    except DatabaseError as wrong:
        return _refuse(f"the records database does not answer: {' '.join(str(wrong).split())}")
    return OK


def _refuse(text: str, status: int = FAILED) -> int:
    print(f"hub: {text}", file=sys.stderr)
    return status


def _in_words(wrong: OSError) -> str:
    if wrong.errno == errno.ENOSPC:
        where = wrong.filename or "data folder"
        return f"no space left on the disk ({where}); nothing was changed: free some and run it again"
    return f"{wrong.filename or ''}: {wrong.strerror or wrong}".removeprefix(": ")


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  hub {name:<{width}}  {does}" for name, does in COMMANDS.items()]
    return "\n".join(["usage: hub COMMAND [options]   (hub COMMAND --help says more)", "", *lines])
