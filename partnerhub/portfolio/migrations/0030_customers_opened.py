"""A customer's details have a version, and people of customers are found by name, address and id alike on both databases."""

from django.db import migrations, models

from partnerhub.kit.words import sort_name

CHUNK = 2000


def write_search_texts(apps, schema_editor):
    """Give people who were imported before what search compares."""
    people, after = apps.get_model('portfolio', 'CustomerPerson')._base_manager, 0
    while some := list(people.filter(id__gt=after).order_by('id')[:CHUNK]):
        for one in some:
            one.search_text = sort_name(f'{one.name} {one.email or ""} {one.reference}')
        people.bulk_update(some, ['search_text'], batch_size=400)
        after = some[-1].id


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0005_views_runs_and_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='version',
            field=models.PositiveBigIntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name='customerperson',
            name='search_text',
            field=models.TextField(db_default=''),
        ),
        migrations.RunPython(write_search_texts, migrations.RunPython.noop),
    ]
