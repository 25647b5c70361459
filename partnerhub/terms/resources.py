"""What resources are told apart by: topic, audience, kind; and how far a request to the help desk is."""

from partnerhub.terms.codes import Code
from partnerhub.terms.texts import mark


class Topic(Code):
    """What a resource is about."""

    GETTING_STARTED = "GETTING_STARTED"
    CUSTOMERS = "CUSTOMERS"
    TRIALS = "TRIALS"
    ANALYTICS = "ANALYTICS"
    IMPORTS = "IMPORTS"
    ADMINISTRATION = "ADMINISTRATION"
    PROGRAMS = "PROGRAMS"
    OPERATION = "OPERATION"

    @property
    def label(self) -> str:
        """Return the topic as people read it."""
        return TOPIC_LABELS[self]


class Audience(Code):
    """Whom a resource is for. It narrows a search; it never hides anything."""

    EVERYONE = "EVERYONE"
    ADMINISTRATORS = "ADMINISTRATORS"
    FULL_ADMINISTRATORS = "FULL_ADMINISTRATORS"
    HELP_DESK = "HELP_DESK"
    DEVELOPERS = "DEVELOPERS"
    OPERATORS = "OPERATORS"

    @property
    def label(self) -> str:
        """Return the audience as people read it."""
        return AUDIENCE_LABELS[self]


class ResourceKind(Code):
    """What sort of text a resource is."""

    HELP = "HELP"
    GUIDE = "GUIDE"
    CHECKLIST = "CHECKLIST"
    TEMPLATE = "TEMPLATE"
    NEWS = "NEWS"
    LINK = "LINK"

    @property
    def label(self) -> str:
        """Return the kind as people read it."""
        return KIND_LABELS[self]


class ResourceState(Code):
    """Whether a partner's own text counts: it is shown, or hidden, or the shipped one counts again."""

    SHOWN = "SHOWN"
    HIDDEN = "HIDDEN"
    SHIPPED = "SHIPPED"


class HelpState(Code):
    """How far a request to the help desk is."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"

    @property
    def label(self) -> str:
        """Return the state as people read it."""
        return HELP_LABELS[self]


TOPIC_LABELS = {
    Topic.GETTING_STARTED: mark("Getting started"),
    Topic.CUSTOMERS: mark("Customers and tags"),
    Topic.TRIALS: mark("Trials and orders"),
    Topic.ANALYTICS: mark("Numbers"),
    Topic.IMPORTS: mark("Files"),
    Topic.ADMINISTRATION: mark("People and rights"),
    Topic.PROGRAMS: mark("Programs and API"),
    Topic.OPERATION: mark("Running the hub"),
}
AUDIENCE_LABELS = {
    Audience.EVERYONE: mark("Everyone"),
    Audience.ADMINISTRATORS: mark("Those who look after customers"),
    Audience.FULL_ADMINISTRATORS: mark("Full administrators"),
    Audience.HELP_DESK: mark("Help desk"),
    Audience.DEVELOPERS: mark("Developers"),
    Audience.OPERATORS: mark("Those who run the hub"),
}
KIND_LABELS = {
    ResourceKind.HELP: mark("Help for a page"),
    ResourceKind.GUIDE: mark("Guide"),
    ResourceKind.CHECKLIST: mark("Checklist"),
    ResourceKind.TEMPLATE: mark("Template"),
    ResourceKind.NEWS: mark("News"),
    ResourceKind.LINK: mark("Link"),
}
HELP_LABELS = {HelpState.OPEN: mark("Open"), HelpState.ANSWERED: mark("Answered")}
