"""What people may send about their own organization. Whether it can be is for the records to say."""

from collections.abc import Iterator

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, gettext_lazy

from partnerhub.kit.places import country_names
from partnerhub.portfolio.own.services import BRAND, LARGEST_LOGO, PROFILE
from partnerhub.terms.codes import Role
from partnerhub.terms.texts import LANGUAGES, mark
from partnerhub.web.list_state import LABELS

OWN_LABELS = {
    "name": mark("Name"), "legal_name": mark("Legal name"), "street": mark("Street and number"),
    "postal_code": mark("Postal code"), "city": mark("City"), "country": LABELS["country"], "domain": LABELS["domain"],
    "phone": mark("Telephone"), "language": mark("Language"), "accent": mark("Accent color"),
}  # fmt: skip
OWN_HELP = {
    "name": mark("As everybody sees it at the top of the navigation"),
    "legal_name": mark("As it stands in contracts and on bills"),
    "domain": mark("Of the organization's mail and web"),
    "language": mark("Of the hub, for those of its people who chose none themselves"),
    "accent": mark("# and six digits, for example #2a8f8c; empty for none. It has to be seen on white and on dark."),
}  # fmt: skip


class OwnForm(forms.Form):
    """Some of what is kept of the own organization."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what the framework passes on
        for name in self.names:
            self.fields[name] = forms.CharField(
                required=False,
                label=gettext(OWN_LABELS[name]),
                help_text=gettext(OWN_HELP[name]) if name in OWN_HELP else "",
            )
        if "country" in self.names:
            choices = [("", gettext("Choose one")), *country_names(get_language() or "en").items()]
            self.fields["country"] = forms.ChoiceField(required=False, label=gettext(OWN_LABELS["country"]), choices=choices)
        if "language" in self.names:
            spoken = [("", gettext("As each browser asks")), *LANGUAGES.items()]
            self.fields["language"] = forms.ChoiceField(
                required=False,
                label=gettext(OWN_LABELS["language"]),
                help_text=gettext(OWN_HELP["language"]),
                choices=spoken,
            )

    @property
    def sent(self) -> dict[str, str]:
        """Return the values as they were sent."""
        return {name: self.data.get(name, "") for name in self.names}

    def note(self, name: str, text: str) -> None:
        """Have something said beside a field."""
        self.fields[name].beside = text  # type: ignore[attr-defined]  # read by the template of a field

    def asked_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields that are filled in by hand."""
        return (self[name] for name in self.names)


class ProfileForm(OwnForm):
    """What the organization is called, and where it is."""

    names = PROFILE


class BrandForm(OwnForm):
    """In which color it shows, and with which logo."""

    names = BRAND
    logo = forms.FileField(
        label=gettext_lazy("Logo"), required=False, allow_empty_file=True,
        help_text=format_lazy(
            gettext_lazy("A PNG, JPEG, WebP or GIF picture of at most {size} kB; a square one is shown whole"),
            size=LARGEST_LOGO // 1000,
        ),
    )  # fmt: skip
    remove_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)


class FirstRoleForm(forms.Form):
    """A role on all customers for somebody of the own organization."""

    email = forms.EmailField(max_length=254, label=gettext_lazy("E-mail address"))
    name = forms.CharField(max_length=200, required=False, label=gettext_lazy("Name, if new here"))
    role = forms.ChoiceField(
        choices=lambda: [(role.public, gettext(role.label)) for role in Role if role.reaches_every_customer],
        initial=Role.FULL_ADMIN.public, label=gettext_lazy("Role"),
    )  # fmt: skip
