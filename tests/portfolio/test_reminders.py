"""TR-01, P8: reminders of trials that end, 7, 3 and 1 days before, once each, to those who look after the customer."""

import pytest

from partnerhub.jobs.models import OutgoingMail
from partnerhub.jobs.worker import run_all
from partnerhub.portfolio import tasks, trials
from partnerhub.portfolio.models import Subscription, TrialReminder
from partnerhub.portfolio.ordering import TrialOrder
from partnerhub.portfolio.reminders import DAYS_BEFORE, remind_of_trials
from partnerhub.tenancy.granting import grant_role
from partnerhub.tenancy.groups import change_members, create_group
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role
from tests.portfolio.conftest import days
from tests.world import customer, licenses, subscription, trial

ADAM, ALICE = "adam@acme.example", "alice@acme.example"


@pytest.fixture
def ending(crowd):
    """Return the crowd without its own trials, and a function that gives somebody one which ends in some days."""
    Subscription._base_manager.filter(kind="TRIAL").update(cancelled_date=crowd.today)

    def give(customer_id: str, left: int, id_: str = "") -> None:
        on, id_ = crowd.today, id_ or f"T-{customer_id}"
        crowd.take_in(
            subscriptions=[trial(id_, customer_id, on, end_date=days(on, left))], licenses=[licenses(id_, on, 25, 4)]
        )

    return give


def mails() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mail in OutgoingMail.objects.order_by("id"):
        found.setdefault(mail.to, []).append(mail.text)
    return found


def remind(crowd, later: int = 0) -> int:
    return remind_of_trials(crowd.system(), on=days(crowd.today, later))


@pytest.mark.parametrize(("left", "reminded"), [(8, 0), (7, 1), (6, 1), (3, 1), (1, 1), (0, 1)])
def test_a_reminder_is_due_from_seven_days_before_to_the_last_day(crowd, ending, left, reminded):
    ending("HARBOR", left)
    assert remind(crowd) == reminded


def test_each_day_of_the_three_is_reminded_of_once_however_often_the_work_is_done(crowd, ending):
    ending("HARBOR", 7)
    told = [later for later in range(9) if remind(crowd, later) + remind(crowd, later)]
    assert told == [7 - before for before in sorted(DAYS_BEFORE, reverse=True)]
    assert TrialReminder.objects.count() == len(mails()[ADAM]) == len(DAYS_BEFORE)
    assert AuditEntry.objects.filter(act="trials.reminded").count() == len(DAYS_BEFORE)


def test_days_that_were_missed_are_made_up_for_by_the_reminder_that_is_due_now(crowd, ending):
    ending("HARBOR", 7)
    assert [later for later in (5, 6) if remind(crowd, later)] == [5, 6]  # 2 days before stands for 3, 1 for 1
    assert TrialReminder.objects.order_by("-days").values_list("days", flat=True)[0] == 3


def test_a_trial_that_never_had_so_many_days_is_not_reminded_of_at_its_beginning(crowd):
    made = trials.start_trial(
        crowd.alice, "HARBOR", TrialOrder({"contact_center": 5}, "ada@harbor.example", "retail", days=5), on=crowd.today
    )
    mine = TrialReminder.objects.filter(subscription__reference=made.reference)
    told = []
    for later in range(6):
        before = mine.count()
        remind(crowd, later)
        told += [later] if mine.count() > before else []
    assert told == [1, 3]  # 3 days before and 1 day before


def test_another_end_is_another_reminder_and_what_is_over_is_not_reminded_of(crowd, ending):
    ending("HARBOR", 1)
    assert remind(crowd) == 1
    trials.extend_trial(crowd.alice, "T-HARBOR", days=4, on=crowd.today)
    assert remind(crowd) == 1
    trials.cancel_trial(crowd.alice, "T-HARBOR", on=crowd.today)
    assert remind(crowd, 2) == 0


def test_a_converted_trial_is_not_reminded_of(crowd, ending):
    ending("HARBOR", 3)
    trials.convert_trial(crowd.alice, "T-HARBOR", on=crowd.today, months=12)
    assert remind(crowd) == 0


def test_those_who_look_after_the_customer_are_told_and_nobody_else(crowd, ending):
    """P1: adam looks after Harbor; for Quarry nobody does, so the full administrators are told."""
    ending("HARBOR", 3)
    ending("QUARRY", 3)
    remind(crowd)
    assert set(mails()) == {ADAM, ALICE}
    assert "Harbor Foods" in mails()[ADAM][0] and "Quarry" not in mails()[ADAM][0]
    assert "Quarry Steel" in mails()[ALICE][0] and "Harbor" not in mails()[ALICE][0]
    assert "4 of 25 licenses assigned" in mails()[ADAM][0]


def test_a_group_counts_as_looking_after_its_customers_but_for_those_left_out(crowd, ending):
    group = create_group(crowd.alice, "Steel")
    change_members(crowd.alice, group, add=[crowd.quarry])
    grant_role(crowd.alice, PlannedGrant("mona@acme.example", Role.ADMIN, "Mona", group_id=group))
    ending("QUARRY", 3)
    remind(crowd)
    assert set(mails()) == {"mona@acme.example"}


def test_many_trials_are_one_mail_a_person(crowd, ending):
    ending("HARBOR", 3)
    ending("HARBOR", 1, "T-2")
    assert remind(crowd) == 2
    (text,) = mails()[ADAM]
    assert text.index("T-2 ends tomorrow") < text.index("T-HARBOR ends in 3 days")


def test_the_schedule_reminds_for_every_partner(crowd, ending):
    ending("HARBOR", 3)
    tasks.remind.enqueue()
    run_all()
    assert set(mails()) == {ADAM}


def test_a_name_stays_a_name_in_the_mail_and_markup_does_nothing(crowd, ending):
    crowd.take_in(
        customers=[customer("SCRIPT", "<b>Bold & Co</b>")], subscriptions=[subscription("X", "SCRIPT", crowd.today)]
    )
    ending("SCRIPT", 3)
    remind(crowd)
    mail = OutgoingMail.objects.get(to=ALICE)
    assert "<b>Bold & Co</b>" in mail.text
    assert "&lt;b&gt;Bold &amp; Co&lt;/b&gt;" in mail.html and "<b>Bold" not in mail.html
