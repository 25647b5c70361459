"""Every letter that the hub writes, in the language of who reads it."""

import re

import pytest

from partnerhub.jobs.models import OutgoingMail
from partnerhub.jobs.worker import run_all
from partnerhub.kit import clock
from partnerhub.portfolio.reminders import remind_of_trials
from partnerhub.tenancy import approvals
from partnerhub.tenancy.models import Organization, Person
from partnerhub.tenancy.signin import notices
from partnerhub.tenancy.users.services import add_user
from partnerhub.terms.codes import AccessLevel, Role
from tests.doors.test_untranslated import WORD, english_words
from tests.world import licenses, trial


@pytest.fixture
def letters(doors, giver):
    """Return a function that has every kind of letter written, and returns them."""
    world = doors.world
    giver.grant("hanna", Role.HELP_DESK_ADVANCED)
    Person.objects.filter(email__startswith="alice@").update(last_login=clock.now())

    def write() -> list[OutgoingMail]:
        for change in notices.CHANGES:
            notices.tell_changed(world.person("alice").pk, change, "192.0.2.1")
        add_user(world.alice, "new@acme.example", "Nora New", invites=True)
        doors.browser("").post("/account/password/reset/", {"email": "alice@acme.example"})
        ask = {"level": AccessLevel.READ, "hours": 4, "reason": "Toner"}
        approvals.approve_access(world.cleo, approvals.ask_for_access(giver.scope("hanna"), world.harbor, **ask))
        world.take_in(
            subscriptions=[trial("T-9", "QUARRY", world.today, end_date=world.today)],
            licenses=[licenses("T-9", world.today, 5, 1)],
        )
        remind_of_trials(world.system(), on=world.today)
        run_all()
        return list(OutgoingMail.objects.order_by("id"))

    return write


def said(letter: OutgoingMail) -> set[str]:
    """Return the words that a reader sees, without addresses."""
    shown = re.sub(r"<[^>]*>|http\S+|\S+@\S+", " ", f"{letter.subject} {letter.text} {letter.html}")
    return {word.lower() for word in WORD.findall(shown)}


def test_every_letter_is_in_the_language_of_who_reads_it(letters):
    Person.objects.exclude(email__startswith="cleo@").update(language="sv")
    Organization.objects.filter(parent=None).update(language="sv")
    Person.objects.filter(email__startswith="cleo@").update(language="en")
    written = letters()
    assert {one.to.partition("@")[0] for one in written} == {"alice", "new", "cleo", "hanna"}
    english = english_words() - {"new"}
    for one in written:
        left = said(one) & english
        assert bool(left) == one.to.startswith("cleo@"), (one.subject, left)
        assert ('lang="sv"' in one.html) != one.to.startswith("cleo@")
