"""What people may send. Every form works without scripts: POST, then redirect."""

from typing import Any

from django import forms

from partnerhub.pipeline.ingest.prepare import KINDS
from partnerhub.terms.thresholds import THRESHOLDS, Settings
from partnerhub.web.navigation import THEMES
from partnerhub.web.request import Request


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

    given = FilesField(label="Files", allow_empty_file=True)
    kind = forms.ChoiceField(
        required=False, choices=[("", "as their headers say"), *((name, name) for name in sorted(KINDS))]
    )
    encoding = forms.ChoiceField(
        required=False,
        choices=[("", "UTF-8 (or UTF-16 with a mark)"), ("cp1252", "Windows-1252"), ("iso8859_15", "ISO 8859-15"),
                 ("mac_roman", "Mac Roman"), ("utf_16_le", "UTF-16 without a mark")],
    )  # fmt: skip


class ThresholdsForm(forms.Form):
    """A partner's thresholds, based on the version that was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, in_force: Settings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"version": in_force.version, **in_force.complete()}
        for threshold in THRESHOLDS:
            self.fields[threshold.name] = forms.IntegerField(
                label=threshold.label, help_text=threshold.help, min_value=threshold.least, max_value=threshold.most
            )
