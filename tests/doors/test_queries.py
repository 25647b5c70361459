"""A page asks the database at most twelve times, whoever looks at it and however much there is."""

import pytest

from tests.doors.expected import COLUMNS, PAGES
from tests.doors.test_matrix import filled
from tests.world import customer, licenses, subscription

MOST = 12
READ = [address for address, codes in PAGES if 200 in codes and "/account/" not in address]


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in {"", "nobody"}])
def test_every_page_asks_at_most_twelve_times(doors, name, django_assert_max_num_queries):
    run, browser, place = doors.import_in_order(), doors.browser(name), COLUMNS.index(name)
    codes = dict(PAGES)
    for address in READ:
        if codes[address][place] == 200:
            for headers in ({}, {"HX-Request": "true"}):
                with django_assert_max_num_queries(MOST, info=f"{address} {headers}"):
                    answer = browser.get(filled(address, run), headers=headers)
                    answer.getvalue() if answer.streaming else answer.content
                assert answer.status_code == 200


def test_a_page_asks_no_more_often_when_there_is_more(doors, django_assert_max_num_queries):
    world, on = doors.world, doors.world.today
    ids = [f"M{number:03}" for number in range(60)]
    world.take_in(
        customers=[customer(id_) for id_ in ids],
        subscriptions=[subscription(f"S{id_}", id_, on, added_date=on) for id_ in ids],
        licenses=[licenses(f"S{id_}", on, 10, 11) for id_ in ids],
        tags=[{"customer_id": id_, "tag": f"tag {number % 7}"} for number, id_ in enumerate(ids)],
    )
    world.build()
    browser = doors.browser("alice")
    for address in ("/customers/", "/customers/?q=customer", "/analytics/subscriptions/?full=1", "/customers/export/"):
        with django_assert_max_num_queries(MOST, info=address):
            answer = browser.get(address)
            answer.getvalue() if answer.streaming else answer.content


def test_templates_ask_the_database_nothing(doors, monkeypatch, django_assert_num_queries):
    """What a template receives is finished: rendering it again costs no query."""
    from django.template import Template
    from django.test.utils import ContextList

    assert ContextList and Template
    browser = doors.browser("alice")
    for address in ("/customers/", "/customers/by-id/HARBOR/", "/analytics/subscriptions/?full=1", "/settings/", "/audit/"):
        answer = browser.get(address)
        with django_assert_num_queries(0):
            answer.templates[0].nodelist.render(
                answer.context[0].new(answer.context.flatten()).__class__(answer.context.flatten())
            )
