"""The API's own description: complete, sound, and true of what it answers."""

import re

import pytest

from partnerhub.api.door import api

CODES = {"get": "200", "post": "201", "put": "200"}


@pytest.fixture(scope="module")
def description():
    return api.get_openapi_schema()


@pytest.fixture(scope="module")
def operations(description):
    return [(m, path, one) for path, methods in description["paths"].items() for m, one in methods.items()]


def walk(node: object):
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(child)


def test_the_description_is_sound(description, operations):
    assert re.fullmatch(r"3\.1\.\d", description["openapi"])
    assert description["info"]["title"] == "Partner Hub" and description["info"]["version"] == "1"
    ids = [one["operationId"] for _, _, one in operations]
    assert len(set(ids)) == len(ids) > 10
    schemas = description["components"]["schemas"]
    for node in walk(description):
        if isinstance(node, dict) and "$ref" in node:
            assert node["$ref"].startswith("#/components/schemas/") and node["$ref"].rsplit("/", 1)[1] in schemas
    for name, scheme in description["components"]["securitySchemes"].items():
        assert scheme["type"] in {"http", "apiKey"}, name


def test_every_operation_says_what_it_does_who_may_and_what_it_takes(description, operations):
    schemes = set(description["components"]["securitySchemes"])
    for method, path, one in operations:
        assert one["summary"] and one["description"] and one["tags"], (method, path)
        assert {name for need in one["security"] for name in need} == schemes
        in_path = set(re.findall(r"{(\w+)}", path))
        assert {p["name"] for p in one["parameters"] if p["in"] == "path"} == in_path
        assert all(p["required"] for p in one["parameters"] if p["in"] == "path")
        assert all(p["schema"] for p in one["parameters"])


def test_every_operation_says_what_it_answers(operations):
    for method, path, one in operations:
        answers = {str(code): answer for code, answer in one["responses"].items()}
        assert {"401", "403"} <= set(answers), (method, path)
        if one["parameters"] or "requestBody" in one:
            assert "422" in answers, (method, path)
        if "{" in path:
            assert "404" in answers, (method, path)
        for code, answer in answers.items():
            kind = "application/json" if code < "400" else "application/problem+json"
            assert answer["description"] and list(answer["content"]) == [kind], (method, path, code)


def test_the_description_is_open_and_the_same_for_everybody(doors):
    found = {doors.browser(name).get("/api/v1/openapi.json").content for name in ("alice", "nobody", "")}
    assert len(found) == 1
    assert doors.browser("").get("/api/v1/openapi.json").json()["paths"]


def test_every_answer_has_the_form_that_is_described(doors, description):
    """Every field that an answer has is described, and every field that is described is there."""
    run, program = doors.import_in_order(), doors.program("alice")
    asked = {
        "/api/v1/customers": "", "/api/v1/customers/{customer_id}": "HARBOR", "/api/v1/reports": "",
        "/api/v1/reports/{name}": "subscriptions", "/api/v1/reports/{name}/blocks/{block}": "subscriptions expiring",
        "/api/v1/reports/{name}/blocks/{block}/explain/{column}": "subscriptions expiring total",
        "/api/v1/imports": "", "/api/v1/imports/{import_id}": run, "/api/v1/settings": "", "/api/v1/audit": "",
        "/api/v1/administrators": "", "/api/v1/overview": "", "/api/v1/upkeep": "",
    }  # fmt: skip
    for path, values in asked.items():
        address, given = path, iter(values.split())
        while "{" in address:
            address = re.sub(r"{\w+}", lambda _, given=given: next(given), address, count=1)
        schema = description["paths"][path]["get"]["responses"][200]["content"]["application/json"]["schema"]
        check(program.get(address).json(), schema, description["components"]["schemas"], path)


def check(value: object, schema: dict, schemas: dict, where: str) -> None:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        if value is not None:
            check(value, next(one for one in schema["anyOf"] if one.get("type") != "null"), schemas, where)
        return
    if schema.get("type") == "array":
        for item in value:
            check(item, schema["items"], schemas, f"{where}[]")
    if "properties" in schema:
        assert set(value) == set(schema["properties"]), where
        for name, part in schema["properties"].items():
            check(value[name], part, schemas, f"{where}.{name}")
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict, "array": list}
    if schema.get("type") in kinds:
        assert isinstance(value, kinds[schema["type"]]), (where, value)


def test_the_guide_shows_every_operation(doors, operations):
    text = doors.browser("alice").get("/api/").content.decode()
    for _, path, one in operations:
        assert f"<code>{path}</code>" in text and one["summary"] in text
    assert "hub token alice@acme.example" in text
