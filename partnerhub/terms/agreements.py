"""The terms and conditions that are accepted when an organization or an order is set up: texts with a version."""

import hashlib
from dataclasses import dataclass

from partnerhub.terms.texts import mark


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of the terms: a title, and paragraphs of a heading and a text. Another text is another version."""

    version: str
    title: str
    paragraphs: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """Return what proves later which words were accepted."""
        return hashlib.sha256(repr((self.version, self.title, self.paragraphs)).encode()).hexdigest()


SHIPPED_AGREEMENT = Agreement(
    "1",
    mark("Terms and conditions"),
    (
        (
            mark("Who agrees"),
            mark("You accept these terms for the organization that is set up, and say that you may do so on its behalf."),
        ),
        (
            mark("What was ordered"),
            mark("The plan that you reviewed is what is set up. The agreement under which it was ordered stays in force."),
        ),
        (
            mark("Who has access"),
            mark(
                "People of the partner work in the organization within their roles, for as long as their rights last. What"
                " they do there is written down, and the organization's own administrators can read it."
            ),
        ),
        (
            mark("Data"),
            mark(
                "Names, addresses and figures of use are kept to run and to report on the services, in the country and for"
                " the time that the agreement names."
            ),
        ),
        (
            mark("Changes"),
            mark("When these terms change, the new version is shown before the next set-up and has to be accepted again."),
        ),
    ),
)
