"""Organizations as a tree, the people in them, what each was granted, and the trail of what they did."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from partnerhub.tenancy.provider_models import IdentityProvider, ProviderDomain  # noqa: F401  # tables are looked for here
from partnerhub.terms.codes import AccessLevel, AccessState, Code, Role, TokenScope


class OrganizationKind(Code):
    """Where an organization stands in the tree."""

    DISTRIBUTOR = "DISTRIBUTOR"
    PARTNER = "PARTNER"
    SUB_PARTNER = "SUB_PARTNER"
    CUSTOMER = "CUSTOMER"


class Organization(models.Model):
    """The identity of every organization. A customer's parent is the partner that manages it.

    `shown_name`, `accent` and `logo` (the beginning of its digest) are how a partner's people see the hub; they come with
    every page and therefore stand here. `is_launched` says that its own set-up is done. `language` is what the hub speaks to
    its people who chose none themselves; empty for what each browser asks for.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=16, choices=OrganizationKind.choices())
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    shown_name = models.CharField(max_length=80, blank=True, db_default="")
    accent = models.CharField(max_length=7, blank=True, db_default="")
    logo = models.CharField(max_length=16, blank=True, db_default="")
    is_launched = models.BooleanField(db_default=False)
    language = models.CharField(max_length=2, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=OrganizationKind.CUSTOMER) | Q(parent__isnull=False), name="customers_have_a_parent"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(kind=OrganizationKind.PARTNER, parent__isnull=True),
                name="top_partners_differ_in_name",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can sign in to the hub. What they may do stands in their grants alone.

    Who was removed leaves a row without name and address behind: the trail points at it.
    """

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=400, blank=True, db_default="")  # the name as search and order compare it
    home = models.ForeignKey(Organization, models.PROTECT, related_name="people")
    language = models.CharField(max_length=2, blank=True, db_default="")  # empty: as the organization has it
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="emails_are_in_small_letters"),
            models.CheckConstraint(condition=Q(removed_at__isnull=True) | Q(is_active=False), name="removed_people_are_out"),
        ]
        indexes = [models.Index(fields=["home", "sort_name", "id"], name="people_by_name")]

    def __str__(self) -> str:
        return self.email


class CustomerGroup(models.Model):
    """A named set of a partner's customers, used to grant access to all of them at once.

    With a line of filters its members are whoever the line finds; without one they are put together by hand.
    """

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="customer_groups")
    name = models.CharField(max_length=100)
    line = models.CharField(max_length=1000, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "name"], name="group_names_are_unique_per_partner"),
        ]


class GroupMember(models.Model):
    """One customer in one group."""

    group = models.ForeignKey(CustomerGroup, models.CASCADE, related_name="members")
    customer = models.ForeignKey(Organization, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "customer"], name="customers_join_a_group_once"),
        ]


class AccessRequest(models.Model):
    """Somebody of a partner asks a customer to be let in for some hours; one of its own administrators answers.

    An approval is a grant that names this request: it carries these permissions (names with blanks between) and no others.
    `key` is the form's own: sent twice, it asks once.
    """

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.UUIDField()
    role = models.CharField(max_length=24, choices=Role.choices())
    level = models.CharField(max_length=8, choices=AccessLevel.choices())
    reason = models.CharField(max_length=500)
    hours = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=AccessState.choices(), default=AccessState.ASKED)
    permissions = models.CharField(max_length=1000, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=254, blank=True)
    answered_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=254, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "key"], name="a_form_asks_for_access_once"),
            models.UniqueConstraint(
                fields=["customer", "person"], condition=Q(state=AccessState.ASKED), name="one_open_request_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(state=AccessState.APPROVED) | Q(ends_at__isnull=False), name="approved_access_ends"
            ),
        ]


NAMED_ROLES = [role.value for role in Role if not role.reaches_every_customer]


class Grant(models.Model):
    """One role of one person at one partner: on all customers, on one, or on those of a group; until an end.

    With `access` it is not the role, but what a customer approved on top of it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    partner = models.ForeignKey(Organization, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=24, choices=Role.choices())
    customer = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey(CustomerGroup, models.CASCADE, null=True, related_name="grants")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    access = models.OneToOneField(AccessRequest, models.CASCADE, null=True, related_name="grant")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=NAMED_ROLES)
                | Q(customer__isnull=True, group__isnull=True)
                | Q(access__isnull=False),
                name="wide_roles_name_no_customer",
            ),
            models.CheckConstraint(
                condition=Q(access__isnull=True) | Q(customer__isnull=False), name="approved_access_is_on_a_customer"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) | Q(group__isnull=True), name="a_customer_or_a_group_not_both"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) | Q(ends_at__isnull=False), name="delegated_rights_end"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("created_at")), name="grants_end_after_they_begin"
            ),
            models.UniqueConstraint(
                fields=["person", "partner", "role", "customer"],
                condition=Q(customer__isnull=False, access__isnull=True), name="one_grant_per_customer",
            ),
            models.UniqueConstraint(
                fields=["person", "partner", "role", "group"], condition=Q(group__isnull=False),
                name="one_grant_per_group",
            ),
            models.UniqueConstraint(
                fields=["person", "partner", "role"], condition=Q(customer__isnull=True, group__isnull=True),
                name="one_grant_per_role",
            ),
        ]  # fmt: skip


