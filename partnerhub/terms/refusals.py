"""The titles of refusals: what the status of an answer says in words."""

from http import HTTPStatus

from partnerhub.terms.texts import mark

TITLES = (  # those that the hub's answers carry; releases of Python word one of them differently
    mark("Bad Request"), mark("Unauthorized"), mark("Forbidden"), mark("Not Found"), mark("Method Not Allowed"),
    mark("Conflict"), mark("Precondition Failed"), mark("Unprocessable Entity"), mark("Unprocessable Content"),
    mark("Too Many Requests"), mark("Internal Server Error"), mark("Service Unavailable"),
)  # fmt: skip


def title_of(status: int) -> str:
    """Return the title of a refusal with this status, to be translated like every declared text."""
    return HTTPStatus(status).phrase
