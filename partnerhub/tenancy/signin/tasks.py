"""Background work about signing in."""

from datetime import timedelta

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import ApiToken, Invitation, Person, SignInLink
from partnerhub.tenancy.signin import notices
from partnerhub.tenancy.signin.trail import scope_of_own_act
from partnerhub.terms.texts import mark

KEPT = timedelta(days=30)


@task
def mail_password_reset(email: str) -> None:
    """Send a link for another password to whoever has an address. Nobody has it: nothing happens, and nobody can tell.

    Who was added and never came in has an invitation instead, which can be withdrawn.
    """
    person = Person.objects.filter(email=email, is_active=True, last_login__isnull=False).select_related("home").first()
    if person is None:
        return
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    with transaction.atomic():
        notices.post(
            person.email, mark("A new password for Partner Hub"), "password_reset",
            {"url": f"{settings.PUBLIC_URL}{path}", "minutes": minutes},
        )  # fmt: skip
        audit.record(scope_of_own_act(person, ""), "password.link_sent", person.email)


@task
def tidy() -> None:
    """Remove what has long lost its meaning: sessions, links, invitations and tokens whose time is over."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    living = Session.objects.values("session_key")
    UserSession.objects.filter(last_seen_at__lt=now - KEPT).exclude(session_key__in=living).delete()
    for model in (SignInLink, Invitation, ApiToken):
        model._base_manager.filter(ends_at__lt=now - KEPT).delete()
