"""What people may send. Every form works without scripts: POST, then redirect."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.prepare import KINDS
from partnerhub.terms.codes import HUB_ROLES, BusinessVertical, ManagedBy, Role
from partnerhub.terms.texts import mark
from partnerhub.terms.thresholds import THRESHOLDS, Settings
from partnerhub.web.list_state import LABELS
from partnerhub.web.navigation import THEMES
from partnerhub.web.request import Request
from partnerhub.web.spoken import countries

ASSIGNED_ROLES = tuple(role for role in HUB_ROLES if not role.reaches_every_customer)


def status_of(request: Request, form: forms.BaseForm) -> int:
    """Return the status of an answer with a form in it: a part of a page says 422 when something is wrong with it."""
    return 422 if request.htmx and form.errors else 200


class FirstAdministratorForm(forms.Form):
    """Who the first administrator is."""

    name = forms.CharField(max_length=200, label="Your name")
    email = forms.EmailField(max_length=254, label="Your e-mail address")


class LookForm(forms.Form):
    """Light, dark, or as the system has it."""

    theme = forms.ChoiceField(choices=[(theme, theme) for theme in THEMES])


class ManyFiles(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked like one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]  # none at all is an error, too


class UploadForm(forms.Form):
    """Files to take in, and what is said about them."""

    given = FilesField(label=gettext_lazy("Files"), allow_empty_file=True)
    kind = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("as their headers say")), *((name, name) for name in sorted({**KINDS, **CALLING_KINDS}))],
    )
    strict = forms.BooleanField(
        required=False, label=gettext_lazy("Refuse a calling file with bad rows instead of setting them aside")
    )
    encoding = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("UTF-8 (or UTF-16 with a mark)")), ("cp1252", "Windows-1252"),
                 ("iso8859_15", "ISO 8859-15"), ("mac_roman", "Mac Roman"),
                 ("utf_16_le", gettext_lazy("UTF-16 without a mark"))],
    )  # fmt: skip


class GrantForm(forms.Form):
    """A role to be given: to whom, which, where, until when."""

    email = forms.EmailField(max_length=254, label=gettext_lazy("E-mail address"))
    name = forms.CharField(max_length=200, required=False, label=gettext_lazy("Name, if new here"))
    role = forms.ChoiceField(
        choices=[(role.public, gettext_lazy(role.label)) for role in Role],
        initial=Role.READ_ONLY.public,
        label=gettext_lazy("Role"),
    )
    customers = forms.CharField(required=False, widget=forms.Textarea, label=gettext_lazy("Ids of customers, one a line"))
    group = forms.IntegerField(required=False, min_value=1, max_value=10**12, label=gettext_lazy("Or a group"))
    without = forms.CharField(required=False, widget=forms.Textarea, label=gettext_lazy("But not these ids, one a line"))
    ends = forms.DateField(required=False, label=gettext_lazy("Last day"))

    def references(self, field: str = "customers") -> list[str]:
        """Return the customers that were named, or (`without`) left out, by the partner's ids."""
        return named_customers(self.cleaned_data[field])


class AssignForm(forms.Form):
    """A role on the one customer whose page it is on."""

    email = forms.EmailField(max_length=254, label=gettext_lazy("E-mail address"))
    name = forms.CharField(max_length=200, required=False, label=gettext_lazy("Name, if new here"))
    role = forms.ChoiceField(
        choices=[(role.public, gettext_lazy(role.label)) for role in ASSIGNED_ROLES], label=gettext_lazy("Role")
    )
    ends = forms.DateField(required=False, label=gettext_lazy("Last day"))


class EndForm(forms.Form):
    """A right, the last day that was on the page, and another one."""

    grant = forms.RegexField(r"^[0-9]{1,12} ([0-9-]{10})?$", strip=False)
    ends = forms.DateField(required=False)

    def right(self) -> tuple[int, str]:
        """Return the right's id and the last day that its reader saw."""
        id_, _, seen = self.cleaned_data["grant"].partition(" ")
        return int(id_), seen


DOMAIN = "domain"
DETAIL_LABELS = {
    "name": mark("Name"), "domain": LABELS["domain"], "country": LABELS["country"], "managed_by": LABELS["managed_by"],
    "console_url": mark("Address of the console"), "org_uuid": mark("Id in calling files"),
}  # fmt: skip
DETAIL_HELP = {
    "name": mark("As lists and reports show it"), "domain": mark("Of the organization's mail and web"),
    "country": mark("Where the organization is registered"), "managed_by": mark("On what the access to it rests"),
    "console_url": mark("Where “Launch organization” leads; begins with http:// or https://"),
    "org_uuid": mark("By which calling files know the customer; unique"),
}  # fmt: skip


