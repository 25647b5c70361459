"""Visits to customers' organizations, and access for some hours that customers approve: a grant on top of a role."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLES = [('FULL_ADMIN', 'Partner full administrator'), ('ADMIN', 'Partner administrator'), ('READ_ONLY', 'Partner read-only administrator'), ('HELP_DESK_BASIC', 'Help desk administrator (basic)'), ('HELP_DESK_ADVANCED', 'Help desk administrator (advanced)'), ('PROVISIONING', 'Provisioning administrator'), ('CUSTOMER_ADMIN', 'Customer administrator')]

# SQLite makes a table anew to change its constraints, and forgets its triggers on the way.
TRIGGERS = tuple(
    f"""
    CREATE TRIGGER IF NOT EXISTS rights_of_outsiders_end_on_{act} BEFORE {act} ON tenancy_grant
    WHEN NEW.ends_at IS NULL
        AND (SELECT home_id FROM tenancy_person WHERE id = NEW.person_id) <> NEW.partner_id
    BEGIN SELECT RAISE(ABORT, 'rights of outsiders end'); END
    """
    for act in ("INSERT", "UPDATE")
)


def add_triggers(apps, schema_editor):
    """Add again what keeps the rules about grants."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            for statement in TRIGGERS:
                cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0030_the_trail_of_a_customer'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organization')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.UUIDField()),
                ('role', models.CharField(choices=ROLES, max_length=24)),
                ('level', models.CharField(choices=[('READ', 'Look only'), ('FULL', 'Look and mend')], max_length=8)),
                ('reason', models.CharField(max_length=500)),
                ('hours', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('lapses_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('ASKED', 'Asked'), ('APPROVED', 'Approved'), ('REFUSED', 'Refused'), ('WITHDRAWN', 'Withdrawn'), ('LAPSED', 'Lapsed'), ('ENDED', 'Ended')], default='ASKED', max_length=12)),
                ('permissions', models.CharField(blank=True, max_length=1000)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('answered_by', models.CharField(blank=True, max_length=254)),
                ('answered_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=254)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('asked_by', 'key'), name='a_form_asks_for_access_once'),
                    models.UniqueConstraint(condition=models.Q(('state', 'ASKED')), fields=('customer', 'person'), name='one_open_request_per_person'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'APPROVED'), _negated=True), ('ends_at__isnull', False), _connector='OR'), name='approved_access_ends'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Launch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organization')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(choices=ROLES, max_length=24)),
                ('permissions', models.CharField(max_length=1000)),
                ('key_digest', models.CharField(max_length=64)),
                ('address', models.CharField(blank=True, max_length=64)),
                ('started_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-started_at'], name='launches_of_a_customer')],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('key_digest',), name='a_session_is_in_one_organization'),
                    models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('started_at'))), name='launches_end_after_they_start'),
                ],
            },
        ),
        migrations.AddField(
            model_name='grant',
            name='access',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grant', to='tenancy.accessrequest'),
        ),
        migrations.RemoveConstraint(model_name='grant', name='wide_roles_name_no_customer'),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['ADMIN', 'PROVISIONING', 'CUSTOMER_ADMIN']), models.Q(('customer__isnull', True), ('group__isnull', True)), ('access__isnull', False), _connector='OR'), name='wide_roles_name_no_customer'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('access__isnull', True), ('customer__isnull', False), _connector='OR'), name='approved_access_is_on_a_customer'),
        ),
        migrations.RemoveConstraint(model_name='grant', name='one_grant_per_customer'),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('access__isnull', True), ('customer__isnull', False)), fields=('person', 'partner', 'role', 'customer'), name='one_grant_per_customer'),
        ),
        migrations.RunPython(add_triggers, add_triggers),
    ]
