"""Set-ups in steps: a look at the plan, terms to accept, "Get started", then what else there is to do. Of anything.

A step says whether it is done, what it shows and what its form does. Whose set-up it is makes no difference here: that of a
customer, of one of its orders, of the own organization. The first step that is not done is where one goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.portfolio.ordering import WrongOrder
from partnerhub.portfolio.setup import steps as setup
from partnerhub.portfolio.setup.shapes import PlanLine, SetupShape
from partnerhub.portfolio.setup.steps import Subject
from partnerhub.tenancy.gate import refusal
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.request import Request
from partnerhub.web.shown import TRIAL_WORDS


class NotYet(Exception):
    """A form that wants to be seen once more before it counts: what the page shows then."""

    def __init__(self, context: dict[str, object]) -> None:
        super().__init__("look at it once more")
        self.context = context


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a set-up. `act` does what its form asks, and returns what to say about it.

    `again` is what it shows to the second of two who change the same; a step without it shows both versions on a page.
    """

    name: str
    label: str
    template: str
    is_done: bool
    show: Callable[[], dict[str, object]]
    act: Callable[[], str]
    again: Callable[[Stale], dict[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through steps: where it is, what it is called, where it came from, and who changed it how often."""

    address: str
    title: str
    lead: str
    steps: tuple[Step, ...]
    version: int
    crumb: tuple[str, str]
    around: dict[str, object] = field(default_factory=dict)

    def url(self, step: Step) -> str:
        """Return the address of a step."""
        return f"{self.address}?step={step.name}"

    def next_open(self) -> Step:
        """Return the first step that is not done, or the last one."""
        return next((step for step in self.steps if not step.is_done), self.steps[-1])

    def at(self, name: str) -> Step:
        """Return the step asked for, unless one before it is not done: then that one."""
        reachable = self.steps[: self.steps.index(self.next_open()) + 1]
        return next((step for step in reachable if step.name == name), self.next_open())


def walked(request: Request, walk: Walk) -> HttpResponse:
    """Show the step asked for, or the first that is not done; a POST takes it, and goes on to the next one."""
    sent = request.POST if request.method == "POST" else request.GET
    step = walk.at(sent.get("step", ""))
    if request.method != "POST":
        return _shown(request, walk, step)
    try:
        messages.success(request, step.act())
    except NotYet as again:
        return _shown(request, walk, step, again.context)
    except WrongOrder as wrong:
        return _shown(request, walk, step, {"wrong": str(wrong), "wrong_field": wrong.field}, 422)
    except Stale as stale:
        if step.again is not None:
            return _shown(request, walk, step, step.again(stale), 409)
        compared = [(name, stale.current.get(name), value) for name, value in stale.sent.items()]
        return refusal(request, 409, compared=compared, current_url=walk.url(step))
    return redirect(walk.address)


def _shown(
    request: Request, walk: Walk, step: Step, more: Mapping[str, object] | None = None, status: int = 200
) -> HttpResponse:
    here = walk.steps.index(step)
    reached = walk.steps.index(walk.next_open())
    context = {
        "walk": walk,
        "step": step,
        "steps": [
            (number, one.label, walk.url(one) if place <= reached else "", one is step, one.is_done)
            for place, (number, one) in enumerate(enumerate(walk.steps, start=1))
        ],
        "product_label": gettext(lines.product.label),
        "number": here + 1,
        "of": len(walk.steps),
        **walk.around,
        **step.show(),
        **(more or {}),
    }
    return render(request, "pages/setup.html", context, status=status)


def version_of(request: Request) -> int:
    """Return the version that was on the page; what makes no sense is a version that never was."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


@dataclass(frozen=True, slots=True)
class ShownPlanLine:
    """A line of a plan, every text finished."""

    name: str
    reference: str
    products: tuple[tuple[str, str], ...]
    term: str
    renewal: str


def plan_step(request: Request, scope: Scope, subject: Subject, state: SetupShape) -> Step:
    """Return the step that shows what was ordered."""

    def show() -> dict[str, object]:
        return {"plan": [_plan_line(one) for one in setup.plan_of(scope, subject, on=clock.today())]}

    def act() -> str:
        setup.review_plan(scope, subject, version=version_of(request))
        return gettext("The plan was looked at.")

    is_done = state.reviewed_at is not None
    return Step("plan", gettext("Review the plan"), "parts/setup_plan.html", is_done, show, act)


def _plan_line(one: PlanLine) -> ShownPlanLine:
    ends = figures.day(one.end_date)
    renewal = gettext("renews after %(day)s") if one.auto_renews else gettext("ends %(day)s")
    return ShownPlanLine(
        TRIAL_WORDS if one.kind == "trial" else one.reference, one.reference,
        tuple((label, figures.count(number)) for label, number in one.products),
        f"{figures.day(one.start_date)} – {ends}", renewal % {"day": ends},
    )  # fmt: skip


def terms_step(request: Request, scope: Scope, subject: Subject, state: SetupShape) -> Step:
    """Return the step that asks for the terms to be accepted, and begins."""

    def show() -> dict[str, object]:
        accepted = setup.accepted_terms(scope, subject)
        who = f"{accepted.actor}, {figures.moment(accepted.at)}" if accepted else ""
        return {
            "agreement": setup.agreement_in_force(scope), "accepted": who, "organization": subject.customer,
            "begun": f"{state.begun_by}, {figures.moment(state.begun_at)}" if state.begun_at else "",
        }  # fmt: skip

    def act() -> str:
        agreement = request.POST.get("agreement", "")
        setup.get_started(scope, subject, agreement=agreement, version=version_of(request))
        return gettext("Everything is ready to be set up.")

    return Step("terms", gettext("Accept the terms"), "parts/setup_terms.html", state.begun_at is not None, show, act)


def customer_setup(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Set up a customer's organization: the plan, the terms, then what else there is to do for it."""
    subject = setup.organization_to_set_up(scope, reference)
    state = setup.setup_of(scope, subject)
    steps = (
        plan_step(request, scope, subject, state), terms_step(request, scope, subject, state),
        _next_step(request, scope, subject, state),
    )  # fmt: skip
    back = reverse("customer", args=[reference]) if scope.may(Permission.FIND_CUSTOMERS) else reverse("workspace")
    walk = Walk(
        reverse("customer_setup", args=[reference]), gettext("Set up %(customer)s") % {"customer": subject.customer},
        gettext("What was ordered, on which terms, and what to do next. You can leave at any step and go on later."), steps,
        state.version, (subject.customer, back),
    )  # fmt: skip
    return walked(request, walk)


def _next_step(request: Request, scope: Scope, subject: Subject, state: SetupShape) -> Step:
    """Return the step that says what to do next: the prompts behind "Get started"."""

    def show() -> dict[str, object]:
        reference, id_ = subject.customer_reference, subject.customer_id
        customer = reverse("customer", args=[reference])
        prompts = [
            (
                Permission.SET_UP_ORDERS,
                "package",
                gettext("Set up what was ordered"),
                f"{reverse('orders')}?customer={reference}",
            ),
            (Permission.START_TRIALS, "flask", gettext("Start a trial"), f"{reverse('start_trial')}?customer={reference}"),
            (Permission.ASSIGN_CUSTOMERS, "users", gettext("Say who looks after it"), f"{customer}#administrators"),
        ]  # fmt: skip
        finished = f"{state.finished_by}, {figures.moment(state.finished_at)}" if state.finished_at else ""
        return {"prompts": [one[1:] for one in prompts if scope.may(one[0], id_)], "finished": finished}

    def act() -> str:
        setup.finish_setup(scope, subject, version=version_of(request))
        return gettext("%(customer)s is set up.") % {"customer": subject.customer}

    return Step("next", gettext("What to do next"), "parts/setup_next.html", state.finished_at is not None, show, act)
