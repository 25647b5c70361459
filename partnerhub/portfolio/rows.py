"""Customers as a list shows them, for any number of them in a few queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from partnerhub.portfolio.models import Customer, CustomerTag
from partnerhub.portfolio.shapes import CustomerRow
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import from_bits

CHUNK = 2000
Labels = tuple[str, ...]
NOTHING: Labels = ()


def customer_rows(scope: Scope, ids: Sequence[int], tags: Mapping[int, Labels]) -> Iterator[CustomerRow]:
    """Yield the customers with these ids in their order, with the tags that they carry.

    Whoever asks has found them within the scope.
    """
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = Customer._base_manager.filter(partner_id=scope.partner_id).in_bulk(some)
        yield from _rows(scope, [found[id_] for id_ in some], tags)


def row_of_found(scope: Scope, found: Customer, tags: Labels | None = None) -> CustomerRow:
    """Return a customer that was read already, within the scope; `tags` are its tags where those were read, too."""
    id_ = found.organization_id
    if tags is None and scope.may(Permission.VIEW_TAGS, id_):
        labels = CustomerTag._base_manager.filter(customer_id=id_).values_list("tag__label", flat=True)
        tags = tuple(sorted(labels))
    return next(_rows(scope, [found], {id_: tags or NOTHING}))


def _rows(scope: Scope, found: Sequence[Customer], tags: Mapping[int, Labels]) -> Iterator[CustomerRow]:
    ids = [one.organization_id for one in found]
    judged = _held_on(scope, Permission.VIEW_ANALYTICS, ids)
    sold = _held_on(scope, Permission.VIEW_SUBSCRIPTIONS, ids)
    launched = _held_on(scope, Permission.LAUNCH_CUSTOMERS, ids)
    for id_, one in zip(ids, found, strict=True):
        row = CustomerRow(
            id_, one.reference, one.name, from_bits(one.status_bits) if id_ in judged else (), tags.get(id_, NOTHING),
            one.managed_by.lower(), one.country, one.domain, one.last_admin_sign_in_at,
            console_url=one.console_url if id_ in launched else None, may_launch=id_ in launched,
        )  # fmt: skip
        yield _with_terms(row, one) if id_ in sold else row


def _with_terms(row: CustomerRow, customer: Customer) -> CustomerRow:
    """Return the row with what the customer bought."""
    return replace(
        row, products=tuple(customer.products.split(",")) if customer.products else (),
        next_end_date=customer.next_end_date, expires_date=customer.expires_date, renews_date=customer.renews_date,
        licenses=customer.licenses, assigned=customer.assigned,
    )  # fmt: skip


def _held_on(scope: Scope, permission: Permission, ids: Sequence[int]) -> frozenset[int]:
    """Return those of some customers on which the caller holds a permission. A role on one says nothing of another."""
    if scope.may(permission) and scope.may_wherever(permission, Permission.OPEN_CUSTOMERS):
        return frozenset(ids)
    return scope.held_among(permission, ids)
