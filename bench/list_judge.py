"""`python -m bench.list_judge`: judge every customer anew, as at midnight, and say how long it took. A child process."""

import json
import time

import django


def main() -> None:
    """Forget every judgement, then time the next one."""
    django.setup()
    from bench.list_fill import ON
    from partnerhub.portfolio.models import Customer
    from partnerhub.portfolio.services import refresh_statuses
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    partner = partners()[0]
    Customer._base_manager.filter(partner_id=partner.id).update(judged_date=None)
    begun = time.perf_counter()
    judged = refresh_statuses(Scope.system(partner.id, partner.name, "bench"), on=ON)
    print(json.dumps({"judged": judged, "seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main()
