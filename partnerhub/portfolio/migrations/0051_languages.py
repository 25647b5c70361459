"""In which language the hub speaks to those of an organization who chose none."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0050_own_organization'),
    ]

    operations = [
        migrations.AddField(
            model_name='ownorganization',
            name='language',
            field=models.CharField(blank=True, db_default='', max_length=2),
        ),
    ]
