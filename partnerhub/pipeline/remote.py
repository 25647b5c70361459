"""A Spark Connect engine (Apache Spark or Sail): runs the same SQL files over the same lake when one machine is too small.

The engine has to see the lake and the hub's work folder under the same paths. Its client is an extra: pip install
'partnerhub[spark]'.
"""

import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from partnerhub.pipeline.engine import EngineFailed

PORT, SECONDS = 15002, 10


class Remote:
    """One session with a Spark Connect engine."""

    def __init__(self, url: str) -> None:
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415  # an extra, loaded only where it is asked for
        except ImportError:
            raise EngineFailed(
                f"ENGINE_URL={url} needs the client of Spark Connect: pip install 'partnerhub[spark]'"
            ) from None
        try:
            _knock(url)
            self.session: Any = SparkSession.builder.remote(url).create()
            self.session.conf.set("spark.sql.session.timeZone", "UTC")
            self.session.sql("SELECT 1").collect()
        except Exception as wrong:
            raise EngineFailed(f"the engine at {url} does not answer ({type(wrong).__name__}): is it running?") from wrong

    def read(self, name: str, paths: Sequence[Path]) -> None:
        """Let a name stand for the rows of some Parquet files."""
        self.session.read.parquet(*map(str, paths)).createOrReplaceTempView(name)

    def make(self, name: str, sql: str, folder: Path) -> None:
        """Write what a query answers into a folder as Parquet, and let the name stand for it from now on."""
        self.session.sql(sql).write.mode("overwrite").parquet(str(folder))
        self.session.read.parquet(str(folder)).createOrReplaceTempView(name)

    def close(self) -> None:
        """End the session."""
        self.session.stop()


def _knock(url: str) -> None:
    """Raise OSError when nobody listens: the client itself goes on trying for ten minutes."""
    place = urlsplit(url)
    socket.create_connection((place.hostname or "localhost", place.port or PORT), SECONDS).close()
