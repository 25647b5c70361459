"""What a partner manages, from products and customers to who holds a license."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Lower, StrIndex, Substr

from partnerhub.tenancy.fence import ScopedModel
from partnerhub.terms.codes import (
    BusinessVertical,
    Code,
    Family,
    InvoiceState,
    ManagedBy,
    OrderAction,
    PaymentState,
    PersonKind,
    PersonStatus,
    SetupState,
    SubscriptionKind,
)


def one_of(field: str, codes: type[Code], name: str) -> models.CheckConstraint:
    """Return the constraint that a column holds one of a set of codes."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(codes)}), name=name)


class Product(models.Model):
    """A product of the catalogue, shared by all partners. `family` says which side of the toggle counts its lines."""

    code = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    family = models.CharField(max_length=12, choices=Family.choices(), blank=True)
    counts_for_overage = models.BooleanField(default=True)


class PartnerFacts(models.Model):
    """One row per partner: the number of the newest change of its records. Equal numbers mean equal records.

    `list_version` counts the changes of what the customer list shows; each customer keeps the number of its newest one.
    `list_file` names the file that holds the list as of some version of these records.
    """

    partner = models.OneToOneField("tenancy.Organization", models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveBigIntegerField(default=0)
    list_version = models.PositiveBigIntegerField(db_default=0)
    list_file = models.CharField(max_length=100, db_default="")
    changed_at = models.DateTimeField()


class SettingsVersion(models.Model):
    """A partner's thresholds as they were from one change to the next. Kept for ever: old figures refer to them."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    values = models.JSONField()
    changed_by = models.CharField(max_length=254)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "version"], name="settings_versions_are_numbered"),
        ]


class Customer(ScopedModel):
    """A customer organization in the partner's records. Its identity is the organization it hangs on."""

    organization = models.OneToOneField("tenancy.Organization", models.PROTECT, primary_key=True, related_name="customer")
    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="customers")
    reference = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=400)  # the name as search and order compare it, alike on both databases
    org_uuid = models.CharField(max_length=100, null=True)
    country = models.CharField(max_length=2, null=True)
    domain = models.CharField(max_length=253, null=True)
    managed_by = models.CharField(max_length=8, choices=ManagedBy.choices(), default=ManagedBy.PARTNER)
    created_date = models.DateField(null=True)
    last_admin_sign_in_at = models.DateTimeField(null=True)
    console_url = models.CharField(max_length=500, null=True)
    version = models.PositiveBigIntegerField(db_default=1)  # raised by every change of the details that people edit
    # The judgement of the facts, kept so that lists need no second table. Empty judged_date: facts changed since.
    status_bits = models.PositiveIntegerField(db_default=0)
    judged_date = models.DateField(null=True)
    products = models.CharField(max_length=400, db_default="")  # codes of all its lines, in order, with commas
    kinds = models.PositiveSmallIntegerField(db_default=0)
    standings = models.PositiveSmallIntegerField(db_default=0)
    next_end_date = models.DateField(null=True)
    expires_date = models.DateField(null=True)
    renews_date = models.DateField(null=True)
    licenses = models.PositiveIntegerField(db_default=0)
    assigned = models.PositiveIntegerField(db_default=0)
    list_version = models.PositiveBigIntegerField(db_default=0)

    customer_path = "organization_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference"], name="customer_ids_are_unique_per_partner"),
            models.UniqueConstraint(fields=["partner", "org_uuid"], name="org_uuids_are_unique_per_partner"),
            one_of("managed_by", ManagedBy, "managed_by_is_known"),
        ]
        indexes = [
            models.Index(fields=["partner", "sort_name", "organization"], name="customers_by_name"),
            models.Index(fields=["partner", "judged_date"], name="customers_to_judge"),
            models.Index(fields=["partner", "list_version"], name="customers_newly_listed"),
            models.Index(fields=["partner", "domain"], name="customers_by_domain"),
        ]


class CustomerStatus(models.Model):
    """The history of a customer's statuses: from which day, until which day (open: still)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=24)
    from_date = models.DateField()
    to_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "status"], condition=Q(to_date__isnull=True), name="a_status_is_open_once"
            ),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")), name="statuses_end_after_they_begin"
            ),
        ]


class Subscription(ScopedModel):
    """A paid term or a trial of one customer."""

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="subscriptions")
    reference = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=SubscriptionKind.choices())
    start_date = models.DateField()
    end_date = models.DateField()
    added_date = models.DateField()
    auto_renews = models.BooleanField(default=False)
    setup_state = models.CharField(max_length=8, choices=SetupState.choices(), default=SetupState.DONE)
    payment_state = models.CharField(max_length=8, choices=PaymentState.choices(), default=PaymentState.PAID)
    cancelled_date = models.DateField(null=True)
    state_from_date = models.DateField()
    converted_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="converted_to")  # its trial

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference"], name="subscription_ids_are_unique_per_partner"),
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="terms_end_after_they_start"),
            models.CheckConstraint(condition=~Q(kind=SubscriptionKind.TRIAL, auto_renews=True), name="trials_do_not_renew"),
            one_of("kind", SubscriptionKind, "subscription_kind_is_known"),
            one_of("setup_state", SetupState, "setup_state_is_known"),
            one_of("payment_state", PaymentState, "payment_state_is_known"),
        ]
        indexes = [models.Index(fields=["partner", "setup_state", "added_date", "id"], name="orders_to_set_up")]


class StartedTrial(models.Model):
    """What was said when a trial was started in the hub. `key` is the form's own: sent twice, it starts one trial."""

    subscription = models.OneToOneField(Subscription, models.CASCADE, primary_key=True, related_name="started")
    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField()
    administrator_email = models.CharField(max_length=254)
    vertical = models.CharField(max_length=16, choices=BusinessVertical.choices())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="a_form_starts_one_trial"),
            one_of("vertical", BusinessVertical, "vertical_is_known"),
        ]


