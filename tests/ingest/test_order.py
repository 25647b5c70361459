"""Whatever the order of files and rows, and however rows are spread over files: the records are the same."""

import random
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.sending import EVERYTHING, FORMATS, Rows, put, tried

MANY: dict[str, Rows] = EVERYTHING | {
    "customers": [*EVERYTHING["customers"], *({"customer_id": f"X{n}", "name": f"X {n}", "country": None, "org_uuid": None,
                  "managed_by": None, "created_date": None, "last_admin_sign_in_at": None} for n in range(7))],
    "tags": [{"customer_id": f"X{n}", "tag": f"t{n % 3}"} for n in range(7)],
}  # fmt: skip
EVERY_ROW = [(kind, row) for kind, rows in MANY.items() for row in rows]


@pytest.fixture
def expected(world, tmp_path):
    """Return the records after the rows came sorted, in one file per kind."""
    return tried(world, put(tmp_path / "sorted", {kind: FORMATS["csv"](rows) for kind, rows in MANY.items()}))


@given(seed=st.integers(0, 1 << 30), files=st.integers(1, 5))
@settings(max_examples=12, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shuffled_rows_in_shuffled_files_make_the_same_records(seed, files, world, expected, tmp_path):
    chance = random.Random(seed)
    spread: dict[tuple[int, str], list] = {}
    for kind, row in chance.sample(EVERY_ROW, len(EVERY_ROW)):
        spread.setdefault((chance.randrange(files), kind), []).append(row)
    names = {key: f"{chance.randrange(1 << 30)}-{key[1]}" for key in spread}
    shutil.rmtree(tmp_path / "shuffled", ignore_errors=True)
    contents = {names[key]: FORMATS[chance.choice(sorted(FORMATS))](rows) for key, rows in spread.items()}
    paths = put(tmp_path / "shuffled", contents)
    chance.shuffle(paths)
    assert tried(world, paths) == expected
