"""Resources with an index of their words in each database's own text search, the help desk, and the requests to it."""

import django.db.models.deletion
import partnerhub.terms.resources
from django.conf import settings
from django.db import migrations, models

# The words are split and folded before they come here, with blanks between: neither database has to know a language.
SQLITE = (
    """
    CREATE VIRTUAL TABLE guidance_words
    USING fts5(words, content = 'guidance_resource', content_rowid = 'id', tokenize = 'ascii')
    """,
    """
    CREATE TRIGGER words_of_resources_come AFTER INSERT ON guidance_resource
    BEGIN INSERT INTO guidance_words (rowid, words) VALUES (NEW.id, NEW.words); END
    """,
    """
    CREATE TRIGGER words_of_resources_go AFTER DELETE ON guidance_resource
    BEGIN INSERT INTO guidance_words (guidance_words, rowid, words) VALUES ('delete', OLD.id, OLD.words); END
    """,
    """
    CREATE TRIGGER words_of_resources_change AFTER UPDATE OF words ON guidance_resource
    BEGIN
        INSERT INTO guidance_words (guidance_words, rowid, words) VALUES ('delete', OLD.id, OLD.words);
        INSERT INTO guidance_words (rowid, words) VALUES (NEW.id, NEW.words);
    END
    """,
)
SQLITE_BACK = (
    *(f"DROP TRIGGER IF EXISTS words_of_resources_{what}" for what in ("come", "go", "change")),
    "DROP TABLE IF EXISTS guidance_words",
)
POSTGRESQL = (
    """
    CREATE INDEX words_of_resources ON guidance_resource
    USING gin (array_to_tsvector(string_to_array(words, ' ')))
    """,
)
POSTGRESQL_BACK = ("DROP INDEX IF EXISTS words_of_resources",)


def carry_out(schema_editor, sqlite, postgresql):
    """Say it in the words of the database at hand."""
    with schema_editor.connection.cursor() as cursor:
        for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
            cursor.execute(statement)


def add_index(apps, schema_editor):
    """Let the database find texts by their words."""
    carry_out(schema_editor, SQLITE, POSTGRESQL)


def remove_index(apps, schema_editor):
    """Remove it again."""
    carry_out(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0003_groups_by_a_line_and_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Resource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=2)),
                ('title', models.CharField(max_length=120)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('body', models.TextField(blank=True)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('topic', models.CharField(choices=[('GETTING_STARTED', 'Getting started'), ('CUSTOMERS', 'Customers and tags'), ('TRIALS', 'Trials and orders'), ('ANALYTICS', 'Numbers'), ('IMPORTS', 'Files'), ('ADMINISTRATION', 'People and rights'), ('PROGRAMS', 'Programs and API'), ('OPERATION', 'Running the hub')], max_length=20)),
                ('audience', models.CharField(choices=[('EVERYONE', 'Everyone'), ('ADMINISTRATORS', 'Those who look after customers'), ('FULL_ADMINISTRATORS', 'Full administrators'), ('HELP_DESK', 'Help desk'), ('DEVELOPERS', 'Developers'), ('OPERATORS', 'Those who run the hub')], max_length=20)),
                ('kind', models.CharField(choices=[('HELP', 'Help for a page'), ('GUIDE', 'Guide'), ('CHECKLIST', 'Checklist'), ('TEMPLATE', 'Template'), ('NEWS', 'News'), ('LINK', 'Link')], max_length=12)),
                ('products', models.CharField(blank=True, max_length=400)),
                ('featured', models.PositiveSmallIntegerField(null=True)),
                ('quick', models.PositiveSmallIntegerField(null=True)),
                ('state', models.CharField(choices=[('SHOWN', 'Shown'), ('HIDDEN', 'Hidden'), ('SHIPPED', 'Shipped')], default=partnerhub.terms.resources.ResourceState['SHOWN'], max_length=8)),
                ('version', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('words', models.TextField(blank=True)),
                ('changed_by', models.CharField(blank=True, max_length=254)),
                ('changed_at', models.DateTimeField()),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization')),
            ],
        ),
        migrations.CreateModel(
            name='ResourceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('changed_by', models.CharField(max_length=254)),
                ('changed_at', models.DateTimeField()),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='guidance.resource')),
            ],
        ),
        migrations.CreateModel(
            name='DeskVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('values', models.JSONField()),
                ('changed_by', models.CharField(max_length=254)),
                ('changed_at', models.DateTimeField()),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partner', 'version'), name='desk_versions_are_numbered')],
            },
        ),
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('sender', models.CharField(max_length=254)),
                ('sent_to', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('OPEN', 'Open'), ('ANSWERED', 'Answered')], default=partnerhub.terms.resources.HelpState['OPEN'], max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('answered_by', models.CharField(blank=True, max_length=254)),
                ('answered_at', models.DateTimeField(null=True)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'state', '-asked_at'], name='help_requests_by_state')],
                'constraints': [models.UniqueConstraint(fields=('partner', 'key'), name='a_form_asks_for_help_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', partnerhub.terms.resources.HelpState['ANSWERED']), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='answered_requests_say_when')],
            },
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('partner__isnull', True)), fields=('name', 'language'), name='shipped_resources_differ'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(condition=models.Q(('partner__isnull', False)), fields=('partner', 'name', 'language'), name='resources_of_a_partner_differ'),
        ),
        migrations.AddConstraint(
            model_name='resourceversion',
            constraint=models.UniqueConstraint(fields=('resource', 'version'), name='resource_versions_are_numbered'),
        ),
        migrations.RunPython(add_index, remove_index),
    ]
