"""Templates: no script or style of their own, nothing from outside, no other company's names."""

import re

import pytest

from tests.rules.source import PRODUCT, ROOT, named, templates

TEMPLATES = [pytest.param(path, id=path.relative_to(PRODUCT / "web").as_posix()) for path in templates()]
VENDOR = re.compile(r"webex|cisco|control hub", re.IGNORECASE)
SOURCES = [PRODUCT / "pipeline" / "sources", PRODUCT / "terms" / "products.py"]  # a source may name where it reads from
LANGUAGES = "{lang}/LC_MESSAGES/django.po"


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_has_no_script_or_style_of_its_own(path):
    text = path.read_text("utf-8")
    assert not re.search(r"<style", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>%]*\son[a-z]+=", text)
    assert not re.search(r"javascript:", text)
    assert "|safe" not in text and "autoescape off" not in text


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_loads_nothing_from_outside(path):
    found = re.findall(r"(?:src|href|action|hx-[a-z]+)=[\"']?(?:https?:)?//", path.read_text("utf-8"))
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_names_no_other_company(path):
    assert not VENDOR.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_number_for_the_browser_is_written_as_browsers_read_it(path):
    """A language's own separators would break a drawing, a limit, or the version that a form sends back."""
    if "jinja2" in path.parts:
        return  # that engine writes numbers as they are
    text = path.read_text("utf-8")
    drawn = re.findall(r"(?<![\w-])(?:max|min|x|y|width|height|step)=\"\{\{ [^|}]+ \}\}\"", text)
    kept = re.findall(r"value=\"\{\{ [a-z_.]*(?:version|days|hours|seen|done|\.id) \}\}\"", text)
    assert drawn + kept == []


def test_other_companies_are_named_by_their_own_sources_only():
    kinds = ("*.py", "*.sql", "*.html", "*.po")
    for path in sorted(path for kind in kinds for path in PRODUCT.rglob(kind)):
        if not any(path == source or source in path.parents for source in SOURCES):
            text = path.read_text("utf-8").replace("call_on_webex", "")  # a product code that the formats fix
            assert not VENDOR.search(text), named(path)


def test_the_page_scripts_and_styles_name_nobody_and_fetch_nothing_from_outside():
    for path in [*(ROOT / "frontend").glob("*.js"), *(ROOT / "frontend").glob("*.css")]:
        text = path.read_text("utf-8")
        assert not VENDOR.search(text), named(path)
        assert "sourceMappingURL" not in text, named(path)
        outside = set(re.findall(r"https?://[^\s\"')]+", text)) - {"http://www.w3.org/2000/svg"}
        assert not outside, named(path)
