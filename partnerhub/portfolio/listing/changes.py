"""Noting that the list shows something else of some customers: its columns are brought forward, groups by filters follow."""

from collections.abc import Collection

from django.db.models import F

from partnerhub.kit import clock
from partnerhub.portfolio.grouping import place_members
from partnerhub.portfolio.models import Customer, PartnerFacts

CHUNK = 2000


def note_changed(partner_id: int, customer_ids: Collection[int]) -> None:
    """Give customers the next number of their partner's list. The caller's transaction holds the change as well."""
    if not customer_ids:
        return
    PartnerFacts.objects.get_or_create(partner_id=partner_id, defaults={"changed_at": clock.now()})
    PartnerFacts.objects.filter(partner_id=partner_id).update(list_version=F("list_version") + 1)
    version = PartnerFacts.objects.values_list("list_version", flat=True).get(partner_id=partner_id)
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        Customer._base_manager.filter(organization_id__in=ids[start : start + CHUNK]).update(list_version=version)
        place_members(partner_id, ids[start : start + CHUNK])
