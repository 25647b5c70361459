"""Outgoing mail: with its act or not at all, sent once, tried again until a server takes it (P8, P16, P18)."""

from datetime import timedelta

import pytest
from django.core import mail as sent_box
from django.db import transaction

from partnerhub.config import checkup
from partnerhub.jobs import mail
from partnerhub.jobs.models import OutgoingMail
from partnerhub.jobs.selectors import mail_state
from partnerhub.kit.clock import now

pytestmark = pytest.mark.django_db


def outbox() -> list[str]:
    return [message.subject for message in sent_box.outbox]


@pytest.fixture
def unreachable(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there


def test_a_mail_is_sent_once_and_what_it_said_is_not_kept():
    mail.post("ada@acme.example", "Hello", "Something to read", "<p>Something to read</p>")
    assert mail.send_next() and not mail.send_next()
    assert outbox() == ["Hello"]
    kept = OutgoingMail.objects.get()
    assert (kept.text, kept.html) == ("", "") and kept.sent_at is not None


def test_a_mail_of_an_act_that_was_taken_back_is_never_sent():
    with pytest.raises(RuntimeError), transaction.atomic():
        mail.post("ada@acme.example", "Hello", "text")
        raise RuntimeError
    assert not mail.send_next() and outbox() == []


def test_a_server_that_is_away_is_tried_again_with_growing_pauses(unreachable, settings, clock):
    mail.post("ada@acme.example", "Hello", "text")
    pauses = []
    for _ in range(8):
        assert not mail.send_next()
        pause = OutgoingMail.objects.get().due_at - now()
        pauses.append(pause)
        assert not mail.send_next()  # not before the pause is over
        clock.shift(pause.total_seconds())
    assert pauses == sorted(pauses) and pauses[0] == timedelta(minutes=1) and pauses[-1] == timedelta(hours=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.send_next() and outbox() == ["Hello"]


def test_mail_that_waits_is_said_where_an_operator_looks(unreachable, world):
    assert mail_state() == (0, None, "")
    mail.post("ada@acme.example", "Hello", "text")
    mail.send_next()
    waiting, since, problem = mail_state()
    assert (waiting, since, problem) == (1, now(), "ConnectionRefusedError")
    found = checkup._mail()
    assert found.state == "stale" and "1 could not be sent" in found.text and "ada@" not in found.text


def test_a_mail_that_a_worker_claimed_and_never_sent_goes_out_after_a_while(clock):
    mail.post("ada@acme.example", "Hello", "text")
    assert mail._claim() is not None
    assert not mail.send_next()
    clock.shift(mail.CLAIM.total_seconds())
    assert mail.send_next() and outbox() == ["Hello"]
