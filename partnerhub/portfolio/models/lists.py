"""What people add to the list of customers: tags, the runs that hung many of them, and the views they keep."""

import uuid

from django.db import models

from partnerhub.portfolio.models.managed import Customer
from partnerhub.tenancy.fence import ScopedModel


class Tag(models.Model):
    """A word that a partner's administrators hang on customers."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    label = models.CharField(max_length=25)
    description = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "label"], name="tags_are_unique_per_partner"),
        ]


class CustomerTag(ScopedModel):
    """One tag on one customer."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="customers")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="tags")

    partner_path = "tag__partner_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "customer"], name="a_customer_has_a_tag_once"),
        ]


class TagRun(models.Model):
    """Tagging many customers at once: what was done to whom, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.SET_NULL, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="runs")
    adds = models.BooleanField()
    ids = models.JSONField(default=list)  # the customers that were asked for, in order
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undoes = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")


class TagRunPart(models.Model):
    """The customers of a run that were tagged in one transaction: whom that changed, and who was left out."""

    run = models.ForeignKey(TagRun, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    changed_ids = models.JSONField()
    left_out_ids = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="a_part_is_done_once"),
        ]


class SavedView(models.Model):
    """A way to look at the customer list that somebody keeps: what is asked, the order, the columns. Shared or their own."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    line = models.CharField(max_length=1000, blank=True)
    sort = models.CharField(max_length=40, blank=True)
    columns = models.CharField(max_length=400, blank=True)
    is_dense = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "person", "name"], name="view_names_are_unique_per_person"),
        ]
