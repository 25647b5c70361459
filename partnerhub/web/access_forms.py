"""What people may send about access: launching, asking a customer, answering, and customers that a right leaves out."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy

from partnerhub.tenancy.ends import ACCESS_HOURS_AT_MOST
from partnerhub.terms.codes import AccessLevel
from partnerhub.web.forms import named_customers

USUAL_HOURS = 4


class LaunchForm(forms.Form):
    """The customer whose organization is launched, by the partner's id."""

    customer = forms.CharField(max_length=100, strip=False)


class AskForm(forms.Form):
    """A request to be let into a customer's organization."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    customer = forms.CharField(label=gettext_lazy("Id of the customer"), max_length=100)
    level = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[(level.public, gettext_lazy(level.label)) for level in AccessLevel],
        initial=AccessLevel.READ.public,
    )
    hours = forms.IntegerField(label=gettext_lazy("Hours"), initial=USUAL_HOURS, min_value=1, max_value=ACCESS_HOURS_AT_MOST)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)
    email = forms.EmailField(label=gettext_lazy("For somebody else at the help desk"), required=False, max_length=254)


class AnswerForm(forms.Form):
    """An answer to a request, for its hours or fewer."""

    request = forms.IntegerField(min_value=1, max_value=10**12)
    hours = forms.IntegerField(required=False, min_value=1, max_value=ACCESS_HOURS_AT_MOST)
    answer = forms.CharField(required=False, max_length=500)


class LeftOutForm(forms.Form):
    """Customers that a right leaves out, one id a line, and those that it left out when the page was read."""

    customers = forms.CharField(required=False, widget=forms.Textarea, label=gettext_lazy("Ids of customers, one a line"))
    seen = forms.RegexField(r"^[0-9 ]*$", required=False)

    def references(self) -> list[str]:
        """Return the customers that were named, by the partner's ids."""
        return named_customers(self.cleaned_data["customers"])

    def seen_ids(self) -> list[int]:
        """Return the customers that were left out when the page was read."""
        return [int(text) for text in self.cleaned_data["seen"].split() if len(text) < 13]
