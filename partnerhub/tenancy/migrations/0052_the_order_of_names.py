"""Names are kept as the Swedish alphabet orders them, and without the accents that do not count in it."""

from django.db import migrations

OLD, NEW = "åäæøáàâãçéèêëíìîïñóòôõúùûüýÿ", "äååöaaaaceeeeiiiinoooouuuuyy"
ASIDE = "\ue000"  # å and ä take each other's place


STEPS = [("å", ASIDE), *zip(OLD[1:], NEW[1:]), (ASIDE, "ä")]


def rewritten(table, column):
    """Return the statements, a few letters each: SQLite nests no deeper."""
    for start in range(0, len(STEPS), 8):
        text = column
        for old, new in STEPS[start : start + 8]:
            text = f"replace({text}, '{old}', '{new}')"
        yield migrations.RunSQL(f"UPDATE {table} SET {column} = {text} WHERE {column} <> {text}", migrations.RunSQL.noop)


class Migration(migrations.Migration):

    dependencies = [
        ('tenancy', '0051_languages'),
    ]

    operations = [
        *rewritten("tenancy_person", "sort_name"),
    ]
