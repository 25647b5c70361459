"""small-hub: ten customers, every process of the hub together."""

import os
import re
import socket
import subprocess
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

from bench.child import HUB, environment, hub
from bench.table import Result

MEGABYTES = 400.0
PAGES = ("/customers/", "/analytics/subscriptions/?full=1", "/imports/", "/settings/", "/audit/", "/api/")


def run(folder: Path, *, full: bool) -> list[Result]:
    """Start a hub, use its pages, and add up what its processes hold."""
    hub(folder, "demo", "--customers", 10)
    port = free_port()
    started = subprocess.Popen(
        [HUB, "run"], env=environment(folder) | {"HUB_BIND": f"127.0.0.1:{port}"}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        browse(started, f"http://localhost:{port}")
        held = sum(proportional_mb(process) for process in family(started.pid))
    finally:
        started.terminate()
        started.wait(20)
    return [Result("small-hub memory", "10 customers, all processes", held, "goal 400 MB", MEGABYTES, 1.0, 1)]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def browse(started: subprocess.Popen, base: str) -> None:
    """Become the first administrator by the printed link, and open every page."""
    link = next(found.group(1) for line in started.stdout if (found := re.search(r"(http\S+/link/\S+)", line)))
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    for _ in range(100):
        try:
            page = opener.open(link).read().decode()
            break
        except OSError:
            time.sleep(0.1)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    form = {"csrfmiddlewaretoken": token, "name": "Bench", "email": "bench@example.com"}
    opener.open(urllib.request.Request(link, urlencode(form).encode(), {"Referer": link})).read()
    for path in PAGES:
        opener.open(base + path).read()
    time.sleep(2)


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    found = [pid]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def proportional_mb(pid: int) -> float:
    """Return the memory of a process in MB; what several share is divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(re.search(r"^Pss:\s+(\d+)", lines, re.M).group(1)) / 1024
    except (OSError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * int(Path(f"/proc/{pid}/statm").read_text().split()[1]) / 2**20
