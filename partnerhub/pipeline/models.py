"""The ledger: which imports there were, what was wrong with them, and which parts of the lake count."""

import uuid

from django.db import models

from partnerhub.terms.codes import Code


class ImportState(Code):
    """Where an import stands. Only COMMITTED changed any record."""

    WAITING = "WAITING"
    CHECKING = "CHECKING"
    READY = "READY"
    REFUSED = "REFUSED"
    COMMITTING = "COMMITTING"
    COMMITTED = "COMMITTED"
    DISCARDED = "DISCARDED"
    FAILED = "FAILED"


class ImportRun(models.Model):
    """One call to take files in: all of them or none. The row in state COMMITTED is the commit point."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    person = models.ForeignKey("tenancy.Person", models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=254)
    state = models.CharField(max_length=12, choices=ImportState.choices(), default=ImportState.WAITING)
    kind = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    strict = models.BooleanField(db_default=False)  # calling files: refuse what else would set rows aside
    mapping = models.JSONField(default=dict)  # {kind: {header: column}} as somebody chose for calling files
    proposal = models.JSONField(default=dict)  # the same as the hub understood them, for somebody to confirm
    files = models.JSONField(default=list)  # [{"name", "path", "bytes"}] in the order they were given
    summary = models.JSONField(default=dict)  # {kind: {"new", "changed", "unchanged"}}
    errors = models.PositiveIntegerField(default=0)
    asides = models.PositiveBigIntegerField(db_default=0)  # what was wrong with rows of calling files that were set aside
    warnings = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=80, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["partner", "-created_at"], name="imports_newest_first"),
        ]


class ImportFault(models.Model):
    """One thing wrong in one place of one file. At most a thousand are kept per import; all are counted."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="faults")
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=24)
    file = models.CharField(max_length=300)
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=400, blank=True)
    params = models.JSONField(default=dict)


class LakePart(models.Model):
    """One file of the lake that counts: rows of one source and day. Of two rows with one key the younger part's wins."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    source = models.CharField(max_length=40)
    day = models.DateField()
    path = models.CharField(max_length=200, unique=True)
    rows = models.PositiveBigIntegerField()
    run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="parts")
    created_at = models.DateTimeField()
    made_with = models.CharField(max_length=60, blank=True, db_default="")  # the thresholds that its rows depend on

    class Meta:
        indexes = [
            models.Index(fields=["partner", "source", "day"], name="parts_by_day"),
        ]


class TakenFile(models.Model):
    """A calling file that was taken in. The same bytes again are looked up here instead of read."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="taken")
    kind = models.CharField(max_length=20)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["partner", "size"], name="taken_files_by_size"),
        ]


class HeaderMeaning(models.Model):
    """Which column a header of a vendor's calling file means, as somebody confirmed it. No column: it means none."""

    partner = models.ForeignKey("tenancy.Organization", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    header = models.CharField(max_length=200)
    column = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "kind", "header"], name="a_header_means_one_column"),
        ]
