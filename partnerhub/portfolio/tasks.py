"""Background work of the portfolio. Every task can be run again: it finds out itself what is left to do."""

import uuid

from django_tasks import task

from partnerhub.kit import clock
from partnerhub.portfolio import tagging
from partnerhub.portfolio.reminders import remind_of_trials
from partnerhub.tenancy.selectors import partners, scope_of_actor


@task
def remind() -> None:
    """Remind of every partner's trials that end."""
    for partner in partners():
        remind_of_trials(scope_of_actor(partner.id, None, "reminders"), on=clock.today())


@task
def go_on_tagging(partner_id: int, person_id: int | None, address: str, run_id: str) -> None:
    """Carry out what is left of a long run of tagging, as whoever began it, with the rights of the moment."""
    tagging.go_on(scope_of_actor(partner_id, person_id, "a long run of tagging", address=address), uuid.UUID(run_id))
