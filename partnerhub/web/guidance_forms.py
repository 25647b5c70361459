"""What people may send about resources and the help desk."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from partnerhub.guidance.asking import LONGEST_MESSAGE, LONGEST_SUBJECT
from partnerhub.guidance.desk import LONGEST, Desk
from partnerhub.guidance.hours import WEEKDAYS, Hours, zones
from partnerhub.guidance.shapes import HelpPlan
from partnerhub.guidance.writing import LONGEST_SUMMARY, LONGEST_TITLE, MOST_PLACES, ResourceText
from partnerhub.metrics import lines
from partnerhub.terms.codes import Code
from partnerhub.terms.resources import Audience, ResourceKind, Topic
from partnerhub.terms.texts import LANGUAGES
from partnerhub.web.desk import day_name, name_of


def choices_of(codes: type[Code]) -> list[tuple[str, str]]:
    """Return (public code, label) pairs for a field."""
    return [(one.public, gettext(one.label)) for one in codes]


class ResourceForm(forms.Form):
    """A text, and on which version of it the writer worked."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9, initial=0)
    name = forms.CharField(
        label=gettext_lazy("Name in its address"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits and hyphens; texts of one name belong together"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=list(LANGUAGES.items()))
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=LONGEST_SUMMARY,
        required=False,
        help_text=gettext_lazy("One sentence; lists show it, search finds it"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of text"), choices=lambda: choices_of(ResourceKind), initial=ResourceKind.GUIDE.public
    )
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=lambda: choices_of(Topic))
    audience = forms.ChoiceField(label=gettext_lazy("For whom"), choices=lambda: choices_of(Audience))
    url = forms.CharField(
        label=gettext_lazy("Address of a link"), max_length=500, required=False,
        help_text=gettext_lazy("For the kind Link: /page/ of the hub, resource:name, or https://…"),
    )  # fmt: skip
    quick = forms.IntegerField(
        label=gettext_lazy("Place among the quick links"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("Empty: none of them"),
    )
    featured = forms.IntegerField(
        label=gettext_lazy("Place among the featured ones"), required=False, min_value=1, max_value=MOST_PLACES,
        help_text=gettext_lazy("Empty: none of them"),
    )  # fmt: skip
    products = forms.MultipleChoiceField(label=gettext_lazy("Products it is about"), required=False)
    body = forms.CharField(label=gettext_lazy("Text"), required=False, widget=forms.Textarea, strip=False)

    def __init__(self, *args: Any, products: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["products"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(products.items())

    def single_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields of one line."""
        names = ("title", "name", "summary", "language", "kind", "topic", "audience", "url", "quick", "featured")
        return (self[name] for name in names)

    def text(self) -> ResourceText:
        """Return the text that was sent."""
        sent = self.cleaned_data
        return ResourceText(
            sent["name"], sent["language"], sent["title"], sent["summary"], sent["body"].replace("\r\n", "\n"), sent["url"],
            Topic.from_public(sent["topic"]), Audience.from_public(sent["audience"]), ResourceKind.from_public(sent["kind"]),
            tuple(sent["products"]), sent["featured"], sent["quick"],
        )  # fmt: skip


def initial_of(text: ResourceText, version: int) -> dict[str, object]:
    """Return what a form about a text begins with."""
    return {
        "version": version, "name": text.name, "language": text.language, "title": text.title, "summary": text.summary,
        "kind": text.kind.public, "topic": text.topic.public, "audience": text.audience.public, "url": text.url,
        "quick": text.quick, "featured": text.featured, "products": list(text.products), "body": text.body,
    }  # fmt: skip


class HelpForm(forms.Form):
    """What somebody asks the help desk, and on which page they were."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)
    subject = forms.CharField(label=gettext_lazy("What is it about?"), max_length=LONGEST_SUBJECT)
    product = forms.ChoiceField(label=gettext_lazy(lines.product.label), required=False)
    message = forms.CharField(
        label=gettext_lazy("What do you need help with?"), max_length=LONGEST_MESSAGE, widget=forms.Textarea
    )

    def __init__(self, *args: Any, products: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("No particular one")), *products.items()]

    def plan(self) -> HelpPlan:
        """Return the request that was written."""
        sent = self.cleaned_data
        return HelpPlan(sent["key"], sent["subject"], sent["message"], sent["product"], sent["page"])


class DeskForm(forms.Form):
    """The help desk, and on which version of it the writer worked."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST["name"])
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=LONGEST["email"],
        required=False,
        help_text=gettext_lazy("Requests from the hub go there"),
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=LONGEST["phone"], required=False)
    ticket_url = forms.CharField(
        label=gettext_lazy("Where tickets are opened"), max_length=500, required=False, help_text="https://…"
    )
    chat_url = forms.CharField(label=gettext_lazy("Chat"), max_length=500, required=False, help_text="https://…")
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the hours"), choices=lambda: [(zone, zone) for zone in zones()]
    )
    products = forms.MultipleChoiceField(label=gettext_lazy("Products covered"), required=False)
    note = forms.CharField(
        label=gettext_lazy("A word to those who need help"), required=False, widget=forms.Textarea, max_length=1000
    )
    closed = forms.CharField(
        label=gettext_lazy("Days on which nobody is there"), required=False, widget=forms.Textarea, max_length=2000,
        help_text=gettext_lazy("One date a line, like 2026-12-24"),
    )  # fmt: skip

    def __init__(self, *args: Any, products: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["products"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(products.items())
        for day in WEEKDAYS:
            for end, words in (("opens", gettext("%(day)s, from")), ("closes", gettext("%(day)s, to"))):
                label = words % {"day": day_name(day)}
                self.fields[f"{day}-{end}"] = forms.CharField(label=label, required=False, max_length=5)

    def way_fields(self) -> Iterator[forms.BoundField]:
        """Yield the fields about what the desk is and how it is reached."""
        return (self[name] for name in ("name", "email", "phone", "ticket_url", "chat_url", "zone"))

    def day_fields(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yield each weekday with the fields of its hours."""
        return ((day_name(day), self[f"{day}-opens"], self[f"{day}-closes"]) for day in WEEKDAYS)

    def clean_closed(self) -> tuple[date, ...]:
        """Return the days that were named."""
        try:
            return tuple(sorted({date.fromisoformat(line.strip()) for line in self.cleaned_data["closed"].split()}))
        except ValueError:
            raise forms.ValidationError(gettext("Write one date a line, like 2026-12-24")) from None

    def desk(self) -> Desk:
        """Return the help desk that was sent."""
        sent = self.cleaned_data
        days = {day: (sent[f"{day}-opens"].strip(), sent[f"{day}-closes"].strip()) for day in WEEKDAYS}
        hours = Hours(sent["zone"], {day: times for day, times in days.items() if any(times)}, sent["closed"])
        note = sent["note"].replace("\r\n", "\n")
        return Desk(
            sent["version"], sent["name"], tuple(sent["products"]), sent["email"].strip(), sent["phone"].strip(),
            sent["chat_url"].strip(), sent["ticket_url"].strip(), note, hours,
        )  # fmt: skip


def initial_of_desk(desk: Desk) -> dict[str, object]:
    """Return what a form about the help desk begins with."""
    given: dict[str, object] = {
        "version": desk.version, "name": name_of(desk), "email": desk.email, "phone": desk.phone,
        "ticket_url": desk.ticket_url, "chat_url": desk.chat_url, "zone": desk.hours.zone,
        "products": list(desk.products), "note": desk.note,
        "closed": "\n".join(day.isoformat() for day in desk.hours.closed),
    }  # fmt: skip
    for day, (opens, closes) in desk.hours.days.items():
        given |= {f"{day}-opens": opens, f"{day}-closes": closes}
    return given
