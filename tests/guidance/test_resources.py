"""RH-01 to RH-03: a partner's own texts beside the shipped ones, in versions; of two writers the second is told (P9)."""

import pytest
from django.db import transaction

from partnerhub.guidance.models import Resource
from partnerhub.guidance.selectors import (
    Wanted,
    edited_text,
    hidden_resources,
    library,
    promoted,
    resource,
    resource_versions,
)
from partnerhub.guidance.services import hide_resource, save_resource, take_shipped
from partnerhub.guidance.writing import ResourceText, WrongText
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.terms.resources import ResourceKind


def acts(world) -> list[str]:
    return [entry.act for entry in audit_entries(world.alice) if entry.act.startswith("resource.")]


def test_everybody_in_the_hub_reads_and_only_full_administrators_write(world, write):
    write("plan")
    for scope in (world.alice, world.adam, world.rita, world.hal, world.petra):
        assert resource(scope, "plan", "en").text.title == "Plan"
    with pytest.raises(Forbidden):
        library(world.cleo, Wanted(), "en")
    for scope in (world.adam, world.rita, world.hal, world.petra):
        with pytest.raises(Forbidden):
            write("plan", "Mine", by=scope, based_on=1)
    assert acts(world) == ["resource.saved"]


def test_a_text_of_one_partner_is_absent_for_another(world, write):
    write("plan")
    with pytest.raises(OutOfReach):
        resource(world.carol, "plan", "en")
    assert "plan" not in {row.name for row in library(world.carol, Wanted(), "en").rows}
    write("plan", "Ours", by=world.carol)
    assert resource(world.alice, "plan", "en").text.body != resource(world.carol, "plan", "en").text.body


def test_a_shipped_text_can_be_changed_hidden_and_taken_again_by_one_partner_alone(world, write):
    shipped = resource(world.alice, "tags", "en").text
    write("tags", "Our rules for tags.")
    assert resource(world.alice, "tags", "en").text.body == "Our rules for tags."
    assert resource(world.carol, "tags", "en").text == shipped
    hide_resource(world.alice, "tags", "en", based_on=1)
    assert hidden_resources(world.rita) == [("tags", "en", "Tags")]
    assert "tags" not in {row.name for row in library(world.alice, Wanted(language="en"), "en").rows}
    take_shipped(world.alice, "tags", "en", based_on=2)
    assert resource(world.alice, "tags", "en").text == shipped
    write("tags", "Once more.", based_on=3)
    assert [one.version for one in resource_versions(world.rita, "tags", "en")] == [4, 3, 2, 1]
    assert acts(world) == ["resource.saved", "resource.shipped", "resource.hidden", "resource.saved"]


def test_a_shipped_text_that_the_hub_brings_anew_is_news_for_who_changed_it(world, write):
    write("tags", "Our rules.")
    assert not edited_text(world.alice, "tags", "en").has_news
    Resource.objects.filter(partner=None, name="tags", language="en").update(digest="of a later release")
    edited = edited_text(world.alice, "tags", "en")
    assert edited.has_news and edited.is_changed and edited.text.body == "Our rules."


def test_who_comes_second_is_told_with_both_texts(world, write):
    write("plan", "First.")
    write("plan", "Second, by one.", based_on=1)
    with pytest.raises(Stale) as stale:
        write("plan", "Second, by the other.", based_on=1)
    assert stale.value.current["body"] == "Second, by one." and stale.value.current["version"] == 2
    assert stale.value.sent["body"] == "Second, by the other."
    for act in (hide_resource, take_shipped):
        with pytest.raises((Stale, OutOfReach)):
            act(world.alice, "plan", "en", based_on=1)
    assert resource(world.alice, "plan", "en").text.body == "Second, by one."


def test_saving_what_is_there_already_changes_nothing(world, write):
    assert write("plan") == write("plan", based_on=1) == 1
    assert acts(world) == ["resource.saved"]


def test_a_text_that_was_hidden_can_be_saved_again(world, write):
    write("plan")
    hide_resource(world.alice, "plan", "en", based_on=1)
    with pytest.raises(OutOfReach):
        resource(world.alice, "plan", "en")
    assert edited_text(world.alice, "plan", "en").state == "HIDDEN"
    write("plan", based_on=2)
    assert resource(world.alice, "plan", "en").version == 3


def test_a_language_that_is_missing_begins_as_the_original(world, write):
    write("plan", "In English.")
    edited = edited_text(world.alice, "plan", "sv")
    assert (edited.text.language, edited.text.body, edited.version, edited.state) == ("sv", "In English.", 0, "")


def test_quick_links_and_featured_ones_come_in_their_order(world, write):
    """RH-02, RH-03."""
    write("last", quick=99, featured=99)
    write("ask", "", kind=ResourceKind.LINK, url="https://partners.example/", quick=1, title="AAA")
    quick, featured = promoted(world.hal, "en")
    assert [row.quick for row in quick] == sorted(row.quick for row in quick)
    assert quick[0].name == "ask" and quick[-1].name == featured[-1].name == "last"
    assert len(featured) > 3


WRONG = (
    ("name", {"name": "No Blanks"}), ("name", {"name": ""}), ("name", {"name": "x" * 61}), ("language", {"language": "de"}),
    ("title", {"title": ""}), ("title", {"title": "x" * 121}), ("title", {"title": "a\nb"}),
    ("summary", {"summary": "x" * 301}),
    ("body", {"body": " \n"}), ("body", {"body": "x" * 50_001}), ("body", {"body": "a\0b"}), ("body", {"body": "a\x1bb"}),
    ("body", {"body": "[x](/nowhere/)"}), ("featured", {"featured": 0}), ("quick", {"quick": 100}),
    ("products", {"products": ("Not a code",)}), ("url", {"url": "https://x.example/"}),
    ("url", {"kind": ResourceKind.LINK}),
    ("url", {"kind": ResourceKind.LINK, "url": "/nowhere/"}), ("url", {"kind": ResourceKind.LINK, "url": "javascript:x"}),
)  # fmt: skip


@pytest.mark.parametrize(("field", "wrong"), WRONG, ids=[f"{field}: {str(wrong)[:40]}" for field, wrong in WRONG])
def test_a_text_that_cannot_be_kept_is_refused_naming_the_field(world, field, wrong):
    given = {"name": "plan", "language": "en", "title": "Plan", "summary": "", "body": "Text."} | wrong
    with pytest.raises(WrongText) as refused, transaction.atomic():
        save_resource(world.alice, ResourceText(**given), based_on=0)
    assert refused.value.field == field and str(refused.value)
    assert acts(world) == []


def test_a_text_may_link_to_itself_and_names_the_line_of_each_link_that_leads_nowhere(world, write):
    write("plan", "[here](resource:plan)")
    with pytest.raises(WrongText, match=r"Line 1: /nowhere/: .*\. Line 3: resource:tgs: .*did you mean tags\?"):
        write("other", "[a](/nowhere/)\n\n[b](resource:tgs)")
