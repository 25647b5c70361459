"""`python -m bench.list_ask RUNS`: time the customer page beside bare SQL for the same rows, question by question. A child process."""

import json
import resource
import sys
import time
from functools import partial

import django

FRAMEWORK_LIST = "/framework/portfolio/customer/"
PAGE = 50
LEAST_RUNS, LONGEST_SECONDS = 5, 12.0  # a baseline that takes seconds is run less often
ROWS = "SELECT organization_id, reference, name, status_bits, country, domain, managed_by, next_end_date FROM portfolio_customer"
FEW = "SELECT count(*) FROM portfolio_customer WHERE partner_id = {partner} AND managed_by <> 'SELF' AND {where}"
# name → (query of the page, condition and order of the bare SQL)
QUESTIONS = {
    "first page": ({}, "1 = 1", "sort_name, organization_id"),
    "next page": ({"after": "{middle}"}, "(sort_name, organization_id) > ('{name}', {id})", "sort_name, organization_id"),
    "one status": ({"q": "status:expired"}, "(status_bits & 2) <> 0", "sort_name, organization_id"),
    "one product": ({"q": "product:calling"}, "products LIKE '%%calling%%'", "sort_name, organization_id"),
    "one tag": (
        {"q": 'tag:"at risk"'},
        "organization_id IN (SELECT customer_id FROM portfolio_customertag WHERE tag_id = 2)", "sort_name, organization_id",
    ),
    "a question": ({"q": "renews<=30"}, "renews_date BETWEEN '2026-11-22' AND '2026-12-22'", "sort_name, organization_id"),
    "three facets": (
        {"q": "country:SE managed_by:external -status:suspended"},
        "country = 'SE' AND managed_by = 'EXTERNAL' AND (status_bits & 1) = 0", "sort_name, organization_id",
    ),
    "one letter": ({"q": "k"}, "(sort_name LIKE 'k%%' OR sort_name LIKE '%% k%%')", "sort_name, organization_id"),
    "a word": ({"q": "klara ener"}, "sort_name LIKE 'klara%%' AND sort_name LIKE '%% ener%%'", "sort_name, organization_id"),
    "by next end": ({"sort": "ends"}, "1 = 1", "next_end_date IS NULL, next_end_date, sort_name, organization_id"),
}  # fmt: skip
FRAMEWORK = {"first page": {}, "a word": {"q": "klara ener"}, "by next end": {"o": "6"}}  # name → query of its list


def main(runs: int) -> None:
    """Time the first list of a process, then every question in turn with its bare SQL and with the framework's own list."""
    with_framework_list()
    django.setup()
    from partnerhub.portfolio.listing import keeper

    client, partner = signed_in()
    begun = time.perf_counter()
    keeper.listing_of(partner.id)
    first = time.perf_counter() - begun
    found = {}
    for name, question in QUESTIONS.items():
        found[name] = asked(client, partner.id, question, runs) | {"framework": []}
        if name in FRAMEWORK:
            found[name]["framework"] = by_framework(client, FRAMEWORK[name])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"questions": found, "first": first, "peak_mb": peak}))


def with_framework_list() -> None:
    """Add the framework's own list of customers to the settings, before the framework is set up."""
    from django.conf import settings

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    settings.ROOT_URLCONF = "bench.framework_list"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"  # the framework's own style sheets are not collected
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    options = settings.TEMPLATES[0]["OPTIONS"]
    options["context_processors"] = [*options["context_processors"], "django.contrib.auth.context_processors.auth"]


def signed_in():
    """Return a browser in which a full administrator is signed in, on the day of the benchmark, and the partner."""
    from bench import browser
    from bench.list_fill import ON
    from partnerhub.kit import clock
    from partnerhub.tenancy.selectors import partners

    clock.today = lambda: ON
    partner = partners()[0]
    return browser.signed_in(partner), partner


def asked(client, partner: int, question, runs: int) -> dict[str, list[float]]:
    """Return the seconds of the page and of the bare SQL, taken in turn."""
    from partnerhub.portfolio.models import Customer

    query, where, order = question
    some = Customer._base_manager.filter(partner_id=partner, sort_name__gt="h").order_by("sort_name").first()
    query = {key: value.format(middle=some.reference) for key, value in query.items()}
    where = where.format(name=some.sort_name, id=some.organization_id)
    page = partial(client.get, "/customers/", query, headers={"HX-Request": "true"})
    hand = partial(by_hand, partner, where, order)
    answer = page()
    assert answer.status_code == 200, answer.content[:300]
    hand()
    pairs: list[tuple[float, float]] = []
    begun = time.perf_counter()
    while len(pairs) < LEAST_RUNS or (len(pairs) < runs and time.perf_counter() - begun < LONGEST_SECONDS):
        pairs.append((timed(page), timed(hand)))
    return {"ours": [ours for ours, _ in pairs], "theirs": [theirs for _, theirs in pairs]}


def by_framework(client, query: dict[str, str]) -> list[float]:
    """Return the seconds that the framework's own list takes for a question."""
    page = partial(client.get, FRAMEWORK_LIST, query)
    answer = page()
    assert answer.status_code == 200 and b"result_list" in answer.content, answer.content[:300]
    return [timed(page) for _ in range(LEAST_RUNS)]


def by_hand(partner: int, where: str, order: str) -> list[tuple]:
    """Return what the page shows, as somebody would write it in SQL: the rows, their tags and terms, and the exact total."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FEW.format(partner=partner, where=where).replace("%%", "%"))
        cursor.fetchone()
        own = f"{ROWS} WHERE partner_id = {partner} AND managed_by <> 'SELF' AND {where} ORDER BY {order} LIMIT {PAGE}"
        cursor.execute(own.replace("%%", "%"))
        rows = cursor.fetchall()
        ids = ", ".join(str(row[0]) for row in rows) or "0"
        cursor.execute(f"SELECT customer_id, tag_id FROM portfolio_customertag WHERE customer_id IN ({ids})")
        cursor.fetchall()
        cursor.execute(f"SELECT customer_id, end_date FROM portfolio_subscription WHERE customer_id IN ({ids})")
        cursor.fetchall()
    return rows


def timed(work) -> float:
    """Return the seconds that a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]))
