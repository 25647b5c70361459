"""Whatever a program sends to the API, it is answered or refused in the agreed form; nothing breaks (P10)."""

import json
import re
import uuid
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerhub.api.door import api
from tests.doors.conftest import Doors

EXAMPLES = settings(
    max_examples=150, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
KNOWN = (
    "", "subscriptions", "customers", "expiring", "kpis", "license_trend", "overages", "total", "-total", "total_customers",
    "HARBOR", "HARBOR-S1", "meetings", "calling", "trial", "subscription", "sv", "2026-11-22", "2026-11-15", "13", "52",
)  # fmt: skip
ODD = (
    "0", "-1", "1e9", "9" * 19, "9" * 40, "NaN", "true", "null", "[]", "2026-02-30", "0001-01-01", "9999-12-31", "\0",
    "\x7f", "\ud800", "\u202e", "%", "_", "\\", "'", '"', "$1", "../..", "a/b", "~", "~0", "x~99999999999999999999",
    "ß" * 300, "\U0001f600",
)  # fmt: skip
values = st.one_of(
    st.sampled_from(KNOWN), st.sampled_from(ODD), st.integers().map(str), st.dates().map(str), st.text(max_size=20)
)
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), values)
bodies = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(values, inner, max_size=3))
changes = st.fixed_dictionaries(
    {"version": leaves, "values": st.dictionaries(st.sampled_from(["near_days", "low_percentile", "no"]), leaves)}
)


def operations(*methods: str) -> list[tuple[str, str, dict]]:
    paths = api.get_openapi_schema()["paths"]
    return [(method, path, one) for path, every in paths.items() for method, one in every.items() if method in methods]


def raw(text: str) -> bytes:
    """Return a text as bytes; half a surrogate pair becomes what UTF-8 does not allow."""
    return text.encode("utf-8", "surrogatepass")


def check(answer, sent: object) -> None:
    """An answer is in order when it is no failure, and a refusal when it is a problem document that says its status."""
    status = answer.status_code
    if status >= 400:
        assert answer["Content-Type"] == "application/problem+json", sent
        problem = json.loads(answer.content)
        assert problem["status"] == status and problem["title"], sent
        if status == 503:  # a day that nobody built is said to be missing, with the command that builds it
            assert "as_of" in str(sent) and "run `hub build --as-of" in problem["detail"], sent
            return
    assert status < 500, (sent, answer.content[:300])


@pytest.fixture
def programs(doors: Doors) -> dict[str, Client]:
    return {name: doors.program(name) for name in ("alice", "adam")}


GOOD = {
    "customer_id": "HARBOR", "order_id": "HARBOR-S1", "grant_id": "1", "name": "subscriptions", "block": "expiring",
    "column": "total",
}  # fmt: skip


@pytest.mark.parametrize(("method", "path", "one"), operations("get"), ids=[path for _, path, _ in operations("get")])
def test_each_parameter_takes_or_refuses_each_odd_value_in_form(doors, programs, method, path, one):
    good = GOOD | {"import_id": doors.import_in_order(), "run_id": str(uuid.UUID(int=7))}
    for parameter in one["parameters"]:
        for value in (*KNOWN, *ODD):
            name, address, query = parameter["name"], path, {}
            if parameter["in"] == "query":
                query = {name: raw(value)}
            else:
                address = address.replace(f"{{{name}}}", quote(raw(value), safe=""))
            address = re.sub(r"{(\w+)}", lambda found: good[found[1]], address)
            check(programs["adam"].get(f"{address}?{urlencode(query)}"), f"{address}?{urlencode(query)}")


@EXAMPLES
@given(data=st.data())
def test_reading_with_any_parameters_is_answered_or_refused_in_form(programs, data):
    _, path, one = data.draw(st.sampled_from(operations("get")))
    query = {}
    for parameter in one["parameters"]:
        name = parameter["name"]
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(raw(data.draw(values, name)), safe=""))
        elif data.draw(st.booleans()):
            query[name] = raw(data.draw(values, name))
    address = f"{path}?{urlencode(query)}"
    check(programs[data.draw(st.sampled_from(sorted(programs)))].get(address), address)


@EXAMPLES
@given(content=bodies | changes, mark=st.sampled_from(["application/json", "text/plain", "multipart/form-data"]))
def test_any_body_for_the_thresholds_is_taken_or_refused_in_form(programs, content, mark):
    body = json.dumps(content)
    check(programs["alice"].put("/api/v1/settings", body, mark), body)


@EXAMPLES
@given(data=st.data(), content=st.binary(max_size=60))
def test_any_act_on_imports_is_taken_or_refused_in_form(programs, data, content):
    _, path, _ = data.draw(st.sampled_from(operations("post")))
    path = path.replace("{import_id}", quote(raw(data.draw(values | st.uuids().map(str))), safe=""))
    mark = data.draw(st.sampled_from(["application/json", "multipart/form-data; boundary=x", "multipart/form-data", "x"]))
    check(programs["alice"].post(path, content, mark), (path, content, mark))


@EXAMPLES
@given(name=values, content=st.binary(max_size=200), kind=values, encoding=values)
def test_any_file_is_taken_or_refused_in_form(programs, name, content, kind, encoding):
    last = raw(name).decode("utf-8", "replace").rpartition("/")[2]  # what a browser makes of it
    file = SimpleUploadedFile(last if last.strip(".") else "x", content)
    sent = {"files": file, "kind": raw(kind), "encoding": raw(encoding)}
    check(programs["alice"].post("/api/v1/imports", sent), (name, content, kind, encoding))
