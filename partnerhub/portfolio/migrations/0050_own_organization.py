"""The partner's own organization: its profile and brand; its set-up and the terms accepted for it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0020_use_derived_from_calls'),
        ('tenancy', '0050_how_a_partner_looks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnOrganization',
            fields=[
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='tenancy.organization')),
                ('version', models.PositiveIntegerField(default=0)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('postal_code', models.CharField(blank=True, max_length=20)),
                ('city', models.CharField(blank=True, max_length=100)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('domain', models.CharField(blank=True, max_length=253)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('accent', models.CharField(blank=True, max_length=7)),
                ('logo', models.BinaryField(null=True)),
                ('logo_type', models.CharField(blank=True, max_length=16)),
                ('logo_digest', models.CharField(blank=True, max_length=64)),
                ('profiled_at', models.DateTimeField(null=True)),
                ('branded_at', models.DateTimeField(null=True)),
                ('staffed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AlterField(
            model_name='acceptedterms',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='accepted_terms', to='portfolio.customer'),
        ),
        migrations.AlterField(
            model_name='setup',
            name='customer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='setups', to='portfolio.customer'),
        ),
        migrations.AddConstraint(
            model_name='acceptedterms',
            constraint=models.UniqueConstraint(condition=models.Q(('customer__isnull', True)), fields=('partner', 'version'), name='own_terms_are_accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='setup',
            constraint=models.UniqueConstraint(condition=models.Q(('customer__isnull', True)), fields=('partner',), name='the_own_organization_is_set_up_once'),
        ),
        migrations.AddConstraint(
            model_name='setup',
            constraint=models.CheckConstraint(condition=models.Q(('customer__isnull', False), ('subscription__isnull', True), _connector='OR'), name='an_order_is_a_customers'),
        ),
        migrations.AddConstraint(
            model_name='ownorganization',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('logo__isnull', True), ('logo_digest', ''), ('logo_type', '')), models.Q(('logo__isnull', False), models.Q(('logo_type', ''), _negated=True), models.Q(('logo_digest', ''), _negated=True)), _connector='OR'), name='a_logo_has_a_type_and_a_digest'),
        ),
    ]
