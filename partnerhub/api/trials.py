"""Trials: starting one for a customer, and what is done to one that runs."""

from collections.abc import Callable
from typing import Any

from ninja.responses import Status

from partnerhub.api.door import ApiRequest, Text, answers, api, needs, problem
from partnerhub.api.shapes import CancelTrialIn, ConvertTrialIn, ExtendTrialIn, StartTrialIn, TrialOut
from partnerhub.kit import clock
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio import trials
from partnerhub.portfolio.ordering import TrialOrder, WrongOrder
from partnerhub.portfolio.shapes import TrialShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

CHANGE = needs(Permission.CHANGE_TRIALS, writes=True)


@api.post(
    "customers/{path:customer_id}/trials", auth=needs(Permission.START_TRIALS, writes=True),
    response=answers(TrialOut, 404, 409, 422, status=201), tags=["Trials"], summary=mark("Start a trial"),
)  # fmt: skip
def start_trial(request: ApiRequest, customer_id: Text, trial: StartTrialIn) -> Any:
    """Start a trial of a customer; today is the first of its days. The same `key` again answers what it started."""
    order = TrialOrder(trial.products, trial.administrator_email, trial.vertical, trial.days)
    return _done(
        request, 201, lambda: trials.start_trial(request.scope, customer_id, order, on=clock.today(), key=trial.key)
    )


@api.post(
    "trials/{path:trial_id}/extend", auth=CHANGE, response=answers(TrialOut, 404, 409, 422), tags=["Trials"],
    summary=mark("Extend a trial"),
)  # fmt: skip
def extend_trial(request: ApiRequest, trial_id: Text, change: ExtendTrialIn) -> Any:
    """Let a running trial last so many days from today. Decided on another end date than it has, it answers 409."""
    on, seen = clock.today(), change.seen_end_date
    return _done(request, 200, lambda: trials.extend_trial(request.scope, trial_id, days=change.days, on=on, seen=seen))


@api.post(
    "trials/{path:trial_id}/cancel", auth=CHANGE, response=answers(TrialOut, 404, 409, 422), tags=["Trials"],
    summary=mark("Cancel a trial"),
)  # fmt: skip
def cancel_trial(request: ApiRequest, trial_id: Text, change: CancelTrialIn) -> Any:
    """End a running trial today."""
    on, seen = clock.today(), change.seen_end_date
    return _done(request, 200, lambda: trials.cancel_trial(request.scope, trial_id, on=on, seen=seen))


@api.post(
    "trials/{path:trial_id}/convert", auth=CHANGE, response=answers(TrialOut, 404, 409, 422), tags=["Trials"],
    summary=mark("Convert a trial"),
)  # fmt: skip
def convert_trial(request: ApiRequest, trial_id: Text, change: ConvertTrialIn) -> Any:
    """Turn a running trial into a paid subscription from today on, with its licenses and holders, and answer that one."""
    return _done(
        request, 200,
        lambda: trials.convert_trial(
            request.scope, trial_id, on=clock.today(), months=change.months, end_date=change.end_date,
            auto_renews=change.auto_renews, seen=change.seen_end_date,
        ),
    )  # fmt: skip


@api.get(
    "trials/{path:trial_id}", auth=needs(Permission.VIEW_SUBSCRIPTIONS), response=answers(TrialOut, 404, 422),
    tags=["Trials"], summary=mark("Get a trial"),
)  # fmt: skip
def get_trial(request: ApiRequest, trial_id: Text) -> dict[str, Any]:
    """Return a trial, running or over."""
    return _as_object(trials.trial_named(request.scope, trial_id))


def _as_object(made: TrialShape) -> dict[str, Any]:
    return {
        "subscription_id": made.reference, "customer_id": made.customer_reference, "customer": made.customer,
        "start_date": made.start_date, "end_date": made.end_date, "cancelled_date": made.cancelled_date,
    }  # fmt: skip


def _done(request: ApiRequest, status: int, act: Callable[[], TrialShape]) -> Any:
    try:
        made = act()
    except WrongOrder as wrong:
        return problem(422, str(wrong), errors=[{"pointer": f"/{wrong.field}", "detail": str(wrong)}])
    build_today.enqueue(request.scope.partner_id)
    return Status(status, _as_object(made))