class OpenTrial(models.Model):
    """A product of a trial that was started in the hub and not closed. Imported trials have none: they may overlap."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="open_products")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "product"], name="one_open_trial_per_customer_and_product"),
        ]


class PastState(models.Model):
    """A set-up and payment state that a subscription had before its present one."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="past_states")
    from_date = models.DateField()
    to_date = models.DateField()
    setup_state = models.CharField(max_length=8, choices=SetupState.choices())
    payment_state = models.CharField(max_length=8, choices=PaymentState.choices())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_date__gt=F("from_date")), name="past_states_lasted_a_day"),
            models.UniqueConstraint(fields=["subscription", "from_date"], name="one_past_state_a_day"),
        ]


class LicenseLine(ScopedModel):
    """One product of one subscription: how many licenses it has, as its newest row said."""

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    row_date = models.DateField()
    total = models.PositiveIntegerField()
    assigned = models.PositiveIntegerField()
    used_7d = models.PositiveIntegerField(null=True)
    used_90d = models.PositiveIntegerField(null=True)
    derived_7d = models.PositiveIntegerField(null=True)  # as call records show it, for lines whose rows do not say
    derived_90d = models.PositiveIntegerField(null=True)

    customer_path = "subscription__customer_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "product"], name="a_product_is_one_line_per_subscription"),
        ]


class Order(ScopedModel):
    """What was ordered, line by line."""

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="orders")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=100)
    ordered_date = models.DateField()
    action = models.CharField(max_length=8, choices=OrderAction.choices())
    quantity = models.PositiveIntegerField(null=True)

    customer_path = "subscription__customer_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "reference", "subscription", "product"], condition=Q(product__isnull=False),
                name="order_lines_are_unique",
            ),
            models.UniqueConstraint(
                fields=["partner", "reference", "subscription"], condition=Q(product__isnull=True),
                name="order_lines_without_product_are_unique",
            ),
            one_of("action", OrderAction, "order_action_is_known"),
        ]  # fmt: skip


class Invoice(ScopedModel):
    """A bill for a subscription. The amount may be negative: a credit."""

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="invoices")
    reference = models.CharField(max_length=100)
    issued_date = models.DateField()
    due_date = models.DateField(null=True)
    amount = models.DecimalField(max_digits=16, decimal_places=4)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=InvoiceState.choices())

    customer_path = "subscription__customer_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference"], name="invoice_ids_are_unique_per_partner"),
            one_of("state", InvoiceState, "invoice_state_is_known"),
        ]


class TrialReminder(models.Model):
    """A reminder that a trial ends in some days. Kept so that it is sent once; another end is another reminder."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="reminders")
    end_date = models.DateField()
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "end_date", "days"], name="a_reminder_is_sent_once")]


class CustomerPerson(ScopedModel):
    """A user, workspace or virtual line of a customer: what licenses are given to."""

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="people")
    reference = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, null=True)
    search_text = models.TextField(db_default="")  # name, address and id as search compares them, alike on both databases
    email_domain = models.GeneratedField(
        expression=Substr(Lower("email"), StrIndex("email", Value("@")) + 1), output_field=models.CharField(max_length=254),
        db_persist=True, null=True,
    )  # fmt: skip
    kind = models.CharField(max_length=12, choices=PersonKind.choices(), default=PersonKind.USER)
    user_uuid = models.CharField(max_length=100, null=True)
    status = models.CharField(max_length=9, choices=PersonStatus.choices(), default=PersonStatus.ACTIVE)
    created_date = models.DateField(null=True)
    last_sign_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "reference"], name="person_ids_are_unique_per_partner"),
            one_of("kind", PersonKind, "person_kind_is_known"),
            one_of("status", PersonStatus, "person_status_is_known"),
        ]
        indexes = [models.Index(fields=["partner", "email_domain"], name="people_by_email_domain")]


class LicenseHolder(ScopedModel):
    """Who holds a license of a line, and when they last used it."""

    partner = models.ForeignKey("tenancy.Organization", models.PROTECT, related_name="+")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="holders")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    person = models.ForeignKey(CustomerPerson, models.PROTECT, related_name="licenses")
    assigned_date = models.DateField(null=True)
    last_used_date = models.DateField(null=True)

    customer_path = "subscription__customer_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "product", "person"], name="a_person_holds_a_license_once")
        ]
