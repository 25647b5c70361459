"""What Markdown may become: text, tables and links; nothing that runs, loads or imitates the page around it (P17)."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerhub.guidance.markdown import Link, drawn, headings, links, words

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b style='color:red'>x</b>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))", "[x](data:text/html;base64,AAAA)", "![x](https://elsewhere.example/a.png)",
    "[x](<javascript:alert(1)>)", "[x][y]\n\n[y]: javascript:alert(1)", "<iframe src='https://elsewhere.example'></iframe>",
    "[x](vbscript:x)", "<a href='javascript:alert(1)'>x</a>", "<svg/onload=alert(1)>", "&lt;script&gt;", "<!-- x -->",
    '[x](/customers/ "onmouseover=alert(1)")', "`<script>`", "    <script>", "|<i>|\n|-|\n|<u>|", "<style>p{}</style>",
)  # fmt: skip
KNOWN_TAGS = set(
    re.findall(r"\w+", "a blockquote br code em h2 h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul")
)
pieces = st.lists(st.sampled_from((*HOSTILE, "\n", "# ", "- ", "text ", "> ", "`", "*", "[", "](", ")", "|")), max_size=12)


def plain(name: str) -> str:
    return f"/resources/by-name/{name}/"


def assert_harmless(html: str) -> None:
    tags = re.findall(r"<\s*/?\s*([a-zA-Z!][\w-]*)", html)
    assert set(tags) <= KNOWN_TAGS, html
    for name, value in re.findall(r"<[a-z0-9]+[^>]*?\s([a-z-]+)=\"([^\"]*)\"", html):
        assert name in {"href", "rel", "id", "start"}, html
        assert name != "href" or re.match(r"(https?:|mailto:|tel:|/|#|[^:]*$)", value), html
    assert not re.search(r"<[^>]*\s(on\w+|style|src)\s*=", html), html


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_gets_through(text):
    assert_harmless(drawn(text, plain))


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(pieces.map("".join) | st.text(max_size=60))
def test_whatever_is_written_becomes_harmless(text):
    assert_harmless(drawn(text, plain))


def test_headings_begin_below_that_of_the_page_and_are_places_of_their_own():
    html = drawn("# Keys\n\n## Keys\n\n[there](#keys-2)", plain)
    assert '<h2 id="text-keys">' in html and '<h3 id="text-keys-2">' in html and 'href="#text-keys-2"' in html
    assert headings("# Keys\n\n## Keys") == {"keys", "keys-2"}


def test_links_to_resources_lead_to_their_pages_and_places():
    html = drawn("[a](resource:tags) [b](resource:tags#the-page) [c](/customers/?q=a&b=c)", plain)
    assert re.findall(r'href="([^"]*)"', html) == [
        "/resources/by-name/tags/", "/resources/by-name/tags/#text-the-page", "/customers/?q=a&amp;b=c",
    ]  # fmt: skip


def test_links_are_found_with_their_lines():
    text = "One [a](/a/)\ntwo [b](/b/)\n\n- three [c](#c)\n- four\n\n| x |\n|---|\n| [d](resource:d) |\n"
    assert links(text) == [Link("/a/", 1), Link("/b/", 2), Link("#c", 4), Link("resource:d", 9)]


def test_words_are_those_that_a_reader_sees():
    assert words("# Ända *fram*\n\n[Köp](https://x.example/hidden) `kod`\n\n```\nblock\n```") == [
        "ända", "fram", "köp", "kod", "block",
    ]  # fmt: skip
