"""What people send about people: who is added, what is done to them, one's own name and tokens, the provider."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy

from partnerhub.tenancy.ends import DELEGATED_DAYS_AT_MOST
from partnerhub.tenancy.signin.providers import PlannedProvider
from partnerhub.terms.codes import TokenScope

DEFAULT_TOKEN_DAYS = 90


class AddUserForm(forms.Form):
    """Somebody to be added."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))
    email = forms.EmailField(max_length=254, label=gettext_lazy("E-mail address"))
    invites = forms.BooleanField(required=False, initial=True, label=gettext_lazy("Send an invitation now"))


class NameForm(forms.Form):
    """A person's name."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))


class NumberForm(forms.Form):
    """The number of a session or a token that something is done to."""

    number = forms.IntegerField(min_value=1, max_value=10**12)


class InvitationForm(forms.Form):
    """What somebody says of themselves when they come in: their name, and a password if they want one."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Your name"))
    password = forms.CharField(
        required=False, max_length=1000, widget=forms.PasswordInput, label=gettext_lazy("Choose a password"),
        help_text=gettext_lazy("At least 12 signs. Leave it empty to sign in by passkey alone."),
    )  # fmt: skip

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Return what was said. Common passwords, short ones and such as repeat name or address are refused."""
        given = super().clean() or {}
        if given.get("password"):
            person = get_user_model()(email=self.email, name=given.get("name", ""))
            try:
                validate_password(given["password"], person)
            except forms.ValidationError as wrong:
                self.add_error("password", wrong)
        return given


class TokenForm(forms.Form):
    """A token to be made."""

    name = forms.CharField(max_length=100, label=gettext_lazy("What it is for"))
    kind = forms.ChoiceField(
        choices=[
            (TokenScope.READ.public, gettext_lazy("Read only")),
            (TokenScope.WRITE.public, gettext_lazy("Read and change")),
        ],
        label=gettext_lazy("It may"),
    )
    days = forms.IntegerField(
        min_value=1, max_value=DELEGATED_DAYS_AT_MOST, initial=DEFAULT_TOKEN_DAYS, label=gettext_lazy("Days until it ends")
    )


class OrganizationForm(forms.Form):
    """Somebody who signs in at their organization says which by their address."""

    email = forms.EmailField(max_length=254, label=gettext_lazy("E-mail address"))
    next = forms.CharField(required=False, max_length=2000)


class ProviderForm(forms.Form):
    """The provider of an organization, based on the version that was on the page."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = forms.CharField(max_length=40, label=gettext_lazy("Name"), help_text=gettext_lazy("As your people know it"))
    issuer = forms.CharField(
        max_length=300,
        label=gettext_lazy("Issuer"),
        help_text=gettext_lazy("The address that the provider calls itself, https://…"),
    )
    client_id = forms.CharField(max_length=190, label=gettext_lazy("Client id"))
    secret = forms.CharField(
        required=False, max_length=500, widget=forms.PasswordInput, label=gettext_lazy("Client secret"), strip=False,
        help_text=gettext_lazy("Kept sealed and never shown again. Leave it empty to keep the one that is stored."),
    )  # fmt: skip
    domains = forms.CharField(
        max_length=5000,
        widget=forms.Textarea,
        label=gettext_lazy("Domains"),
        help_text=gettext_lazy("One a line: people with such addresses sign in there"),
    )

    def planned(self) -> PlannedProvider:
        """Return the provider as it is to be."""
        sent = self.cleaned_data
        domains = tuple(sent["domains"].replace(",", "\n").split())
        return PlannedProvider(
            " ".join(sent["name"].split()), sent["issuer"].strip(), sent["client_id"], sent["secret"], domains
        )
