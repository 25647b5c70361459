"""RH-06: a request for help says what it was shown to say, is sent once, and is kept until somebody answered (P1, P8)."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail as sent_box

from partnerhub import __version__
from partnerhub.guidance.asking import (
    OF_A_PARTNER,
    OF_A_PERSON,
    TooMany,
    WrongRequest,
    ask_for_help,
    help_request,
    help_requests,
    note_answered,
    page_of,
    unanswered,
    written_request,
)
from partnerhub.guidance.desk import change_desk
from partnerhub.guidance.shapes import HelpPlan
from partnerhub.jobs import mail
from partnerhub.jobs.models import OutgoingMail
from partnerhub.kit import clock
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.terms.resources import HelpState
from tests.guidance.test_desk import OURS


@pytest.fixture
def desk(world):
    """A help desk that can be reached, at Acme alone."""
    change_desk(world.alice, OURS)
    return OURS


def plan(subject: str = "No tone", message: str = "It is silent.", **more) -> HelpPlan:
    return HelpPlan(uuid.uuid4(), subject, message, **more)


def test_what_is_shown_is_what_is_sent_word_for_word(world, desk):
    asked = plan("  No\ttone ", "It is silent.\n\nSince noon.", product="contact_center", page="/customers/?q=secret")
    shown = written_request(world.adam, asked)
    assert shown.to == desk.email and shown.subject == "[Acme] No tone"
    assert shown.text == (
        "It is silent.\n\nSince noon.\n\n--\nFrom: adam@acme.example\nOrganization: Acme\nProduct: Contact center\n"
        f"Page: http://localhost:8000/customers/\nHub version: {__version__}\n"
    )
    id_ = ask_for_help(world.adam, asked)
    kept = OutgoingMail.objects.get()
    assert (kept.to, kept.subject, kept.text, kept.html) == (shown.to, shown.subject, shown.text, "")
    mail.send_next()
    assert [message.body for message in sent_box.outbox] == [shown.text]
    assert help_request(world.adam, id_).text == shown.text
    (entry,) = [entry for entry in audit_entries(world.alice) if entry.act == "help.asked"]
    assert entry.actor == "adam@acme.example" and "silent" not in str(entry.details)


def test_the_same_form_twice_asks_once(world, desk):
    asked = plan()
    assert ask_for_help(world.hal, asked) == ask_for_help(world.hal, asked)
    assert OutgoingMail.objects.count() == 1 and unanswered(world.hal)[0] == 1


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("/customers/", "http://localhost:8000/customers/"), ("/customers/?q=tag:x#there", "http://localhost:8000/customers/"),
        ("", ""), ("/nowhere/", ""), ("https://elsewhere.example/customers/", ""), ("//elsewhere.example/", ""),
        ("customers/", ""), ("/customers/by-id/" + "x" * 300 + "/", ""), ("\0", ""),
        ("/tags/\n", "http://localhost:8000/tags/"),
    ],
)  # fmt: skip
def test_the_page_is_an_address_of_the_hub_without_what_was_asked_there(world, page, said):
    assert page_of(page) == said


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("subject", plan(" ")), ("subject", plan("x" * 121)), ("subject", plan("a\x07b")), ("message", plan(message="\n")),
        ("message", plan(message="x" * 5001)), ("message", plan(message="a\0b")), ("product", plan(product="messaging")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_request_that_says_too_little_or_too_much_is_refused_naming_the_field(world, desk, field, wrong):
    with pytest.raises(WrongRequest) as refused:
        ask_for_help(world.hal, wrong)
    assert refused.value.field == field and OutgoingMail.objects.count() == 0


def test_a_subject_cannot_add_lines_to_the_head_of_the_mail(world, desk):
    shown = written_request(world.hal, plan("Hello\r\nBcc: x@y.example"))
    assert "\n" not in shown.subject and shown.subject == "[Acme] Hello Bcc: x@y.example"


def test_a_desk_without_an_address_takes_no_requests(world):
    with pytest.raises(WrongRequest):
        ask_for_help(world.alice, plan())


def test_one_person_asks_five_times_an_hour_at_most_and_is_told_when_to_go_on(world, desk, clock):
    most, within = OF_A_PERSON
    for _ in range(most):
        ask_for_help(world.hal, plan())
        clock.shift(timedelta(minutes=1))
    with pytest.raises(TooMany) as wait:
        ask_for_help(world.hal, plan())
    assert wait.value.retry_seconds == (within - timedelta(minutes=most)).total_seconds()
    ask_for_help(world.adam, plan())
    clock.shift(wait.value.retry_seconds)
    ask_for_help(world.scope_of("hal@acme.example"), plan())


def test_one_partner_asks_only_so_often_a_day(world, desk, giver_of_people):
    most, _ = OF_A_PARTNER
    people = giver_of_people(most // OF_A_PERSON[0])
    for person in people:
        for _ in range(OF_A_PERSON[0]):
            ask_for_help(person, plan())
    with pytest.raises(TooMany):
        ask_for_help(world.hal, plan())


@pytest.fixture
def giver_of_people(world):
    """Return a function that makes so many people of Acme."""
    from partnerhub.terms.codes import Role
    from tests.tenancy.conftest import Giver

    def make(number: int) -> list:
        giver = Giver(world)
        for place in range(number):
            giver.grant(f"p{place}", Role.READ_ONLY)
        return [giver.scope(f"p{place}") for place in range(number)]

    return make


def test_everybody_sees_their_own_requests_and_who_sees_the_settings_all_of_the_partner(world, desk):
    mine, others = ask_for_help(world.hal, plan("Mine")), ask_for_help(world.adam, plan("Other"))
    assert [one.id for one in help_requests(world.hal)] == [mine]
    for scope in (world.alice, world.rita):
        assert [one.id for one in help_requests(scope)] == [others, mine]
    with pytest.raises(OutOfReach):
        help_request(world.hal, others)
    for scope in (world.carol,):
        assert help_requests(scope) == [] and unanswered(scope) == (0, None)
        with pytest.raises(OutOfReach):
            help_request(scope, mine)
    with pytest.raises(Forbidden):
        help_requests(world.cleo)


def test_who_asked_and_who_sets_the_hub_up_note_the_answer_and_nobody_else(world, desk):
    id_ = ask_for_help(world.hal, plan())
    assert unanswered(world.alice) == unanswered(world.hal) == (1, clock.now())
    with pytest.raises(Forbidden):
        note_answered(world.rita, id_, answered=True)
    with pytest.raises(OutOfReach):
        note_answered(world.adam, id_, answered=True)
    note_answered(world.hal, id_, answered=True)
    noted = note_answered(world.alice, id_, answered=True)
    assert (noted.state, noted.answered_by) == (HelpState.ANSWERED, "hal@acme.example")
    assert unanswered(world.alice) == (0, None) and help_requests(world.alice, state=HelpState.OPEN) == []
    note_answered(world.alice, id_, answered=False)
    assert unanswered(world.hal)[0] == 1
    acts = [entry.act for entry in audit_entries(world.alice) if entry.act.startswith("help.")]
    assert acts == ["help.reopened", "help.answered", "help.asked"]
