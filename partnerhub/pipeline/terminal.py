"""Progress on a terminal: one line that rewrites itself. Silent where nobody watches."""

import sys
import time

from partnerhub.kit.words import made_visible


class Progress:
    """Shows how far long work is, at most ten times a second."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.last = 0.0
        self.stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show a stage, and how much of it is done."""
        if not self.shown or (stage == self.stage and time.monotonic() - self.last < 0.1):
            return
        self.stage, self.last = stage, time.monotonic()
        amount = f" {done:,} of {total:,}" if total else f" {done:,}" if done else ""
        sys.stderr.write(f"\r\x1b[2K{made_visible(stage)}{amount} …")
        sys.stderr.flush()

    def finish(self) -> None:
        """Clear the line."""
        if self.shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
