"""Setting up: how far the set-up of an organization or of an order is, what was accepted, what was set up by whom."""

from django.db import models
from django.db.models import Q

from partnerhub.portfolio.models.managed import Customer, Product, Subscription


class Setup(models.Model):
    """A set-up as far as it is: of an order, or (without a subscription) of an organization. It can be left and resumed.

    Without a customer it is that of the partner's own organization.
    `version` rises with every act; who decided on an older one is told. `ordered_for` is the customer that the order named
    before somebody said whose it is; the contact is what was said then.
    """

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="setups")
    subscription = models.OneToOneField(Subscription, models.CASCADE, null=True, related_name="setup")
    version = models.PositiveIntegerField(default=0)
    ordered_for = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    contact = models.CharField(max_length=254, blank=True)
    mapped_at = models.DateTimeField(null=True)
    mapped_by = models.CharField(max_length=254, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    begun_by = models.CharField(max_length=254, blank=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(subscription__isnull=True), name="an_organization_is_set_up_once"
            ),
            models.UniqueConstraint(
                fields=["partner"], condition=Q(customer__isnull=True), name="the_own_organization_is_set_up_once"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(subscription__isnull=True), name="an_order_is_a_customers"
            ),
            models.CheckConstraint(
                condition=Q(mapped_at__isnull=True) | ~Q(contact=""), name="whose_order_it_is_comes_with_a_contact"
            ),
        ]


class SetUpProduct(models.Model):
    """A product of an order that was set up: by whom, and when."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="set_up_products")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    actor = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "product"], name="a_product_is_set_up_once"),
        ]


class AcceptedTerms(models.Model):
    """Terms and conditions that somebody accepted for an organization: which version, in which words, when, from where.

    Without a customer they were accepted for the partner's own organization.
    """

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="accepted_terms")
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    person = models.ForeignKey("tenancy.Person", models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    address = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "version"], name="terms_are_accepted_once_per_version"),
            models.UniqueConstraint(
                fields=["partner", "version"], condition=Q(customer__isnull=True), name="own_terms_are_accepted_once"
            ),
        ]


class AddedCustomer(models.Model):
    """A customer that somebody added by a form. `key` is the form's own: sent twice, it adds one customer."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="+")
    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "person", "key"], name="a_form_adds_one_customer"),
        ]
