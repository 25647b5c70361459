"""`python -m bench.bare_loop FILE…`: read CSV and insert the texts as they are, with no check at all. The baseline."""

import csv
import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path


def main(paths: list[Path]) -> None:
    """Load the files into a fresh SQLite database and print the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        database = sqlite3.connect(Path(folder) / "bare.sqlite3")
        for number, path in enumerate(paths):
            with path.open(newline="") as file:
                reader = csv.reader(file)
                header = next(reader)
                database.execute(f"CREATE TABLE t{number} ({', '.join(header)})")
                database.executemany(f"INSERT INTO t{number} VALUES ({', '.join('?' * len(header))})", reader)
        database.commit()
        print(json.dumps({"seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
