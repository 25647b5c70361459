"""`python -m bench.bare_csv FILE…`: time turning CSV files into Parquet with nothing but the engine. A child process."""

import json
import sys
import tempfile
import time
from pathlib import Path


def main(paths: list[Path]) -> None:
    """Read each file with the types that the engine finds, write it, and print the seconds."""
    import duckdb

    with tempfile.TemporaryDirectory(dir=paths[0].parent) as folder:
        engine = duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": folder})
        engine.execute("SET preserve_insertion_order = false")
        begun = time.perf_counter()
        for path in paths:
            rows = f"SELECT * FROM read_csv('{path}', nullstr = ['', 'NA'])"
            engine.execute(f"COPY ({rows}) TO '{folder}/{path.stem}.parquet' (FORMAT parquet, COMPRESSION zstd)")
        print(json.dumps({"seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
