"""The API's documentation, made from its own description."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.api.door import api
from partnerhub.kit.words import in_a_row
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import mark

GROUPS = (
    mark("Access"), mark("Administrators"), mark("Customers"), mark("Help"), mark("Hub"), mark("Imports"),
    mark("Launches"), mark("Orders"), mark("Profile"), mark("Reports"), mark("Settings"),
    mark("Trials"), mark("Users"), mark("Views"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    kind: str
    required: bool
    help: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    summary: str
    help: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]


def api_guide(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Show every operation with its parameters and answers."""
    description = api.get_openapi_schema()
    groups: dict[str, list[Operation]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            group = operation["tags"][0]
            groups.setdefault(gettext(group), []).append(_operation(path, method, operation))
    context = {
        "groups": groups.items(),
        "base": settings.PUBLIC_URL,
        "openapi_url": reverse("openapi"),
        "email": scope.actor,
    }
    return render(request, "pages/api_guide.html", context)


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    parameters = tuple(_parameter(one) for one in operation.get("parameters", ()))
    summary = operation["summary"]  # read here, so that no key is taken for a text
    answers = tuple((code, _answer(answer)) for code, answer in operation["responses"].items())
    return Operation(
        method.upper(),
        path,
        gettext(summary),
        operation.get("description", ""),
        parameters + _body(operation),
        answers,
    )


def _parameter(one: dict[str, Any]) -> Parameter:
    schema = one["schema"]
    return Parameter(one["name"], one["in"], _kind(schema), one["required"], one.get("description", ""))


def _kind(schema: dict[str, Any]) -> str:
    kinds = [part.get("format", part.get("type", "")) for part in schema.get("anyOf", [schema])]
    words = in_a_row([kind for kind in kinds if kind and kind != "null"], gettext("or"))
    if schema.get("default") in {None, ""}:
        return words
    return gettext("%(kind)s, default %(default)s") % {"kind": words, "default": schema["default"]}


def _body(operation: dict[str, Any]) -> tuple[Parameter, ...]:
    content = operation.get("requestBody", {}).get("content", {})
    return tuple(Parameter("body", "body", kind, True, "") for kind in content)


def _answer(answer: dict[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        schema = content["schema"]
        item = schema.get("items", schema)
        name = str(item.get("$ref", item.get("title", ""))).rsplit("/", 1)[-1].removesuffix("Out")
        return gettext("list of %(name)s") % {"name": name} if schema.get("type") == "array" else name
    return str(answer.get("description", ""))
