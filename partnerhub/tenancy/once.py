"""Calls that count once: a program that repeats a call under the same key gets the answer of the first one."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, connection, transaction

from partnerhub.kit import clock
from partnerhub.tenancy.models import SentOnce
from partnerhub.tenancy.scope import Scope

KEPT = timedelta(days=1)
LONGEST_KEY = 200


class UsedForAnother(ValueError):
    """A key that the caller used for another call."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What was answered to a call."""

    status: int
    content: str
    media_type: str


def claim_key(scope: Scope, key: str, fingerprint: str) -> GivenAnswer | None:
    """Take a key for a call inside its transaction; return the answer of the call that took it before, if any.

    Two calls at the same moment wait for each other here. Raise UsedForAnother when the key stood for another call.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a key is taken inside the transaction of its call")
    mine = SentOnce.objects.filter(partner_id=scope.partner_id, person=scope.person_id)
    mine.filter(made_at__lt=clock.now() - KEPT).delete()
    try:
        with transaction.atomic():
            SentOnce.objects.create(
                partner_id=scope.partner_id, person_id=scope.person_id, key=key, fingerprint=fingerprint, made_at=clock.now()
            )
    except IntegrityError:
        before = mine.get(key=key)
        if before.fingerprint != fingerprint:
            raise UsedForAnother(key) from None
        return GivenAnswer(before.status, before.content, before.media_type)
    return None


def keep_answer(scope: Scope, key: str, answer: GivenAnswer) -> None:
    """Keep what was answered under a key that this transaction took."""
    mine = SentOnce.objects.filter(partner_id=scope.partner_id, person=scope.person_id, key=key)
    mine.update(status=answer.status, content=answer.content, media_type=answer.media_type)
