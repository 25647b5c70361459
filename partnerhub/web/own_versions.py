"""Two people change the own organization: the second finds the form as they filled it in, and what it says now beside it.

A form carries the version that was on the page, and the values that it showed (`was_…`): so what only the other one changed
is taken over, and what its reader typed stays.
"""

from django.utils.translation import get_language, gettext

from partnerhub.kit.places import country_names
from partnerhub.tenancy.refusals import Stale
from partnerhub.terms.texts import LANGUAGES, mark
from partnerhub.web.own_forms import OwnForm

NOTHING = mark("nothing")


def carried(form: OwnForm, version: int) -> dict[str, object]:
    """Return what a form carries along: a version, and the values that it shows. One that was sent keeps what it carried."""
    if form.is_bound:
        was = [(f"was_{name}", form.data[f"was_{name}"]) for name in form.names if f"was_{name}" in form.data]
    else:
        was = [(f"was_{name}", form[name].value() or "") for name in form.names]
    return {"form": form, "own_version": version, "was": was}


def after(form: OwnForm, stale: Stale, *, with_file: bool = False) -> dict[str, object]:
    """Return what is shown to the second of two: the form with what they typed, and beside it what the other one stored."""
    now = {name: str(stale.current[name]) for name in form.names}
    typed, was = form.sent, {name: form.data.get(f"was_{name}") for name in form.names}
    others = {name for name in form.names if typed[name] == was[name]}  # left as they were, so that they are the other one's
    filled = type(form)({**form.data, **typed, **{name: now[name] for name in others}})
    for name in form.names:
        if now[name] == stale.sent[name]:
            continue
        text, value = (TAKEN_OVER, was[name]) if name in others else (NOW, now[name])
        filled.note(name, gettext(text) % {"value": _words(name, value or "")})
    if with_file:
        filled.note("logo", gettext("The picture was not stored; choose it again."))
    version = stale.current["version"]
    return {
        "form": filled, "own_version": version, "was": [(f"was_{name}", value) for name, value in now.items()],
        "is_meanwhile": True,
    }  # fmt: skip


NOW = mark("Now it says: %(value)s")
TAKEN_OVER = mark("Taken over from the other one; it said: %(value)s")


def _words(name: str, value: str) -> str:
    """Return a value as people read it."""
    known = {"country": country_names(get_language() or "en"), "language": LANGUAGES}.get(name, {})
    return known.get(value, value) or gettext(NOTHING)
