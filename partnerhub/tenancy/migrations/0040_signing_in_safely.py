"""Invitations, providers of organizations, names to find people by, tokens on two factors, and counters against guessing."""

import django.db.models.deletion
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models

from partnerhub.kit.words import sort_name

# SQLite makes a table anew to change it, and stumbles over the triggers of other tables that name it.
TRIGGERS = {
    f"rights_of_outsiders_end_on_{act}": f"""
    CREATE TRIGGER IF NOT EXISTS rights_of_outsiders_end_on_{act} BEFORE {act} ON tenancy_grant
    WHEN NEW.ends_at IS NULL
        AND (SELECT home_id FROM tenancy_person WHERE id = NEW.person_id) <> NEW.partner_id
    BEGIN SELECT RAISE(ABORT, 'rights of outsiders end'); END
    """
    for act in ("INSERT", "UPDATE")
}


def lay_triggers_aside(apps, schema_editor):
    """Remove them for as long as the table of people changes."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            for name in TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def put_triggers_back(apps, schema_editor):
    """Add them again, in the words of the migration that made them."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            for statement in TRIGGERS.values():
                cursor.execute(statement)


def name_everybody(apps, schema_editor):
    """Fill the name by which people are found and ordered."""
    people = apps.get_model("tenancy", "Person").objects
    for person in people.all().iterator():
        people.filter(id=person.id).update(sort_name=sort_name(person.name))


def make_counters(apps, schema_editor):
    """Make the table of counters that all processes share."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def drop_counters(apps, schema_editor):
    """Remove it again."""
    schema_editor.execute("DROP TABLE IF EXISTS tenancy_counters")


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0035_launches_and_access'),
    ]

    operations = [
        migrations.RunPython(lay_triggers_aside, put_triggers_back),
        migrations.CreateModel(
            name='IdentityProvider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('issuer', models.URLField(max_length=300)),
                ('client_id', models.CharField(max_length=190)),
                ('sealed_secret', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('invited_by', models.CharField(max_length=254)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ProviderDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(max_length=253, unique=True)),
            ],
        ),
        migrations.AddField(
            model_name='apitoken',
            name='name',
            field=models.CharField(blank=True, db_default='', max_length=100),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='second_factor',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='used_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='removed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='sort_name',
            field=models.CharField(blank=True, db_default='', max_length=400),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['home', 'sort_name', 'id'], name='people_by_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('removed_at__isnull', True), ('is_active', False), _connector='OR'), name='removed_people_are_out'),
        ),
        migrations.AddField(
            model_name='identityprovider',
            name='partner',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='providerdomain',
            name='provider',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='tenancy.identityprovider'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('used_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('person',), name='one_open_invitation_per_person'),
        ),
        migrations.RunPython(put_triggers_back, lay_triggers_aside),
        migrations.RunPython(name_everybody, migrations.RunPython.noop),
        migrations.RunPython(make_counters, drop_counters),
    ]
