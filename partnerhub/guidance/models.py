"""Resources with their versions, the help desk as it is set up, and the requests to it."""

from django.db import models
from django.db.models import Q

from partnerhub.terms.resources import Audience, HelpState, ResourceKind, ResourceState, Topic


class Resource(models.Model):
    """One text in one language. Without a partner it is shipped with the hub; a partner's own of that name takes its place.

    `digest` is that of the shipped text: its own, or the one that a partner's text was written from. `words` are the words
    that search finds the resource by, each once; an index in the database follows them.
    """

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    topic = models.CharField(max_length=20, choices=Topic.choices())
    audience = models.CharField(max_length=20, choices=Audience.choices())
    kind = models.CharField(max_length=12, choices=ResourceKind.choices())
    products = models.CharField(max_length=400, blank=True)  # codes, in order, with commas
    featured = models.PositiveSmallIntegerField(null=True)  # its place among the featured ones
    quick = models.PositiveSmallIntegerField(null=True)  # its place among the quick links
    state = models.CharField(max_length=8, choices=ResourceState.choices(), default=ResourceState.SHOWN)
    version = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    words = models.TextField(blank=True)
    changed_by = models.CharField(max_length=254, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "language"], condition=Q(partner__isnull=True), name="shipped_resources_differ"
            ),
            models.UniqueConstraint(
                fields=["partner", "name", "language"], condition=Q(partner__isnull=False),
                name="resources_of_a_partner_differ",
            ),
        ]  # fmt: skip


class ResourceVersion(models.Model):
    """A partner's text as it was from one change to the next. Kept for ever."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    changed_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "version"], name="resource_versions_are_numbered"),
        ]


class DeskVersion(models.Model):
    """A partner's help desk as it was set up from one change to the next. Kept for ever."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    values = models.JSONField()
    changed_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "version"], name="desk_versions_are_numbered"),
        ]


class HelpRequest(models.Model):
    """What somebody asked the help desk, word for word as it was sent. `key` is the form's own: sent twice, it asks once."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField()
    sender = models.CharField(max_length=254)
    sent_to = models.CharField(max_length=254)
    subject = models.CharField(max_length=150)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=HelpState.choices(), default=HelpState.OPEN)
    asked_at = models.DateTimeField()
    answered_by = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="a_form_asks_for_help_once"),
            models.CheckConstraint(
                condition=~Q(state=HelpState.ANSWERED) | Q(answered_at__isnull=False), name="answered_requests_say_when"
            ),
        ]
        indexes = [models.Index(fields=["partner", "state", "-asked_at"], name="help_requests_by_state")]
