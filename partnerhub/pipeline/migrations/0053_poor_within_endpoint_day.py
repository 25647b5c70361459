"""Poor measurements by day stand within `endpoint_day` now: their own parts are let go of, and no longer kept as files."""

from typing import Any

from django.db import migrations


def let_go(apps: Any, schema_editor: Any) -> None:
    apps.get_model("pipeline", "LakePart").objects.filter(source="calls poor_day").delete()


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0020_calling_files")]

    operations = [migrations.RunPython(let_go, migrations.RunPython.noop)]
