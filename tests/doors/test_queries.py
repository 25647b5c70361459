"""A page asks the database at most twelve times, whoever looks at it and however much there is."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.template.base import Template

from partnerhub.terms.codes import Role
from tests.doors.expected import COLUMNS, PAGES
from tests.doors.test_matrix import filled
from tests.tenancy.conftest import Giver
from tests.world import customer, licenses, subscription, trial

MOST = 12
NAMES = [name for name in COLUMNS if name not in {"", "nobody"}]
READ = [address for address, codes in PAGES if 200 in codes and "/account/" not in address]


def whole(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


@pytest.mark.parametrize("name", NAMES)
def test_every_page_asks_at_most_twelve_times(doors, name, django_assert_max_num_queries):
    run, browser, place = doors.import_in_order(), doors.browser(name), COLUMNS.index(name)
    codes = dict(PAGES)
    for address in READ:
        if codes[address][place] == 200:
            for headers in ({}, {"HX-Request": "true"}):
                with django_assert_max_num_queries(MOST, info=f"{address} {headers}"):
                    answer = browser.get(filled(address, run), headers=headers)
                    whole(answer)
                assert answer.status_code == 200


def test_who_holds_many_roles_has_no_more_asked_for_them(doors, django_assert_max_num_queries):
    """Roles on single customers, on groups and with exceptions: each page has to find out which of them reaches what."""
    world, giver = doors.world, Giver(doors.world)
    giver.grant("mona", Role.HELP_DESK_BASIC, without=[world.quarry])
    giver.grant("mona", Role.ADMIN, customer=world.harbor)
    giver.grant("mona", Role.PROVISIONING, members=[world.orchard, world.harbor])
    giver.grant("mona", Role.ADMIN, members=[world.orchard, world.quarry], without=[world.quarry])
    giver.grant("mona", Role.CUSTOMER_ADMIN, customer=world.quarry)
    browser = doors.browser("mona")
    place, codes = COLUMNS.index("adam"), dict(PAGES)
    pages = [
        address
        for address in READ
        if codes[address][place] != 403
        and not any(word in address for word in ("INITECH", "{run}"))  # of Initech's, of Alice's
    ]
    for address in pages:
        with django_assert_max_num_queries(MOST, info=address):
            answer = browser.get(address)
            whole(answer)
        absent = "organization=" in address  # not one that she administrates
        assert answer.status_code == (404 if absent else 200), address


def test_a_page_asks_no_more_often_when_there_is_more(doors, django_assert_max_num_queries):
    world, on = doors.world, doors.world.today
    ids = [f"M{number:03}" for number in range(60)]
    many = [f"HARBOR-M{number}" for number in range(30)]
    world.take_in(
        customers=[customer(id_) for id_ in ids],
        subscriptions=[subscription(f"S{id_}", id_, on, added_date=on) for id_ in ids]
        + [subscription(id_, "HARBOR", on, setup_state="pending", payment_state="unpaid") for id_ in many]
        + [trial(f"T{id_}", "HARBOR", on) for id_ in many],
        licenses=[licenses(f"S{id_}", on, 10, 11) for id_ in ids] + [licenses(id_, on, 10, 11) for id_ in many],
        tags=[{"customer_id": id_, "tag": f"tag {number % 7}"} for number, id_ in enumerate(ids)],
    )
    world.build()
    browser = doors.browser("alice")
    for address in (
        "/customers/", "/customers/?q=customer", "/customers/by-id/HARBOR/", "/customers/export/",
        "/analytics/subscriptions/?full=1", "/analytics/subscriptions/export/",
    ):  # fmt: skip
        with django_assert_max_num_queries(MOST, info=address):
            whole(browser.get(address))


@contextmanager
def asked_while_rendering(monkeypatch):
    """Yield the list of queries that are put while a template is being rendered."""
    asked, depth, render = [], [], Template.render

    def watched(template, context):
        depth.append(template.name)
        try:
            return render(template, context)
        finally:
            depth.pop()

    def note(execute, sql, parameters, many, context):
        if depth:
            asked.append(f"{depth[0]}: {sql}")
        return execute(sql, parameters, many, context)

    monkeypatch.setattr(Template, "render", watched)
    with connection.execute_wrapper(note):
        yield asked


def test_watching_templates_sees_a_query_that_one_of_them_puts(doors, monkeypatch):
    from django.template import Context

    from partnerhub.tenancy.models import Person

    with asked_while_rendering(monkeypatch) as asked:
        Template("{% for one in people %}{{ one }}{% endfor %}").render(Context({"people": Person.objects.all()}))
    assert len(asked) == 1


@pytest.mark.parametrize("name", ["alice", "adam", "nobody", ""])
def test_templates_ask_the_database_nothing(doors, name, monkeypatch):
    """What a template receives is finished, whether it shows a page or refuses one.

    The sign-in library's own pages are left out: some find out who is calling only while they are being rendered.
    """
    run, browser = doors.import_in_order(), doors.browser(name)
    with asked_while_rendering(monkeypatch) as asked:
        for address in (address for address, _ in PAGES if "/account/" not in address):
            for headers in ({}, {"HX-Request": "true"}):
                whole(browser.get(filled(address, run), headers=headers))
        assert asked == []
