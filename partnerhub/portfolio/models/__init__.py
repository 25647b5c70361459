"""The records as facts, with constraints that defend them. Every row names its partner, so that one fence fits all."""

from partnerhub.portfolio.models.lists import CustomerTag, SavedView, Tag, TagRun, TagRunPart
from partnerhub.portfolio.models.managed import (
    Customer,
    CustomerPerson,
    CustomerStatus,
    Invoice,
    LicenseHolder,
    LicenseLine,
    OpenTrial,
    Order,
    PartnerFacts,
    PastState,
    Product,
    SettingsVersion,
    StartedTrial,
    Subscription,
    TrialReminder,
)
from partnerhub.portfolio.models.own import OwnOrganization
from partnerhub.portfolio.models.setup import AcceptedTerms, AddedCustomer, Setup, SetUpProduct

__all__ = [
    "AcceptedTerms",
    "AddedCustomer",
    "Customer",
    "CustomerPerson",
    "CustomerStatus",
    "CustomerTag",
    "Invoice",
    "LicenseHolder",
    "LicenseLine",
    "OpenTrial",
    "Order",
    "OwnOrganization",
    "PartnerFacts",
    "PastState",
    "Product",
    "SavedView",
    "SetUpProduct",
    "SettingsVersion",
    "Setup",
    "StartedTrial",
    "Subscription",
    "Tag",
    "TagRun",
    "TagRunPart",
    "TrialReminder",
]
