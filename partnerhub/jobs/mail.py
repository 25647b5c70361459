"""Outgoing mail: written in the transaction of the act it tells of, sent by the worker, tried again until it is taken."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from partnerhub.jobs.models import OutgoingMail
from partnerhub.kit import clock

CLAIM = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)

log = logging.getLogger(__name__)


def post(to: str, subject: str, text: str, html: str = "") -> None:
    """Put a mail to one person into the box. It goes out after the caller's transaction, or not at all with it."""
    now = clock.now()
    OutgoingMail.objects.create(to=to, subject=subject[:200], text=text, html=html, made_at=now, due_at=now)


def send_next() -> bool:
    """Send the mail that has waited longest. Return False when none is due.

    It is claimed first, so that no transaction is open while a server is spoken to and two workers send nothing twice.
    Only a worker that dies between sending and noting it leaves a mail that goes out once more.
    """
    due = OutgoingMail.objects.filter(sent_at=None, due_at__lte=clock.now())
    mail = _claim() if due.exists() else None
    if mail is None:
        return False
    message = EmailMultiAlternatives(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to])
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except OSError as wrong:  # no connection, or a refusal: the library's errors of sending are of this kind
        log.warning("a mail could not be sent, trying again later: %s", type(wrong).__name__)
        _postpone(mail, type(wrong).__name__)
        return False
    OutgoingMail.objects.filter(id=mail.id).update(sent_at=clock.now(), text="", html="", problem="")
    return True


@transaction.atomic
def _claim() -> OutgoingMail | None:
    due = OutgoingMail.objects.select_for_update(skip_locked=True).filter(sent_at=None, due_at__lte=clock.now())
    mail = due.order_by("due_at", "id").first()
    if mail is not None:
        OutgoingMail.objects.filter(id=mail.id).update(due_at=clock.now() + CLAIM)
    return mail


def _postpone(mail: OutgoingMail, problem: str) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(mail.tries, 10), LONGEST_PAUSE)
    OutgoingMail.objects.filter(id=mail.id).update(tries=mail.tries + 1, due_at=clock.now() + pause, problem=problem)
