"""The trail only grows, and rights given to outsiders end: rules that the database itself keeps, whoever writes to it."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = (
    """
    CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON tenancy_auditentry
    BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END
    """,
    """
    CREATE TRIGGER audit_entries_are_never_removed BEFORE DELETE ON tenancy_auditentry
    BEGIN SELECT RAISE(ABORT, 'audit entries are never removed'); END
    """,
    # INSERT OR REPLACE removes the row that stands in its way, and no DELETE trigger sees that.
    """
    CREATE TRIGGER audit_entries_are_never_replaced BEFORE INSERT ON tenancy_auditentry
    WHEN EXISTS (SELECT 1 FROM tenancy_auditentry
                 WHERE id = NEW.id OR (partner_id = NEW.partner_id AND number = NEW.number))
    BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END
    """,
    *(
        f"""
        CREATE TRIGGER rights_of_outsiders_end_on_{act} BEFORE {act} ON tenancy_grant
        WHEN NEW.ends_at IS NULL
            AND (SELECT home_id FROM tenancy_person WHERE id = NEW.person_id) <> NEW.partner_id
        BEGIN SELECT RAISE(ABORT, 'rights of outsiders end'); END
        """
        for act in ("INSERT", "UPDATE")
    ),
)
SQLITE_BACK = tuple(
    f"DROP TRIGGER IF EXISTS {name}"
    for name in (
        "audit_entries_are_never_changed", "audit_entries_are_never_removed", "audit_entries_are_never_replaced",
        "rights_of_outsiders_end_on_INSERT", "rights_of_outsiders_end_on_UPDATE",
    )
)
POSTGRESQL = (
    """
    CREATE FUNCTION refuse_change_of_trail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit entries are never changed or removed' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE OR DELETE ON tenancy_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_trail()
    """,
    """
    CREATE TRIGGER audit_entries_are_never_removed BEFORE TRUNCATE ON tenancy_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_trail()
    """,
    """
    CREATE FUNCTION refuse_endless_right() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.ends_at IS NULL AND (SELECT home_id FROM tenancy_person WHERE id = NEW.person_id) <> NEW.partner_id THEN
            RAISE EXCEPTION 'rights of outsiders end' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER rights_of_outsiders_end BEFORE INSERT OR UPDATE ON tenancy_grant
    FOR EACH ROW EXECUTE FUNCTION refuse_endless_right()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER IF EXISTS audit_entries_are_never_changed ON tenancy_auditentry",
    "DROP TRIGGER IF EXISTS audit_entries_are_never_removed ON tenancy_auditentry",
    "DROP TRIGGER IF EXISTS rights_of_outsiders_end ON tenancy_grant",
    "DROP FUNCTION IF EXISTS refuse_change_of_trail()",
    "DROP FUNCTION IF EXISTS refuse_endless_right()",
)
NEWEST = """
    INSERT INTO tenancy_trailend (partner_id, number, hash)
    SELECT partner_id, number, hash FROM tenancy_auditentry e
    WHERE number = (SELECT max(number) FROM tenancy_auditentry WHERE partner_id = e.partner_id)
"""


def add_triggers(apps, schema_editor):
    """Add what keeps the rules, in the words of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def remove_triggers(apps, schema_editor):
    """Remove it again."""
    with schema_editor.connection.cursor() as cursor:
        for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0001_first_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrailEnd',
            fields=[
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='tenancy.organization')),
                ('number', models.PositiveBigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.RunSQL(NEWEST, migrations.RunSQL.noop),
        migrations.RunPython(add_triggers, remove_triggers),
    ]
