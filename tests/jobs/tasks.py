"""Work for the tests: it notes that it was done, or breaks off."""

from django_tasks import task

from partnerhub.kit import clock

done: list[str] = []


@task
def note(what: str) -> str:
    """Note that it was done."""
    done.append(what)
    return what


@task
def fail(what: str) -> None:
    """Break off with an error that says why."""
    done.append(what)
    raise ValueError(f"{what} does not go together")


@task
def nightly() -> None:
    """Note the day on which it was done."""
    done.append(f"night of {clock.today()}")
