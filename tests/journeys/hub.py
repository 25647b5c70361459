"""A running hub with a demo partner, and a browser that notices everything that goes wrong on its pages."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HUB = str(Path(sys.executable).with_name("hub"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Without these the browser tries to reach its maker at every start, or cannot start as root.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LINK = re.compile(r"(http\S+/link/\S+)")


def browser_path() -> str | None:
    """Return the machine's Chromium, if it has one."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


class RunningHub:
    """A hub in its own data folder and processes."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.home = home
        self.base = f"http://localhost:{self.port}"
        self.environment = os.environ | {"HUB_HOME": str(home), "HUB_BIND": f"127.0.0.1:{self.port}"}

    def command(self, *arguments: str) -> str:
        """Run one command and return what it printed; it must succeed."""
        done = subprocess.run([HUB, *arguments], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve, and yield the one-time link that the terminal shows."""
        log = self.home / "run.log"
        with log.open("w") as errors:
            started = subprocess.Popen([HUB, "run"], env=self.environment, stdout=subprocess.PIPE, stderr=errors, text=True)
            try:
                link = next(found.group(1) for line in started.stdout or () if (found := LINK.search(line)))
                self._wait()
                yield link
            finally:
                started.terminate()
                started.communicate(timeout=20)

    def _wait(self) -> None:
        for _ in range(200):
            with suppress(OSError):
                urllib.request.urlopen(f"{self.base}/account/login/", timeout=2)
                return
            time.sleep(0.1)
        raise AssertionError((self.home / "run.log").read_text())


class Visitor:
    """Somebody at a browser. Whatever the browser complains of is kept, for the test to fail on."""

    def __init__(self, browser: Browser, base: str, **options: object) -> None:
        self.base = base
        self.context: BrowserContext = browser.new_context(base_url=base, **options)
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self._note(f"console {message.type}: {message.text}"))
        self.page.on("pageerror", lambda wrong: self._note(f"script: {wrong}"))
        self.page.on("requestfailed", lambda request: self._note_failed(request.url, request.failure))
        self.page.on("response", lambda answer: self._note_status(answer.status, answer.url))

    def _note(self, text: str) -> None:
        if not (self.expected and "Failed to load resource" in text):
            self.complaints.append(text)

    def _note_failed(self, url: str, failure: str | None) -> None:
        if failure != "net::ERR_ABORTED":  # a download, or a page that was left
            self._note(f"failed: {url} {failure}")

    def _note_status(self, status: int, url: str) -> None:
        if status >= 400 and status not in self.expected:
            self._note(f"status {status}: {url}")

    def open(self, path: str) -> Page:
        """Open an address and wait until all parts are there."""
        self.page.goto(path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until nothing loads any more."""
        self.page.wait_for_load_state("networkidle")

    def scrolls_sideways(self) -> bool:
        """Say whether the page is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
