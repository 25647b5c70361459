"""Links inside are compared with what the hub has; of links outside only the form is looked at (P17)."""

import socket

import pytest

from partnerhub.guidance.links import broken_links, problem_of
from partnerhub.guidance.selectors import broken_texts
from partnerhub.guidance.services import hide_resource

NAMES = {"tags", "customers"}


@pytest.mark.parametrize(
    "target",
    [
        "/customers/", "/customers/?q=status:trial", "/analytics/subscriptions/", "/api/v1/openapi.json", "resource:tags",
        "resource:tags#words", "https://example.com/a?b=c#d", "http://example.com:8080/", "mailto:desk@example.com",
        "tel:+46812345", "http://localhost:8000/customers/",
    ],
)  # fmt: skip
def test_what_leads_somewhere_is_in_order(target):
    assert problem_of(target, NAMES) == ""


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/custmers/", "no such page"), ("resource:tag", "did you mean tags?"), ("resource:", "no such resource"),
        ("customers", "https://"), ("ftp://example.com/", "https://"), ("https://", "no machine"),
        ("https://example", "no machine"), ("https://[::1", "no address"), ("https://a.example:port/", "no address"),
        ("mailto:", "names nobody"), ("//example.com/", "https://"), ("http://localhost:8000/nowhere/", "no such page"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_said_with_the_reason(target, said):
    assert said in problem_of(target, NAMES)


def test_a_place_of_the_text_has_to_be_there():
    text = "# Words\n\n[a](#words) [b](#wods)\n"
    assert [(one.line, one.target) for one in broken_links(text, NAMES)] == [(3, "#wods")]
    assert "did you mean words?" in broken_links(text, NAMES)[0].problem


def test_nothing_outside_is_asked(monkeypatch):
    def refuse(*args: object) -> None:
        raise AssertionError("the hub asked somebody outside")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert broken_links("[a](https://never.example/) [b](mailto:x@never.example)", NAMES) == []


def test_a_text_that_was_hidden_breaks_the_links_of_others_and_that_is_listed(world, write):
    write("roadmap")
    write("plan", "See the [roadmap](resource:roadmap) and [tags](resource:tags).")
    assert broken_texts(world.rita) == []
    hide_resource(world.alice, "roadmap", "en", based_on=1)
    (found,) = broken_texts(world.rita)
    assert found.name == "plan" and found.problems == ("Line 1: resource:roadmap: there is no such resource",)
    assert broken_texts(world.carol) == []
