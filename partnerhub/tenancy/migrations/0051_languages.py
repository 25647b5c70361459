"""In which language the hub speaks to a person, and to those of an organization who chose none.

The columns are added as they are in both databases: SQLite would make the whole table anew, which its triggers forbid.
"""

from django.db import migrations, models


def added(model, column):
    table = f"tenancy_{model}"
    return migrations.RunSQL(
        f'''ALTER TABLE "{table}" ADD COLUMN "{column}" varchar(2) DEFAULT '' NOT NULL''',
        f'ALTER TABLE "{table}" DROP COLUMN "{column}"',
        state_operations=[
            migrations.AddField(
                model_name=model, name=column, field=models.CharField(blank=True, db_default='', max_length=2)
            ),
        ],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0050_how_a_partner_looks'),
    ]

    operations = [added('organization', 'language'), added('person', 'language')]
