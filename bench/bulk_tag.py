"""`python -m bench.bulk_tag CUSTOMERS RUNS`: time hanging a tag on customers, beside the bare rows. A child process."""

import json
import sys
import time

import django


def main(customers: int, runs: int) -> None:
    """Tag, take it off again, and insert the same rows by hand, in turn."""
    django.setup()
    import uuid

    from django.db import connection, transaction

    from bench.list_fill import ON
    from partnerhub.portfolio import tagging
    from partnerhub.portfolio.models import Customer, CustomerTag, Tag
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    partner = partners()[0]
    scope = Scope.system(partner.id, partner.name, "bench")
    found = Customer._base_manager.filter(partner_id=partner.id).order_by("organization_id")[:customers]
    rows = list(found.values_list("reference", "organization_id"))
    references = [reference for reference, _ in rows]

    def tag(adds: bool) -> float:
        begun = time.perf_counter()
        run = tagging.tag_customers(scope, label="bench", adds=adds, references=references, on=ON)
        done = tagging.go_on(scope, uuid.UUID(run.id))
        assert done.is_finished and done.changed == customers, done
        return time.perf_counter() - begun

    def by_hand() -> float:
        tag_id = Tag.objects.get_or_create(partner_id=partner.id, label="by hand")[0].id
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            values = [(tag_id, id_) for _, id_ in rows]
            cursor.executemany("INSERT INTO portfolio_customertag (tag_id, customer_id) VALUES (%s, %s)", values)
        seconds = time.perf_counter() - begun
        CustomerTag._base_manager.filter(tag_id=tag_id).delete()
        return seconds

    pairs = []
    for _ in range(runs):
        pairs.append((tag(True), by_hand()))
        tag(False)
    print(json.dumps({"ours": [ours for ours, _ in pairs], "theirs": [theirs for _, theirs in pairs]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
