"""`python -m tests.portfolio.converting`: start trials and turn each into a subscription, until killed."""

import sys

import django


def main() -> None:
    """Begin where the one before was killed; say so once the work is under way."""
    django.setup()
    from partnerhub.config.start import make_ready
    from partnerhub.kit import clock
    from partnerhub.portfolio.ordering import NewCustomer, TrialOrder
    from partnerhub.portfolio.trials import convert_trial, start_trial
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    make_ready()
    partner = partners()[0]
    scope = Scope.system(partner.id, partner.name, "test")
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    number = 0
    while True:
        number += 1
        order = TrialOrder({"meetings": 10, "calling": 5}, "ada@harbor.example", "retail")
        trial = start_trial(scope, NewCustomer(f"Customer {number}", "SE"), order, on=clock.today())
        convert_trial(scope, trial.reference, on=clock.today(), months=12)


if __name__ == "__main__":
    main()
