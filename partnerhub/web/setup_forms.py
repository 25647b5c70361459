"""What people may send while they set up: whose order it is, a new customer, which products are set up."""

import uuid
from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext, gettext_lazy

from partnerhub.portfolio.ordering import NewCustomer
from partnerhub.web.list_state import LABELS
from partnerhub.web.spoken import countries

NEW = "new"
COUNTRY = LABELS["country"]


class NewCustomerForm(forms.Form):
    """A customer who is not in the list yet."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, help_text=gettext_lazy("As the organization calls itself")
    )
    country = forms.ChoiceField(
        label=gettext_lazy(COUNTRY), choices=lambda: [("", gettext("Choose one")), *countries().items()],
        help_text=gettext_lazy("Where its data are kept"),
    )  # fmt: skip
    domain = forms.CharField(
        label=gettext_lazy("Web domain"), required=False, max_length=253, help_text=gettext_lazy("If they have one")
    )

    def asked_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields that are filled in by hand."""
        return (self[name] for name in ("name", "country", "domain"))

    @property
    def customer(self) -> NewCustomer:
        """Return the customer that was described."""
        given = self.cleaned_data
        return NewCustomer(given["name"], given["country"], given["domain"])


class OrganizationForm(NewCustomerForm):
    """Whose order it is: a known customer by the partner's id, or a new one; and the contact for setting it up."""

    choice = forms.CharField(max_length=100)
    contact = forms.EmailField(required=False, max_length=254)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what the framework passes on
        if self.data.get("choice") != NEW:
            for name in ("name", "country", "key"):
                self.fields[name].required = False