class GrantExclusion(models.Model):
    """A customer that one grant leaves out. It limits that grant alone, never another one."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="exclusions")
    customer = models.ForeignKey(Organization, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "customer"], name="customers_are_excluded_once"),
        ]


class Launch(models.Model):
    """A visit to a customer's organization as a delegated administrator, in one session (or by one token).

    `permissions` (names with blanks between) are what it opened at most; what holds is asked anew at every request.
    """

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices())
    permissions = models.CharField(max_length=1000)
    key_digest = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_digest"], condition=Q(ended_at__isnull=True), name="a_session_is_in_one_organization"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("started_at")), name="launches_end_after_they_start"),
        ]
        indexes = [models.Index(fields=["customer", "-started_at"], name="launches_of_a_customer")]


class SignInLink(models.Model):
    """A one-time link: signs a person in, or lets the first administrator introduce themselves (no person yet)."""

    partner = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A one-time link by mail with which somebody who was added comes in for the first time, kept as a digest.

    Sent again, a person has another one; the one before is withdrawn.
    """

    partner = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    invited_by = models.CharField(max_length=254)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_person",
            ),
        ]  # fmt: skip


class ApiToken(models.Model):
    """A key for the API, kept as a digest. It can do no more than the person it belongs to.

    `second_factor` says that it was given to somebody who had proven, or set up, two factors.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    partner = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, blank=True, db_default="")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scope = models.CharField(max_length=8, choices=TokenScope.choices())
    second_factor = models.BooleanField(db_default=False, default=False)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SentOnce(models.Model):
    """A call of a program under a key of its own, and what was answered. The same call again gets the same answer."""

    partner = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content = models.TextField(blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "person", "key"], name="a_key_counts_once"),
        ]


class AuditEntry(models.Model):
    """One act: who, for whom, from where, before and after. Each entry carries the hash of the one before it.

    `partner` is the organization whose trail it is: the partner, or a customer for what was done inside of it.
    The table can only grow: triggers in the database refuse every change and every removal.
    """

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=64, blank=True)
    act = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    customer_id: Any = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "number"], name="audit_entries_are_numbered"),
        ]
        indexes = [
            models.Index(fields=["customer_id", "-number"], name="audit_entries_of_a_customer"),
        ]


class AuditCustomer(models.Model):
    """A customer that an act was about which was about several, so that its own activity has the act, too."""

    # Without a constraint in the database: the trail's own triggers refuse whatever would remove an entry.
    entry = models.ForeignKey(AuditEntry, models.PROTECT, related_name="customers", db_constraint=False)
    customer_id: Any = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer_id", "entry"], name="an_entry_names_a_customer_once"),
        ]


class TrailEnd(models.Model):
    """Where an organization's trail ends: the newest entry's number and hash, so that cutting entries off is noticed."""

    partner = models.OneToOneField(Organization, models.PROTECT, primary_key=True, related_name="+")
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
