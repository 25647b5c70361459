"""The trail of one customer is found at once, with the acts that were about several customers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0003_groups_by_a_line_and_keys'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['customer_id', '-number'], name='audit_entries_of_a_customer'),
        ),
        migrations.CreateModel(
            name='AuditCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.BigIntegerField()),
                ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='tenancy.auditentry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('customer_id', 'entry'), name='an_entry_names_a_customer_once')],
            },
        ),
    ]
