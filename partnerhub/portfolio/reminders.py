"""Reminders of trials that end: 7, 3 and 1 days before, once each, to those who look after the customer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from partnerhub.jobs import mail
from partnerhub.kit import clock
from partnerhub.portfolio.models import LicenseLine, Subscription, TrialReminder
from partnerhub.tenancy import audit
from partnerhub.tenancy.access import caring_for
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.speaking import language_to
from partnerhub.terms.codes import SubscriptionKind

DAYS_BEFORE = (1, 3, 7)
CHUNK = 1000
NAMED_IN_THE_TRAIL = 20


@dataclass(frozen=True, slots=True)
class EndingTrial:
    """A trial as a reminder tells of it."""

    id: int
    reference: str
    customer_id: int
    customer: str
    url: str
    end_date: date
    days_left: int
    days_before: int
    products: tuple[tuple[str, int, int], ...]  # (label, total, assigned)


@transaction.atomic
def remind_of_trials(scope: Scope, *, on: date) -> int:
    """Post the reminders that are due on a day, one mail a person, and return how many trials they tell of.

    A day that was missed is made up for: who was not reminded 7 days before is reminded on the next one.
    """
    ending = list(_due(scope, on))
    if not ending:
        return 0
    TrialReminder.objects.bulk_create(
        TrialReminder(subscription_id=one.id, end_date=one.end_date, days=one.days_before, sent_at=clock.now())
        for one in ending
    )
    told: defaultdict[str, list[EndingTrial]] = defaultdict(list)
    caring = caring_for(scope, Permission.CHANGE_TRIALS, {one.customer_id for one in ending})
    for one in ending:
        for email in caring.get(one.customer_id, ()):
            told[email].append(one)
    for email, trials in sorted(told.items()):
        _post(scope, email, trials)
    some = [one.reference for one in ending[:NAMED_IN_THE_TRAIL]]
    audit.record(scope, "trials.reminded", f"{len(ending)} trials", mails=len(told), some=some)
    return len(ending)


def _due(scope: Scope, on: date) -> Iterable[EndingTrial]:
    near = Subscription._base_manager.filter(
        partner_id=scope.partner_id, kind=SubscriptionKind.TRIAL, cancelled_date=None, converted_to=None, start_date__lte=on,
        end_date__range=(on, on + timedelta(days=max(DAYS_BEFORE))),
    )  # fmt: skip
    found = list(near.select_related("customer").order_by("end_date", "customer__sort_name", "id"))
    sent = _sent([trial.id for trial in found])
    lines = _lines([trial.id for trial in found])
    for trial in found:
        left = (trial.end_date - on).days
        before = next(days for days in DAYS_BEFORE if days >= left)
        began_after = trial.end_date - timedelta(days=before) <= trial.start_date  # it never had so many days left
        if (trial.id, trial.end_date, before) not in sent and not began_after:
            url = f"{settings.PUBLIC_URL}{reverse('customer', args=[trial.customer.reference])}"
            yield EndingTrial(
                trial.id, trial.reference, trial.customer_id, trial.customer.name, url, trial.end_date, left, before,
                tuple(lines.get(trial.id, ())),
            )  # fmt: skip


def _sent(ids: Sequence[int]) -> set[tuple[int, date, int]]:
    found: set[tuple[int, date, int]] = set()
    for start in range(0, len(ids), CHUNK):
        some = TrialReminder.objects.filter(subscription_id__in=ids[start : start + CHUNK])
        found |= set(some.values_list("subscription_id", "end_date", "days"))
    return found


def _lines(ids: Sequence[int]) -> Mapping[int, list[tuple[str, int, int]]]:
    found: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        some = LicenseLine._base_manager.filter(subscription_id__in=ids[start : start + CHUNK]).order_by("product_id")
        for id_, label, total, assigned in some.values_list("subscription_id", "product__label", "total", "assigned"):
            found[id_].append((label, total, assigned))
    return found


def _post(scope: Scope, email: str, trials: Sequence[EndingTrial]) -> None:
    context = {"partner": scope.partner_name, "trials": trials, "list_url": f"{settings.PUBLIC_URL}{reverse('customers')}"}
    with override(language_to(email)):
        subject = gettext("%(number)s trials end soon") % {"number": len(trials)}
        if len(trials) == 1:
            subject = gettext("%(customer)s: a trial ends") % {"customer": trials[0].customer}
        text, html = (render_to_string(f"mail/trials_end.{kind}", context) for kind in ("txt", "html"))
    mail.post(email, subject, text, html)
