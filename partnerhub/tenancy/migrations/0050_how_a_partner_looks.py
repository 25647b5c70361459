"""How a partner looks to its people, and whether its own organization is launched."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0040_signing_in_safely'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='accent',
            field=models.CharField(blank=True, db_default='', max_length=7),
        ),
        migrations.AddField(
            model_name='organization',
            name='is_launched',
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name='organization',
            name='logo',
            field=models.CharField(blank=True, db_default='', max_length=16),
        ),
        migrations.AddField(
            model_name='organization',
            name='shown_name',
            field=models.CharField(blank=True, db_default='', max_length=80),
        ),
    ]
