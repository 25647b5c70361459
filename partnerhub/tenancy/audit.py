"""The trail of acts: append-only, one entry per write, each chained to the one before by a hash.

Each organization has a trail of its own: a partner for everything its people do, a customer for what is done inside of it.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction

from partnerhub.kit import clock
from partnerhub.kit.bulk import insert_rows
from partnerhub.tenancy.models import AuditCustomer, AuditEntry, Organization, TrailEnd
from partnerhub.tenancy.scope import Scope

PARTNERS_OWN = ("tag.", "group.", "settings.")  # words and numbers of the partner that no customer gets to read


def record(
    scope: Scope, act: str, subject: str, *, customer_id: int | None = None, customer_ids: Collection[int] = (),
    **details: Any,
) -> None:  # fmt: skip
    """Append one entry inside the caller's transaction, so that the act and its trace stand or fall together.

    `customer_ids` are all customers that the act was about, where that is not one by its nature. `details` holds what
    changed (before and after); secrets never belong there. An act on the customer in whose organization the caller acts is
    written to that organization's own trail as well.
    """
    if len(customer_ids) == 1:
        (customer_id,) = customer_ids
    inside = scope.launch is not None and customer_id == scope.launch.customer_id and not act.startswith(PARTNERS_OWN)
    entry = _record(scope, act, subject, customer_id, customer_id if inside else None, details)
    if len(customer_ids) > 1:
        insert_rows(AuditCustomer._meta.db_table, ("entry_id", "customer_id"), [(entry.pk, id_) for id_ in customer_ids])


def record_in_both(scope: Scope, act: str, subject: str, *, customer_id: int, **details: Any) -> None:
    """Append one entry to the partner's trail and one to that of the customer whom the act concerns, whoever acts."""
    _record(scope, act, subject, customer_id, customer_id, details)


def _record(
    scope: Scope, act: str, subject: str, customer_id: int | None, there: int | None, details: dict[str, Any]
) -> AuditEntry:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit entry belongs inside the transaction of its act")
    if scope.launch is not None and customer_id == scope.launch.customer_id:
        details |= {"launch": scope.launch.id}
    if scope.reason:
        details |= {"reason": scope.reason}
    details = json.loads(json.dumps(details, default=str))
    entry = _append(scope.partner_id, scope, act, subject, customer_id, details)
    if there is not None:
        _append(there, scope, act, subject, customer_id, {"for": scope.partner_name, **details})
    return entry


def _append(
    organization_id: int, scope: Scope, act: str, subject: str, customer_id: int | None, details: dict[str, Any]
) -> AuditEntry:
    """Append an entry to the trail of one organization."""
    Organization.objects.select_for_update().get(id=organization_id)  # one writer of the chain at a time
    last = AuditEntry.objects.filter(partner_id=organization_id).order_by("-number").first()
    entry = AuditEntry(
        partner_id=organization_id, number=last.number + 1 if last else 1, at=clock.now(), actor=scope.actor,
        person_id=scope.person_id, address=scope.address, act=act, subject=subject[:200], customer_id=customer_id,
        details=details, previous_hash=last.hash if last else "",
    )  # fmt: skip
    entry.hash = digest_of(entry)
    entry.save(force_insert=True)
    newest = {"number": entry.number, "hash": entry.hash}
    TrailEnd.objects.update_or_create(partner_id=organization_id, defaults=newest)
    return entry


def digest_of(entry: AuditEntry) -> str:
    """Return the hash of an entry's content together with the hash of the entry before it."""
    content = [
        entry.partner_id, entry.number, entry.at.isoformat(), entry.actor, entry.person_id, entry.address, entry.act,
        entry.subject, entry.customer_id, entry.details, entry.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def trails_of(partner_id: int) -> Iterator[tuple[int, str]]:
    """Yield (id, name) of a partner and of those of its customers that have a trail of their own."""
    partner = Organization.objects.filter(id=partner_id)
    customers = Organization.objects.filter(parent_id=partner_id, id__in=TrailEnd.objects.values("partner_id"))
    yield from partner.values_list("id", "name")
    yield from customers.order_by("name", "id").values_list("id", "name").iterator()


def broken_entries(organization_id: int) -> Iterator[int]:
    """Yield the numbers of entries that were changed or are missing. An intact trail yields none."""
    previous_hash, expected = "", 1
    for entry in AuditEntry.objects.filter(partner_id=organization_id).order_by("number").iterator():
        intact = entry.number == expected and entry.previous_hash == previous_hash and entry.hash == digest_of(entry)
        if not intact:
            yield entry.number
        previous_hash, expected = entry.hash, entry.number + 1
    end = TrailEnd.objects.filter(partner_id=organization_id).first()
    noted = (end.number, end.hash) if end else (0, "")
    if noted != (expected - 1, previous_hash):
        yield expected  # the newest entries were cut off, or somebody wrote past this program
