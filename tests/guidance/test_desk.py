"""RH-06, RH-07: the help desk as each partner sets it up, in versions; of two who change it the second is told (P9)."""

from dataclasses import replace
from datetime import date

import pytest

from partnerhub.guidance.desk import Desk, WrongDesk, change_desk, desk_history, help_desk
from partnerhub.guidance.hours import Hours
from partnerhub.tenancy.refusals import Forbidden, Stale
from partnerhub.tenancy.selectors import audit_entries

OURS = Desk(
    0, "Our desk", ("calling", "contact_center", "meetings"), "desk@acme.example", "+46 8 123", "https://chat.example/x",
    "https://tickets.example/", "We are glad to help.\nAlways.",
    Hours("Europe/Stockholm", {"mon": ("08:00", "17:00")}, (date(2026, 12, 24),)),
)  # fmt: skip


def test_as_shipped_it_covers_calling_and_contact_center_and_reaches_nobody(world):
    """RH-07."""
    desk = help_desk(world.hal)
    assert desk.products == ("calling", "contact_center") and desk.version == 0 and not desk.is_reachable


def test_what_is_kept_is_what_was_set_up(world):
    assert change_desk(world.alice, OURS) == 1
    assert help_desk(world.petra) == replace(OURS, version=1)
    assert help_desk(world.carol) == Desk()
    (change,) = desk_history(world.rita)
    assert change.version == 1 and {"email", "days", "zone", "closed"} <= set(change.changed)
    assert "version" not in change.changed
    (entry,) = [entry for entry in audit_entries(world.alice) if entry.act == "help_desk.changed"]
    assert entry.details["changes"]["email"] == ["", "desk@acme.example"]


def test_only_full_administrators_set_it_up(world):
    for scope in (world.adam, world.rita, world.hal, world.petra, world.cleo):
        with pytest.raises(Forbidden):
            change_desk(scope, OURS)


def test_who_comes_second_is_told_with_both(world):
    change_desk(world.alice, OURS)
    with pytest.raises(Stale) as stale:
        change_desk(world.alice, replace(OURS, name="Theirs"))
    assert (stale.value.current["name"], stale.value.sent["name"]) == ("Our desk", "Theirs")
    assert change_desk(world.alice, replace(OURS, version=1)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "x" * 81), ("email", "nobody"), ("email", "a@b.example\nBcc: x@y.example"),
        ("phone", "0" * 41), ("chat_url", "chat.example"), ("ticket_url", "javascript:alert(1)"),
        ("ticket_url", "https://[::1"), ("note", "x" * 1001), ("note", "a\0b"), ("products", ("No Code",)),
        ("closed", Hours("UTC", {}, tuple(date(2026, 1, 1).replace(day=1, month=1, year=2000 + n) for n in range(101)))),
        ("mon", Hours("UTC", {"mon": ("9", "10")})), ("zone", Hours("Nowhere/Else")),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_naming_the_field(world, field, value):
    part = "hours" if isinstance(value, Hours) else field
    with pytest.raises(WrongDesk) as refused:
        change_desk(world.alice, replace(OURS, **{part: value}))
    assert refused.value.field == field and help_desk(world.alice).version == 0
