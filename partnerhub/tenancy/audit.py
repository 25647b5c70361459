"""The trail of acts: append-only, one entry per write, each chained to the one before by a hash."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction

from partnerhub.kit import clock
from partnerhub.kit.bulk import insert_rows
from partnerhub.tenancy.models import AuditCustomer, AuditEntry, Organization, TrailEnd
from partnerhub.tenancy.scope import Scope


def record(
    scope: Scope, act: str, subject: str, *, customer_id: int | None = None, customer_ids: Collection[int] = (),
    **details: Any,
) -> None:  # fmt: skip
    """Append one entry inside the caller's transaction, so that the act and its trace stand or fall together.

    `customer_ids` are all customers that the act was about, where that is not one by its nature. `details` holds what
    changed (before and after); secrets never belong there.
    """
    if len(customer_ids) == 1:
        (customer_id,) = customer_ids
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs inside the transaction of its act")
    Organization.objects.select_for_update().get(id=scope.partner_id)  # one writer of the chain at a time
    last = AuditEntry.objects.filter(partner_id=scope.partner_id).order_by("-number").first()
    entry = AuditEntry(
        partner_id=scope.partner_id, number=last.number + 1 if last else 1, at=clock.now(), actor=scope.actor,
        person_id=scope.person_id, address=scope.address, act=act, subject=subject[:200], customer_id=customer_id,
        details=json.loads(json.dumps(details | ({"reason": scope.reason} if scope.reason else {}), default=str)),
        previous_hash=last.hash if last else "",
    )  # fmt: skip
    entry.hash = digest_of(entry)
    entry.save(force_insert=True)
    if len(customer_ids) > 1:
        insert_rows(AuditCustomer._meta.db_table, ("entry_id", "customer_id"), [(entry.pk, id_) for id_ in customer_ids])
    newest = {"number": entry.number, "hash": entry.hash}
    TrailEnd.objects.update_or_create(partner_id=scope.partner_id, defaults=newest)


def digest_of(entry: AuditEntry) -> str:
    """Return the hash of an entry's content together with the hash of the entry before it."""
    content = [
        entry.partner_id, entry.number, entry.at.isoformat(), entry.actor, entry.person_id, entry.address, entry.act,
        entry.subject, entry.customer_id, entry.details, entry.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_entries(partner_id: int) -> Iterator[int]:
    """Yield the numbers of entries that were changed or are missing. An intact trail yields none."""
    previous_hash, expected = "", 1
    for entry in AuditEntry.objects.filter(partner_id=partner_id).order_by("number").iterator():
        intact = entry.number == expected and entry.previous_hash == previous_hash and entry.hash == digest_of(entry)
        if not intact:
            yield entry.number
        previous_hash, expected = entry.hash, entry.number + 1
    end = TrailEnd.objects.filter(partner_id=partner_id).first()
    noted = (end.number, end.hash) if end else (0, "")
    if noted != (expected - 1, previous_hash):
        yield expected  # the newest entries were cut off, or somebody wrote past this program
