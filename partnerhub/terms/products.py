"""The catalogue that ships with the hub. It is only a start: products are rows that a deployment can add to."""

from dataclasses import dataclass

from partnerhub.terms.codes import Family


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """A product, and which side of the toggle its license lines are counted on, if any."""

    code: str
    label: str
    family: Family | None = None
    counts_for_overage: bool = True


SHIPPED = (
    CatalogueProduct("meetings", "Meetings", Family.MEETINGS),
    CatalogueProduct("calling", "Calling", Family.CALLING),
    CatalogueProduct("messaging", "Messaging"),
    CatalogueProduct("real_time_translations", "Real-time translations"),
    CatalogueProduct("contact_center", "Contact center"),
    # Free one-to-one calls between apps: never Calling, and never an overage.
    CatalogueProduct("call_on_webex", "Basic app-to-app calling", counts_for_overage=False),
)
