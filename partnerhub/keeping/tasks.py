"""Background work of the room. It can be run again: a backup more is no harm, and the number that is kept stays."""

import logging

from django_tasks import task

from partnerhub.keeping.backing_up import nightly

log = logging.getLogger(__name__)


@task
def back_up_at_night() -> None:
    """Make the backup of the night, after what else the night does."""
    made = nightly()
    log.info("nightly backup: %s", f"{made.size:,} bytes" if made else "none is to be kept")
