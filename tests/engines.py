"""Spark Connect engines for the tests, started on the loopback interface: Sail from its wheel, Apache Spark where it is."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# A worker of the test runner has a main module without a file; the client of Spark Connect takes it for a run of doctests.
vars(sys.modules["__main__"]).setdefault("__file__", __file__)
SECONDS = 120
SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"


@contextmanager
def sail() -> Iterator[str]:
    """Run Sail in this process and yield its address."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        host, port = server.listening_address
        yield f"sc://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def apache_spark() -> Iterator[str]:
    """Run Apache Spark's connect server and yield its address. Skip, loudly, where there is no Java or no Spark."""
    home = os.environ.get("SPARK_HOME", "")
    script = Path(home) / "bin" / "spark-submit"
    if not home or not script.exists() or not shutil.which("java"):
        pytest.skip(
            "NO APACHE SPARK on this machine: SPARK_HOME (that of `pip install pyspark` will do) and Java are needed"
        )
    port = _free_port()
    arguments = ["--class", SERVER, "--master", "local[2]", "--conf", f"spark.connect.grpc.binding.port={port}"]
    arguments += ["--conf", "spark.sql.shuffle.partitions=2", "--conf", "spark.ui.enabled=false", "spark-internal"]
    environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    with subprocess.Popen(
        [str(script), *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            _wait_for(port, server)
            yield f"sc://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, 15)
            server.wait(SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen) -> None:
    give_up_at = time.monotonic() + SECONDS
    while time.monotonic() < give_up_at:
        assert server.poll() is None, "the server ended by itself"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError("Apache Spark does not listen")
