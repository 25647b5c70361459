"""FR-01, FR-04, FR-05, FR-07: the partner sets up its own organization; its profile, brand and logo have versions."""

import pytest

from partnerhub.kit.colors import contrast
from partnerhub.portfolio.models import AcceptedTerms, OwnOrganization
from partnerhub.portfolio.own import selectors, services
from partnerhub.portfolio.own.services import LARGEST_LOGO, LONGEST, WrongProfile, change_own
from partnerhub.portfolio.own.shapes import OwnProfile
from partnerhub.portfolio.setup import orders
from partnerhub.portfolio.setup import steps as setup
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.shapes import Brand
from tests.portfolio.own_scenes import GIF, JPEG, PNG, SEEN_ON_BOTH, WEBP, launch, order_for_acme


@pytest.fixture
def world(crowd):
    return crowd


def change(world, who="alice", **changes):
    given = {name: changes.pop(name) for name in ("seen", "logo", "confirms") if name in changes}
    given.setdefault("seen", selectors.own_organization(world.alice).version)
    return change_own(getattr(world, who), changes=changes, **given)


def acts() -> list[str]:
    own = AuditEntry.objects.filter(act__startswith="organization.") | AuditEntry.objects.filter(act__startswith="setup.")
    return list(own.order_by("id").values_list("act", flat=True))


def test_the_plan_of_the_own_organization_is_what_the_records_say_it_ordered(world):
    """FR-05."""
    order_for_acme(world)
    subject = setup.own_to_set_up(world.alice, "Acme")
    plan = {one.reference: one for one in setup.plan_of(world.alice, subject, on=world.today)}
    assert set(plan) == {"OWN-1", "OWN-2"}
    assert (plan["OWN-1"].products, plan["OWN-1"].auto_renews) == ((("Meetings", 25),), True)
    assert setup.plan_of(world.carol, setup.own_to_set_up(world.carol, "Globex"), on=world.today) == []


def test_every_step_is_kept_and_is_one_act(world):
    """FR-04, FR-07: each step is an entry in the trail; the acceptance names person, version and time."""
    launch(world)
    kept = AcceptedTerms.objects.get()
    assert (kept.partner_id, kept.customer, kept.version, kept.actor, kept.accepted_at) == (
        world.acme.id, None, "1", "alice@acme.example", world.alice.made_at,
    )  # fmt: skip
    assert acts() == [
        "setup.plan_reviewed", "setup.begun", "organization.changed", "organization.changed", "organization.changed",
        "setup.finished",
    ]  # fmt: skip
    own = selectors.own_organization(world.alice)
    assert world.scope_of("hal@acme.example").brand == Brand("Acme Nordic", is_launched=True)
    assert own.is_set_up and own.profiled_at and own.branded_at and own.staffed_at
    assert not selectors.own_organization(world.carol).is_set_up


def test_the_terms_of_the_own_organization_hold_for_its_orders_and_for_no_customer(world):
    launch(world)
    order_for_acme(world)
    card = orders.order_card(world.alice, "OWN-1", on=world.today)
    assert setup.accepted_terms(world.alice, orders.subject_of(card.row)).actor == "alice@acme.example"
    harbor = setup.organization_to_set_up(world.alice, "HARBOR")
    assert setup.accepted_terms(world.alice, harbor) is None
    assert setup.accepted_terms(world.carol, setup.own_to_set_up(world.carol, "Globex")) is None


def test_what_the_own_organization_ordered_is_set_up_like_an_order_of_a_customer(world):
    """FR-08: services are managed; the order waits in no list of customers' orders."""
    launch(world)
    order_for_acme(world)
    scope, on = world.alice, world.today
    assert [one.reference for one in orders.own_orders_to_set_up(scope, on=on)] == ["OWN-1"]
    assert "OWN-1" not in [one.reference for one in orders.orders_to_set_up(scope, on=on).rows]
    orders.map_order(scope, "OWN-1", customer="OWN", contact="alice@acme.example", version=0, on=on)
    subject = orders.subject_of(orders.order_card(scope, "OWN-1", on=on).row)
    setup.get_started(scope, subject, agreement="", version=1)
    orders.set_up_products(scope, "OWN-1", products=["meetings"], version=2, on=on)
    assert orders.own_orders_to_set_up(scope, on=on) == ()
    with pytest.raises(Forbidden):
        orders.own_orders_to_set_up(world.rita, on=on)
    assert orders.own_orders_to_set_up(world.adam, on=on) == ()


def test_the_own_organization_is_judged_by_what_is_bought_and_used(world):
    """FR-08: figures of the own organization, which is in no figure about customers."""
    order_for_acme(world)
    found = selectors.own_services(world.rita, on=world.today)
    assert {one.reference for one in found.terms} == {"OWN-1", "OWN-2"}
    assert (found.judged.total, found.judged.assigned, found.judged.available) == (40, 30, 10)
    assert (found.used_7d, found.used_total) == (20, 40)
    assert selectors.own_services(world.hal, on=world.today).judged is None  # no figures for the help desk
    for name in ("adam", "petra", "carol"):
        assert selectors.own_services(getattr(world, name), on=world.today).terms == ()


