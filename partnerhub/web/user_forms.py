"""What people send about people: who is added, what is done to them, one's own name and tokens, the provider."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy

from partnerhub.tenancy.ends import DELEGATED_DAYS_AT_MOST
from partnerhub.tenancy.signin import metadata
from partnerhub.tenancy.signin.plans import PlannedProvider
from partnerhub.terms.codes import Protocol, TokenScope

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


class _ProviderForm(forms.Form):
    """What is said of every provider, based on the version that was on the page."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    name = forms.CharField(max_length=40, label=gettext_lazy("Name"), help_text=gettext_lazy("As your people know it"))
    domains = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": "3"}),
        label=gettext_lazy("Domains"),
        help_text=gettext_lazy("One a line: people with such addresses sign in there"),
    )

    def _said_of_all(self) -> tuple[str, tuple[str, ...]]:
        sent = self.cleaned_data
        return " ".join(sent["name"].split()), tuple(sent["domains"].replace(",", "\n").split())


class ProviderForm(_ProviderForm):
    """A provider that speaks OpenID Connect."""

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
    field_order = ["version", "name", "issuer", "client_id", "secret", "domains"]

    def planned(self) -> PlannedProvider:
        """Return the provider as it is to be."""
        sent, (name, domains) = self.cleaned_data, self._said_of_all()
        return PlannedProvider(name, sent["issuer"].strip(), sent["client_id"], sent["secret"], domains)


class SamlForm(_ProviderForm):
    """A provider that speaks SAML. Its metadata say the three that follow them; then these may stay empty."""

    metadata = forms.CharField(
        required=False, max_length=metadata.LONGEST, label=gettext_lazy("Metadata of the provider"),
        widget=forms.Textarea(attrs={"rows": "3", "spellcheck": "false"}),
        help_text=gettext_lazy("Its XML, pasted here, fills in the next three and wins over what stands there."),
    )  # fmt: skip
    issuer = forms.CharField(
        required=False, max_length=1024, label=gettext_lazy("Entity id"),
        help_text=gettext_lazy("What the provider calls itself, sign by sign"),
    )  # fmt: skip
    sso_url = forms.CharField(
        required=False, max_length=500, label=gettext_lazy("Sign-in address"),
        help_text=gettext_lazy("Where it takes people that come by a link (HTTP redirect), https://…"),
    )  # fmt: skip
    certificates = forms.CharField(
        required=False, max_length=50_000, label=gettext_lazy("Signing certificates"),
        widget=forms.Textarea(attrs={"rows": "4", "spellcheck": "false"}),
        help_text=gettext_lazy("As PEM, one below the other while the provider changes from one to the next"),
    )  # fmt: skip
    field_order = ["version", "name", "metadata", "issuer", "sso_url", "certificates", "domains"]

    def planned(self) -> PlannedProvider:
        """Return the provider as it is to be. Raise WrongProvider for metadata that say nothing of one."""
        sent, (name, domains) = self.cleaned_data, self._said_of_all()
        issuer, sso_url, signed = sent["issuer"], sent["sso_url"], sent["certificates"]
        if sent["metadata"]:
            found = metadata.described(sent["metadata"])
            issuer, sso_url, signed = found.entity_id, found.sso_url, found.certificates
        return PlannedProvider(name, issuer, "", "", domains, Protocol.SAML, sso_url, signed)
