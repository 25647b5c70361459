"""Daily work at 00:00 UTC, once a day, also when the hub was down at that moment."""

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from partnerhub.jobs.models import Occasion
from partnerhub.kit import clock


def enqueue_due() -> list[str]:
    """Put every piece of daily work into the queue that was not put there today, and return their names.

    The day is noted in the same transaction, so that two workers or a clock that steps back start nothing twice.
    """
    day = clock.today()
    missing = set(settings.DAILY) - set(Occasion.objects.filter(day__gte=day).values_list("name", flat=True))
    return [name for name in sorted(missing) if _start(name)]


@transaction.atomic
def _start(name: str) -> bool:
    day = clock.today()
    occasion, made = Occasion.objects.select_for_update().get_or_create(name=name, defaults={"day": day})
    if not made and occasion.day >= day:
        return False
    Occasion.objects.filter(name=name).update(day=day)
    import_string(settings.DAILY[name]).enqueue()
    return True