def test_the_profile_is_suggested_from_the_records_and_never_overrules_what_was_said(world):
    assert selectors.suggested_profile(world.alice, OwnProfile()) == OwnProfile(name="Acme")
    order_for_acme(world)
    assert selectors.suggested_profile(world.alice, OwnProfile()) == OwnProfile(
        name="Acme Partners AB", country="SE", domain="acme.example"
    )
    assert selectors.suggested_profile(world.alice, OwnProfile(name="We", country="NO")).name == "We"


def test_a_change_says_what_was_before_and_after_and_the_same_again_is_none(world):
    """P8."""
    made = change(world, name="Acme Nordic", country="se", domain="Acme.Example", accent=SEEN_ON_BOTH.upper())
    assert (made.version, made.profile.country, made.profile.domain, made.profile.accent) == (
        1, "SE", "acme.example", SEEN_ON_BOTH,
    )  # fmt: skip
    again = change(world, seen=0, name="Acme Nordic", country="SE")
    assert again.version == 1
    entry = AuditEntry.objects.get(act="organization.changed")
    assert entry.details["after"]["name"] == "Acme Nordic" and entry.details["before"]["name"] == ""


def test_who_comes_second_is_told_both_versions(world):
    """P9."""
    change(world, name="First")
    with pytest.raises(Stale) as stale:
        change(world, seen=0, name="Second")
    assert stale.value.current["name"] == "First" and stale.value.sent["name"] == "Second"
    assert selectors.own_organization(world.alice).profile.name == "First"


@pytest.mark.parametrize(("name", "text"), [
    ("name", ""), ("name", "n" * (LONGEST["name"] + 1)), ("name", "a\u202eb"), ("country", "SWE"), ("country", "XX"),
    ("domain", "not a domain"), ("phone", "call me"), ("phone", "+"),
    ("accent", "red"), ("accent", "#fff"), ("accent", "#ffffff"), ("accent", "#ffe680"), ("accent", "#000000"),
    ("accent", "#0b3d2e"), ("accent", "#2a8f8c;"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_kept(world, name, text):
    with pytest.raises(WrongProfile) as wrong:
        change(world, **{name: text})
    assert wrong.value.field == name and str(wrong.value)
    assert not OwnOrganization.objects.exists() and acts() == []


def test_every_accepted_color_is_seen_on_light_and_on_dark_pages(world):
    for red in range(0, 256, 51):
        for green in range(0, 256, 51):
            color = f"#{red:02x}{green:02x}80"
            seen = all(contrast(color, surface) >= 3 for surface in ("#ffffff", "#1a211f"))
            try:
                assert change(world, accent=color).profile.accent == color and seen
            except WrongProfile:
                assert not seen


def test_contrast_is_what_the_guidelines_reckon():
    assert contrast("#000000", "#ffffff") == pytest.approx(21) and contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the well-known gray that just passes


@pytest.mark.parametrize(("content", "media_type"), [
    (PNG, "image/png"), (JPEG, "image/jpeg"), (GIF, "image/gif"), (WEBP, "image/webp"),
])  # fmt: skip
def test_a_logo_is_what_its_content_is(world, content, media_type):
    made = change(world, logo=content)
    logo = selectors.logo_of(world.cleo)
    assert (logo.content, logo.media_type, logo.digest) == (content, media_type, made.logo_digest)
    assert "logo" not in AuditEntry.objects.get(act="organization.changed").details["after"]
    assert change(world, logo=b"").logo_digest == ""
    with pytest.raises(OutOfReach):
        selectors.logo_of(world.alice)


@pytest.mark.parametrize("content", [
    b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"\x89PNG", PNG + b"\0" * LARGEST_LOGO, b"RIFF\0\0\0\0WAVE",
], ids=["svg", "html", "cut short", "too large", "sound"])  # fmt: skip
def test_what_is_no_small_picture_is_no_logo(world, content):
    with pytest.raises(WrongProfile, match="a logo"):
        change(world, logo=content)


def test_only_full_administrators_change_it_and_everybody_of_the_partner_sees_how_it_looks(world):
    for name in ("adam", "rita", "hal", "petra", "cleo"):
        with pytest.raises(Forbidden):
            change(world, name, accent=SEEN_ON_BOTH)
        with pytest.raises(Forbidden):
            setup.own_to_set_up(getattr(world, name), "Acme")
    change(world, name="Acme Nordic", accent=SEEN_ON_BOTH)
    for name in ("adam", "rita", "hal", "petra", "cleo"):
        assert world.scope_of(f"{name}@acme.example").brand == Brand("Acme Nordic", SEEN_ON_BOTH)
    assert world.scope_of("carol@globex.example", world.globex).brand == Brand()
    with pytest.raises(Forbidden):
        selectors.own_organization(world.cleo)


def test_a_change_that_breaks_off_leaves_nothing(world, monkeypatch):
    """P7."""
    monkeypatch.setattr(services.audit, "record", lambda *given, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        change(world, name="Half")
    assert not OwnOrganization.objects.exists()
