"""The trail of one customer is found without looking through that of the whole partner."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0002_trail_only_grows'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['customer_id', '-number'], name='audit_entries_of_a_customer'),
        ),
    ]
