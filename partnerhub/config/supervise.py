"""The process tree of `hub run`: the web server as a child, jobs and schedule in a thread of this process."""

import os
import signal
import socket
import subprocess
import sys
import threading
from types import FrameType

from django.conf import settings

from partnerhub.jobs.worker import run_until

GRACE_SECONDS = 10
WEB_THREADS = "4"


class PortTaken(Exception):
    """Somebody else listens on the address already."""


def refuse_taken_port() -> None:
    """Raise PortTaken, with what to do, when the address to listen on is in use."""
    host, port = settings.LISTEN_ON
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            reason = wrong.strerror or str(wrong)
            raise PortTaken(
                f"cannot listen on {host}:{port} ({reason}): stop what listens there, or set HUB_BIND to another address"
            ) from None


def serve() -> int:
    """Serve until a signal or until the web server ends, and return an exit status."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    web = _start_web()
    worker = threading.Thread(target=run_until, args=(stopped,), name="jobs", daemon=True)
    worker.start()
    while not stopped.wait(0.3):
        if web.poll() is not None:
            print("hub: the web server ended unexpectedly", file=sys.stderr)  # noqa: T201  # the terminal is its log
            stopped.set()
    status = web.poll()
    web.terminate()
    try:
        web.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        web.kill()
    worker.join(GRACE_SECONDS)
    return 1 if status else 0


def _start_web() -> subprocess.Popen[bytes]:
    """Start the server with one worker process; it ends with this process's group."""
    host, port = settings.LISTEN_ON
    command = [
        sys.executable, "-m", "granian", "partnerhub.config.wsgi:application", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", "1", "--blocking-threads", WEB_THREADS, "--log-level", "warning",
        "--respawn-failed-workers",
    ]  # fmt: skip
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "partnerhub.config.settings"}
    return subprocess.Popen(command, env=environment, close_fds=False)  # with the lock that says that the hub is in use
