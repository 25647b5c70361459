"""A process that is killed in the middle of a job leaves it to the next one (P7)."""

import signal
import subprocess
import sys

from tests.jobs.test_two_workers import ROOT, environment, played


def test_what_a_killed_process_held_is_done_by_the_next_one_when_the_lease_has_ended(tmp_path):
    command = [sys.executable, "-m", "tests.jobs.workers", "forsaken"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "taken\n"
        process.send_signal(signal.SIGKILL)
    assert played("heirs", "SQLite", tmp_path) == "as expected"
