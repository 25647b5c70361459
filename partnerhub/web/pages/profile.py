"""One's own profile: name, sessions, second factors, API tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.tenancy import services, speaking
from partnerhub.tenancy.gate import is_proven
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import person_with_email
from partnerhub.tenancy.signin import factors, sessions, tokens
from partnerhub.tenancy.signin.proofs import has_second_factor
from partnerhub.tenancy.users import services as users
from partnerhub.terms.codes import TokenScope
from partnerhub.terms.texts import LANGUAGES, mark
from partnerhub.web import figures
from partnerhub.web.request import Request
from partnerhub.web.user_forms import NameForm, NumberForm, TokenForm

KINDS = {TokenScope.READ: mark("reads"), TokenScope.WRITE: mark("reads and changes")}


def profile(request: Request, scope: Scope) -> HttpResponse:
    """Show the caller's profile; a POST gives them another name or ends sessions of theirs."""
    wrong = ""
    if request.method == "POST":
        try:
            return _act(request, scope)
        except users.WrongUser as refused:
            wrong = str(refused)
    key = request.session.session_key
    context = {
        "person": person_with_email(scope.actor),
        "roles": [gettext(role.label) for role in scope.roles],
        "languages": LANGUAGES.items(),
        "language_here": LANGUAGES.get(scope.brand.language, ""),
        "wrong": wrong,
        "needs_factor": scope.needs_second_factor,
        "factors": [(one, figures.moment(one.used_at)) for one in factors.factors_of(scope.person_id or 0)],
        "sessions": [
            (one, figures.moment(one.began_at), figures.moment(one.seen_at)) for one in sessions.own_sessions(scope, key)
        ],
        "may_make_tokens": scope.may(Permission.MAKE_TOKENS),
        "tokens": _tokens(scope),
    }
    return render(request, "pages/profile.html", context, status=422 if wrong else 200)


def _act(request: Request, scope: Scope) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "name":
        form = NameForm(request.POST)
        if not form.is_valid():
            raise users.WrongUser(gettext("say a name"))
        users.rename_user(scope, scope.person_id or 0, form.cleaned_data["name"])
        messages.success(request, gettext("Your name was changed."))
    elif act == "language":
        users.speak_to_caller(scope, request.POST.get("language", ""))
        speaking.follow(request.POST.get("language", "") or scope.brand.language)
        messages.success(request, gettext("The language was changed."))
    elif act == "end_others":
        sessions.end_other_sessions(scope, request.session.session_key)
        messages.success(request, gettext("All your other sessions were ended."))
    else:
        sessions.end_session(scope, _number(request, "a session"))
        messages.success(request, gettext("The session was ended."))
    return redirect("profile")


def own_tokens(request: Request, scope: Scope) -> HttpResponse:
    """Show the caller's API tokens; a POST makes one, which is shown this once, or revokes one."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and request.POST.get("act") == "revoke":
        tokens.revoke_token(scope, _number(request, "a token"))
        messages.success(request, gettext("The token was revoked: it opens nothing any more."))
        return redirect("tokens")
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        is_proven = is_proven_with_two(request, scope)
        secret = services.make_token(
            scope, person_with_email(scope.actor), TokenScope.from_public(sent["kind"]), sent["days"], name=sent["name"],
            is_proven=is_proven,
        )  # fmt: skip
    context = {"form": TokenForm() if secret else form, "secret": secret, "tokens": _tokens(scope)}
    return render(request, "pages/tokens.html", context)


def is_proven_with_two(request: Request, scope: Scope) -> bool:
    """Say whether a token that is made now is made on two factors."""
    return is_proven(request, scope) and has_second_factor(request)


def _tokens(scope: Scope) -> list[tuple[tokens.TokenShape, str, str, str]]:
    if not scope.may(Permission.MAKE_TOKENS):
        return []
    return [
        (one, gettext(KINDS[one.kind]), figures.day(one.ends_at.date()), figures.moment(one.used_at))
        for one in tokens.own_tokens(scope)
    ]


def _number(request: Request, what: str) -> int:
    form = NumberForm(request.POST)
    if not form.is_valid():
        raise OutOfReach(what)
    number: int = form.cleaned_data["number"]
    return number
