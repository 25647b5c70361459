"""Setting up orders and organizations, terms that were accepted, customers added by a form, and what finds who ordered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower, StrIndex, Substr


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0030_customers_opened'),
        ('tenancy', '0035_launches_and_access'),
    ]

    operations = [
        migrations.CreateModel(
            name='Setup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organization')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='setups', to='portfolio.customer')),
                ('subscription', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='setup', to='portfolio.subscription')),
                ('version', models.PositiveIntegerField(default=0)),
                ('ordered_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portfolio.customer')),
                ('contact', models.CharField(blank=True, max_length=254)),
                ('mapped_at', models.DateTimeField(null=True)),
                ('mapped_by', models.CharField(blank=True, max_length=254)),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('begun_by', models.CharField(blank=True, max_length=254)),
                ('finished_at', models.DateTimeField(null=True)),
                ('finished_by', models.CharField(blank=True, max_length=254)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('subscription__isnull', True)), fields=('customer',), name='an_organization_is_set_up_once'),
                    models.CheckConstraint(condition=models.Q(('mapped_at__isnull', True), models.Q(('contact', ''), _negated=True), _connector='OR'), name='whose_order_it_is_comes_with_a_contact'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SetUpProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='set_up_products', to='portfolio.subscription')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.product')),
                ('actor', models.CharField(max_length=254)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('subscription', 'product'), name='a_product_is_set_up_once')],
            },
        ),
        migrations.CreateModel(
            name='AcceptedTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organization')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accepted_terms', to='portfolio.customer')),
                ('version', models.CharField(max_length=20)),
                ('digest', models.CharField(max_length=64)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actor', models.CharField(max_length=254)),
                ('address', models.CharField(blank=True, max_length=64)),
                ('accepted_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer', 'version'), name='terms_are_accepted_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='AddedCustomer',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='portfolio.customer')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organization')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.UUIDField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partner', 'person', 'key'), name='a_form_adds_one_customer')],
            },
        ),
        migrations.AddField(
            model_name='customerperson',
            name='email_domain',
            field=models.GeneratedField(db_persist=True, expression=Substr(Lower('email'), StrIndex('email', models.Value('@')) + 1), null=True, output_field=models.CharField(max_length=254)),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['partner', 'domain'], name='customers_by_domain'),
        ),
        migrations.AddIndex(
            model_name='customerperson',
            index=models.Index(fields=['partner', 'email_domain'], name='people_by_email_domain'),
        ),
        migrations.AddIndex(
            model_name='subscription',
            index=models.Index(fields=['partner', 'setup_state', 'added_date', 'id'], name='orders_to_set_up'),
        ),
    ]
