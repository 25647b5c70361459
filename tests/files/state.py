"""Everything the hub keeps, as one value to compare: before and after, or here and there."""

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

RECORDS = ("portfolio", "tenancy")


def rows_of(*rooms: str, without: tuple[str, ...] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of some rooms, by table, in the order of ids, without some models or columns."""
    tables = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list(*_columns(model, without)))
        for model in tables
        if model.__name__ not in without
    }


def _columns(model: type[models.Model], without: tuple[str, ...]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.attname not in without]


def files_under(folder: Path) -> dict[str, str]:
    """Return the digests of all files below a folder, by name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def everything_kept() -> dict[str, Any]:
    """Return the records, the rights, the trail, the lake and the marts."""
    return {
        "records": rows_of(*RECORDS),
        "lake": files_under(Path(settings.LAKE_DIR)),
        "marts": files_under(Path(settings.MARTS_DIR)),
    }