class DetailsForm(forms.Form):
    """What is known of a customer, as far as it may be edited, and the version that was on the page.

    `was_…` are the values that the page showed, so that somebody who comes second is told what they themselves changed.
    """

    version = forms.IntegerField(min_value=1, max_value=10**12)

    def __init__(self, *args: Any, may: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = tuple(name for name in DETAIL_LABELS if name in may)
        for name in self.names:
            widget = forms.Select(choices=DETAIL_CHOICES[name]()) if name in DETAIL_CHOICES else forms.TextInput()
            self.fields[name] = forms.CharField(
                required=False, label=gettext(DETAIL_LABELS[name]), help_text=gettext(DETAIL_HELP[name]), widget=widget
            )

    @property
    def sent(self) -> dict[str, str]:
        """Return the values as they were sent. Whether they can be is for the records to say."""
        return {name: self.data.get(name, "") for name in self.names if name in self.data}

    def shown_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields that can be edited."""
        return (self[name] for name in self.names)


DETAIL_CHOICES: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
    "country": lambda: [("", gettext("Unknown")), *countries().items()],
    "managed_by": lambda: [(code.public, gettext(code.label)) for code in ManagedBy if code is not ManagedBy.SELF],
}  # fmt: skip


class GroupForm(forms.Form):
    """A group, the name or line that was on the page, another one, and customers that come or go."""

    group = forms.IntegerField(required=False, min_value=1, max_value=10**12)
    seen = forms.CharField(required=False)
    name = forms.CharField(required=False)
    line = forms.CharField(required=False)
    customers = forms.CharField(required=False)


def named_customers(text: str) -> list[str]:
    """Return the lines of a text that names customers, empty ones left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def first_error(form: forms.Form) -> str:
    """Return the first thing that is wrong with a form, with the field that has it."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label or name}: {errors[0]}".rstrip(".")


class ThresholdsForm(forms.Form):
    """A partner's thresholds, based on the version that was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, in_force: Settings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": in_force.version, **in_force.complete()}
        for threshold in THRESHOLDS:
            self.fields[threshold.name] = forms.IntegerField(
                label=gettext(threshold.label),
                help_text=gettext(threshold.help),
                min_value=threshold.least,
                max_value=threshold.most,
            )


class ProductsForm(forms.Form):
    """How many licenses of each product of the catalogue; empty or 0: none."""

    def __init__(self, *args: Any, products: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {f"quantity-{code}": code for code in products}
        for name, code in self.codes.items():
            self.fields[name] = forms.IntegerField(label=products[code], required=False, min_value=0)

    @property
    def quantities(self) -> dict[str, int]:
        """Return product code → licenses, of those that were asked for."""
        return {code: self.cleaned_data[name] for name, code in self.codes.items() if self.cleaned_data.get(name)}

    def product_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the products."""
        return (self[name] for name in self.codes)


class TrialForm(ProductsForm):
    """A trial to be started, for a customer of the records or a new one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    customer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    name = forms.CharField(label=gettext_lazy("Name of the new customer"), required=False, max_length=200)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        choices=lambda: [("", gettext("Choose one")), *countries().items()],
        help_text=gettext_lazy("Where its data is kept"),
    )
    domain = forms.CharField(
        label=gettext_lazy(DETAIL_LABELS[DOMAIN]), required=False, max_length=253, help_text=gettext_lazy("If they have one")
    )
    administrator_email = forms.EmailField(
        label=gettext_lazy("Administrator's e-mail address"), max_length=254,
        help_text=gettext_lazy("Who looks after the trial at the customer"),
    )  # fmt: skip
    vertical = forms.ChoiceField(
        label=gettext_lazy("Business"),
        choices=[
            ("", gettext_lazy("Choose one")), *((code.public, gettext_lazy(code.label)) for code in BusinessVertical),
        ],
    )  # fmt: skip
    days = forms.IntegerField(
        label=gettext_lazy("Days"), initial=30, help_text=gettext_lazy("Today is the first of them; at most 730")
    )

    def customer_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields about a customer who is new; none when one was chosen."""
        return (self[name] for name in ("name", "country", "domain") if not self["customer"].value())

    def trial_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields about the trial itself."""
        return (self[name] for name in ("administrator_email", "vertical", "days"))


class TrialActForm(ProductsForm):
    """What is done to a trial that runs, and the end date that was on the page."""

    seen = forms.DateField()
    days = forms.IntegerField(required=False)
    months = forms.IntegerField(required=False)
    end_date = forms.DateField(required=False)
    auto_renews = forms.BooleanField(required=False)
