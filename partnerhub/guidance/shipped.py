"""The texts that come with the hub: help for its pages, guides, quick links. One Markdown file a text and language, with a
head that says what it is; put into the records at the start, so that search finds them like a partner's own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction

from partnerhub.guidance.models import Resource
from partnerhub.guidance.writing import ResourceText, found_by
from partnerhub.kit import clock
from partnerhub.terms.resources import Audience, ResourceKind, ResourceState, Topic
from partnerhub.terms.texts import LANGUAGES

FOLDER = Path(__file__).parent / "help"
ORIGINAL = "en"


@dataclass(frozen=True, slots=True)
class ShippedText:
    """One shipped text: which pages it helps with, and the digest of its file."""

    text: ResourceText
    pages: tuple[str, ...]
    digest: str


@cache
def shipped_texts() -> tuple[ShippedText, ...]:
    """Return every shipped text, English ones first."""
    return tuple(_read(path, language) for language in LANGUAGES for path in sorted((FOLDER / language).glob("*.md")))


@cache
def help_by_page() -> Mapping[str, str]:
    """Return the name of a page's view → the name of the resource that helps with it."""
    return {page: one.text.name for one in shipped_texts() if one.text.language == ORIGINAL for page in one.pages}


def _read(path: Path, language: str) -> ShippedText:
    content = path.read_text("utf-8")
    _, head, body = content.split("---\n", 2)
    given = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    text = ResourceText(
        path.stem, language, given["title"], given["summary"], body.strip() + "\n", given.get("url", ""),
        Topic.from_public(given["topic"]), Audience.from_public(given.get("audience", "everyone")),
        ResourceKind.from_public(given.get("kind", "help")), tuple(given.get("products", "").split()),
        _place(given.get("featured", "")), _place(given.get("quick", "")),
    )  # fmt: skip
    return ShippedText(text, tuple(given.get("pages", "").split()), hashlib.sha256(content.encode()).hexdigest())


def _place(text: str) -> int | None:
    return int(text) if text else None


def ensure_shipped() -> int:
    """Bring the shipped texts in the records up to those of this version; return how many changed. Partners' own stay."""
    found = Resource.objects.filter(partner=None).only("name", "language", "digest")
    known = {(one.name, one.language): one for one in found}
    wanted = {(one.text.name, one.text.language): one for one in shipped_texts()}
    changed = [one for key, one in wanted.items() if key not in known or known[key].digest != one.digest]
    gone = [one.id for key, one in known.items() if key not in wanted or wanted[key].digest != one.digest]
    if changed or gone:
        with transaction.atomic():
            Resource.objects.filter(id__in=gone).delete()
            Resource.objects.bulk_create([_row(one) for one in changed], ignore_conflicts=True)  # another start was faster
    return len(changed) + sum(key not in wanted for key in known)


def _row(one: ShippedText) -> Resource:
    return Resource(
        name=one.text.name, language=one.text.language, digest=one.digest, words=_words(one.text), changed_at=clock.now(),
        state=ResourceState.SHOWN, **one.text.columns(),
    )  # fmt: skip


@cache
def _words(text: ResourceText) -> str:
    return found_by(text)
