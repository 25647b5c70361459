"""What can be said of how a customer uses what it bought. The rule behind each word stands in portfolio/uptake.py."""

from enum import StrEnum

from partnerhub.terms.statuses import Look
from partnerhub.terms.texts import mark


class Uptake(StrEnum):
    """How much of what was bought is taken up, the word that asks for most attention first."""

    EXCEEDS = "exceeds"
    WASTES = "wastes"
    USES_UP = "uses_up"
    STARTS = "starts"
    FITS = "fits"
    NOTHING = "nothing"

    @property
    def look(self) -> Look:
        """Return how it is shown: word, icon, tone and rule."""
        return LOOKS[self]


LOOKS = {
    Uptake.EXCEEDS: Look(
        mark("Exceeds"),
        "trending-up",
        "watch",
        mark("More licenses of a line are assigned than were bought, beyond the tolerance."),
    ),
    Uptake.WASTES: Look(
        mark("Wastes"),
        "trending-down",
        "bad",
        mark("Too small a share of what was bought is in use; young and small lines are left out."),
    ),
    Uptake.USES_UP: Look(mark("Uses up"), "circle-check", "act", mark("Nearly everything that was bought is assigned.")),
    Uptake.STARTS: Look(mark("Starts"), "clock", "quiet", mark("Bought a short while ago and still being handed out.")),
    Uptake.FITS: Look(mark("Fits"), "check", "good", mark("What was bought is in use, with some to spare.")),
    Uptake.NOTHING: Look(mark("Nothing to measure"), "minus", "quiet", mark("No line with licenses runs.")),
}
