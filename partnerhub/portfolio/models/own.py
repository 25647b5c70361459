"""The partner's own organization: what it is called, where it is, how it looks, who helps its customers."""

from django.db import models


class OwnOrganization(models.Model):
    """What is kept of a partner's own organization. What it bought for itself stands in the records like a customer's.

    `version` rises with every change; who decided on an older one is told. `profiled_at`, `branded_at` and `staffed_at` say
    since when a step of its first set-up is done.
    """

    partner = models.OneToOneField("tenancy.Organization", models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=80, blank=True)
    legal_name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, blank=True)
    domain = models.CharField(max_length=253, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, blank=True, db_default="")
    accent = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(null=True)
    logo_type = models.CharField(max_length=16, blank=True)
    logo_digest = models.CharField(max_length=64, blank=True)
    profiled_at = models.DateTimeField(null=True)
    branded_at = models.DateTimeField(null=True)
    staffed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(logo__isnull=True, logo_type="", logo_digest="")
                | models.Q(logo__isnull=False) & ~models.Q(logo_type="") & ~models.Q(logo_digest=""),
                name="a_logo_has_a_type_and_a_digest",
            ),
        ]
