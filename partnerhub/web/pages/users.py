"""Users: the people of the own organization, and those from outside who hold rights; adding, inviting, shutting out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext, ngettext
from django_htmx.http import HttpResponseClientRedirect

from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.signin import sessions, tokens
from partnerhub.tenancy.users import invitations, selectors, services
from partnerhub.tenancy.users.shapes import UserShape
from partnerhub.terms.codes import UserStatus
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.forms import UploadForm, first_error
from partnerhub.web.pages.administrators import LAST_ONE
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number
from partnerhub.web.user_forms import AddUserForm, NameForm

MANAGE = Permission.MANAGE_USERS
BELONGS = (
    (selectors.OWN, mark("Own organization")),
    (selectors.EXTERNAL, mark("External administrators")),
    ("all", mark("Everybody")),
)
STATUSES = (mark("Not invited"), mark("Invited"), mark("Active"), mark("Suspended"))  # as the codes of a status read
FACTORS = (
    ("", mark("With and without a second factor")),
    ("yes", mark("Second factor set up")),
    ("no", mark("No second factor")),
)


def all_users(request: Request, scope: Scope) -> HttpResponse:
    """Show people by name, page by page; a POST adds somebody, or invites everybody who never was."""
    wrong, form = "", AddUserForm()
    if request.method == "POST":
        scope.require(MANAGE)
        if request.POST.get("act") == "invite_all":
            sent = invitations.invite(scope, selectors.never_invited(scope))
            said = ngettext("%(number)s invitation is on its way.", "%(number)s invitations are on their way.", sent)
            messages.success(request, said % {"number": figures.count(sent)})
            return redirect("users")
        form = AddUserForm(request.POST)
        try:
            if form.is_valid():
                return _added(request, scope, form)
            wrong = first_error(form)
        except services.WrongUser as refused:
            wrong = str(refused)
    context = {"form": form, "wrong": wrong, "can_change": scope.may(MANAGE), **_list(request, scope)}
    return render(request, "pages/users.html", context, status=422 if wrong else 200)


def _added(request: Request, scope: Scope, form: AddUserForm) -> HttpResponse:
    sent = form.cleaned_data
    id_ = services.add_user(scope, sent["email"], sent["name"], invites=sent["invites"])
    invited = gettext("%(name)s was added, and an invitation is on its way to %(email)s.")
    said = invited if sent["invites"] else gettext("%(name)s was added.")
    messages.success(request, said % {"name": sent["name"], "email": sent["email"]})
    return redirect("user", id_)


def _list(request: Request, scope: Scope) -> dict[str, Any]:
    asked = {name: request.GET.get(name, "") for name in ("q", "belongs", "status", "factor")}
    status = UserStatus.from_public(asked["status"]) if asked["status"] in UserStatus.publics() else None
    factor = {"yes": True, "no": False}.get(asked["factor"])
    belongs = asked["belongs"] or selectors.OWN
    after = whole_number(request.GET.get("after", ""), 0) or None
    page = selectors.users(scope, q=asked["q"][:200], belongs=belongs, status=status, factor=factor, after=after)
    kept = {name: value for name, value in asked.items() if value}
    return {
        "asked": asked | {"belongs": belongs},
        "belongings": [(value, gettext(words)) for value, words in BELONGS],
        "statuses": [(status.public, gettext(status.label)) for status in UserStatus],
        "factors": [(value, gettext(words)) for value, words in FACTORS],
        "people": [(one, status_sign(one), factor_words(one), figures.moment(one.last_sign_in_at)) for one in page.users],
        "total": figures.counted(page.total, "person", "people"),
        "next": urlencode({**kept, "after": page.after}) if page.after else "",
        "is_first": after is None,
        "first": urlencode(kept),
        "uninvited": len(selectors.never_invited(scope)) if scope.may(MANAGE) else 0,
    }


def status_sign(one: UserShape) -> str:
    """Return the sign that stands beside a status, so that it is not told by its color alone."""
    return {
        UserStatus.ACTIVE: "check", UserStatus.INVITED: "mail", UserStatus.NOT_INVITED: "clock", UserStatus.SUSPENDED: "ban",
    }[one.status]  # fmt: skip


def factor_words(one: UserShape) -> str:
    """Return which second factors somebody has, in words; nothing when there is none."""
    if one.has_passkey and one.has_app:
        return gettext("Passkey and app")
    return gettext("Passkey") if one.has_passkey else gettext("App") if one.has_app else ""


def users_file(request: Request, scope: Scope) -> HttpResponse:
    """Take a file of users in: it is checked first, its preview says what it would change."""
    scope.require(MANAGE)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, gettext("Choose a file with the columns email and name."))
        return redirect("users")
    run = uploads.take_upload(scope, form.cleaned_data["given"], Options("users", form.cleaned_data["encoding"]))
    there = resolve_url("import", run)
    return HttpResponseClientRedirect(there) if request.htmx else redirect(there)


def one_user(request: Request, scope: Scope, user_id: int) -> HttpResponse:
    """Show one person; a POST invites, renames, suspends, takes up again, removes them, or ends what they have."""
    wrong = ""
    if request.method == "POST":
        scope.require(MANAGE)
        try:
            there = ACTS.get(request.POST.get("act", ""), _rename)(request, scope, user_id)
            return redirect(there) if there == "users" else redirect(there, user_id)
        except services.WrongUser as refused:
            wrong = str(refused)
        except LastFullAdministrator:
            wrong = gettext(LAST_ONE)
    one = selectors.user(scope, user_id)
    context = {
        "one": one,
        "sign": status_sign(one),
        "factor": factor_words(one),
        "roles": [gettext(role.label) for role in one.roles],
        "last": figures.moment(one.last_sign_in_at),
        "invited_until": figures.moment(one.invitation_ends_at),
        "sessions": sessions.sessions_of(user_id) if scope.may(MANAGE) and one.is_own else 0,
        "tokens": tokens.tokens_of(scope, user_id),
        "can_change": scope.may(MANAGE) and one.is_own,
        "is_self": user_id == scope.person_id,
        "wrong": wrong,
    }
    return render(request, "pages/user.html", context, status=422 if wrong else 200)


def _invite(request: Request, scope: Scope, user_id: int) -> str:
    if invitations.invite(scope, [user_id]):
        said = gettext("An invitation is on its way. The one before, if there was one, does not work any more.")
        messages.success(request, said)
    else:
        said = gettext("They came in already, or are suspended: there is nothing to invite them to.")
        messages.info(request, said)
    return "user"


def _rename(request: Request, scope: Scope, user_id: int) -> str:
    form = NameForm(request.POST)
    if not form.is_valid():
        raise services.WrongUser(first_error(form))
    services.rename_user(scope, user_id, form.cleaned_data["name"])
    messages.success(request, gettext("The name was changed."))
    return "user"


@dataclass(frozen=True, slots=True)
class Plain:
    """An act on one person that takes nothing but the person: what does it, what is said then, and where it leads."""

    do: Callable[[Scope, int], object]
    said: str
    there: str = "user"

    def __call__(self, request: Request, scope: Scope, user_id: int) -> str:
        """Do it, say so, and return the name of the page that follows."""
        self.do(scope, user_id)
        messages.success(request, gettext(self.said))
        return self.there


ACTS: dict[str, Callable[[Request, Scope, int], str]] = {
    "invite": _invite,
    "rename": _rename,
    "withdraw": Plain(
        invitations.withdraw_invitation, mark("The invitation was withdrawn: its link opens nothing any more.")
    ),
    "suspend": Plain(
        services.suspend_user, mark("They are suspended: every session and every program of theirs is shut out.")
    ),
    "resume": Plain(services.resume_user, mark("They were taken up again, with the rights that they had.")),
    "remove": Plain(services.remove_user, mark("They were removed. What they did stays in the audit trail."), "users"),
    "reset": Plain(
        services.reset_factors, mark("Their second factors were taken off. At their next sign-in they set up new ones.")
    ),
    "end_sessions": Plain(services.end_user_sessions, mark("All their sessions were ended.")),
    "revoke_tokens": Plain(tokens.revoke_tokens_of, mark("All their tokens were revoked.")),
}
