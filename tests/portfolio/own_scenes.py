"""What Acme ordered for itself, and pictures of every kind."""

from datetime import timedelta

from partnerhub.portfolio.own import services
from partnerhub.portfolio.own.selectors import own_organization
from partnerhub.portfolio.setup import steps as setup
from tests.world import World, customer, licenses, subscription

PNG, JPEG, GIF = b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"\xff\xd8\xff\xe0" + b"\0" * 40, b"GIF89a" + b"\0" * 40
WEBP = b"RIFF\x20\0\0\0WEBPVP8 " + b"\0" * 40
SEEN_ON_BOTH = "#2a8f8c"


def order_for_acme(world: World, *, setup_state: str = "pending") -> None:
    """Put an order of 25 Meetings licenses for the own organization into the records, and one that runs already."""
    on = world.today
    day = {"ordered_date": on, "action": "new"}
    world.take_in(
        customers=[customer("OWN", "Acme Partners AB", managed_by="self", country="SE", domain="acme.example")],
        subscriptions=[
            subscription("OWN-1", "OWN", on, setup_state=setup_state, added_date=on, auto_renews="yes"),
            subscription("OWN-2", "OWN", on, added_date=on - timedelta(days=100)),
        ],
        licenses=[licenses("OWN-2", on, 40, 30, 20, 25)],
        orders=[{"order_id": "O-1", "subscription_id": "OWN-1", "product": "meetings", "quantity": 25, **day}],
    )


def launch(world: World) -> None:
    """Take every step of the set-up, as Alice."""
    scope, subject = world.alice, setup.own_to_set_up(world.alice, "Acme")
    setup.review_plan(scope, subject, version=0)
    setup.get_started(scope, subject, agreement="1", version=1)
    for step, changes in (("profiled_at", {"name": "Acme Nordic"}), ("branded_at", {}), ("staffed_at", {})):
        services.change_own(scope, seen=own_organization(scope).version, changes=changes, confirms=step)
    setup.finish_setup(scope, subject, version=2)
