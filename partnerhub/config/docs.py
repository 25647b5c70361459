"""`python -m partnerhub.config.docs [--check]`: writes the pages of docs/ that follow from declarations, or compares them."""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.config.settings")

DOCS = Path(__file__).resolve().parents[2] / "docs"
MADE = "Made by `make docs` from the declarations; edit those.\n"


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    import django

    django.setup()
    return {
        "metrics.md": metrics_page(),
        "permissions.md": permissions_page(),
        "lineage.md": lineage_page(),
        "formats.md": formats_page(),
        "settings.md": settings_page(),
    }


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table in Markdown."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def metrics_page() -> str:
    """Return what every number of every report means."""
    from partnerhub.reports.answer import reports
    from partnerhub.reports.querying import with_values
    from partnerhub.terms.thresholds import DEFAULTS

    parts = ["# Metrics\n", MADE, "Thresholds stand at their shipped values here; a page shows those in force.\n"]
    for report in reports().values():
        parts.append(f"## {report.title} (`{report.name}`)\n")
        for block in report.blocks:
            words = f"### {block.title} (`{block.name}`)\n\n{block.segment.help}\n"
            parts.append(with_values(words, DEFAULTS))
            if block.columns:
                parts.append(table(["Name", "Label", "Unit", "Meaning", "Formula"], _column_rows(block)))
    return "\n".join(parts)


def _column_rows(block: object) -> Iterator[tuple[str, ...]]:
    from partnerhub.metrics.declare import Metric
    from partnerhub.reports.declare import Block

    assert isinstance(block, Block)
    for column in block.columns:
        formula = column.formula.said() if isinstance(column, Metric) else ""
        among = f"; among: {column.segment.label}" if isinstance(column, Metric) and column.segment else ""
        yield f"`{column.name}`", column.label, str(column.unit), column.help, formula + among


def permissions_page() -> str:
    """Return who may do what."""
    from partnerhub.tenancy.permissions import ROLES, Permission

    rows = [
        [f"`{permission}`", *("yes" if permission in ROLES[role] else "" for role in ROLES)] for permission in Permission
    ]
    head = "# Permissions\n\n" + MADE + "\nA role named on customers or on a group holds there alone.\n\n"
    return head + table(["Permission", *(role.label for role in ROLES)], rows)


def lineage_page() -> str:
    """Return which mart is made of what, and which numbers are made of it."""
    from partnerhub.pipeline.engine import SQL
    from partnerhub.reports.answer import reports

    used: dict[str, set[str]] = {}
    for report in reports().values():
        for block in report.blocks:
            for metric in block.metrics:
                used.setdefault(metric.mart, set()).add(f"{report.name}/{block.name}/{metric.name}")
    parts = ["# Lineage\n", MADE]
    for folder in ("warehouse", "marts"):
        parts.append(f"## {folder.capitalize()}\n")
        for path in sorted((SQL / folder).glob("*.sql")):
            comment = " ".join(re.findall(r"^-- ?(.*)$", path.read_text("utf-8").split("\nSELECT", 1)[0], re.M)[:6])
            numbers = ", ".join(f"`{name}`" for name in sorted(used.get(path.stem, ())))
            parts.append(f"### `{path.stem}`\n\n{comment}\n" + (f"\nNumbers: {numbers}\n" if numbers else ""))
    return "\n".join(parts)


def formats_page() -> str:
    """Return the columns of every kind of file, and everything that can be wrong with one."""
    from partnerhub.pipeline.ingest.prepare import KINDS
    from partnerhub.terms.faults import FAULTS

    parts = ["# File formats\n", MADE, "CSV, XLSX, JSON Lines and Parquet, singly, in a folder or in a ZIP.\n"]
    for kind in KINDS.values():
        rows = [
            (f"`{c.name}`", "key" if c.key else "", "yes" if c.required else "", c.cell.expects, _default(c), c.help)
            for c in kind.columns
        ]
        parts.append(
            f"## `{kind.name}`\n\n{kind.help}\n\n{table(['Column', 'Key', 'Required', 'Takes', 'Default', 'Note'], rows)}"
        )
        parts += [f"- {rule.words}\n" for rule in kind.rules]
    parts += [*_calling_formats(), *_words_of_calls()]
    faults = [(f"`{fault.code}`", re.sub(r"%\((\w+)\)s", r"…", fault.message), fault.advice) for fault in FAULTS]
    parts.append(f"## What can be wrong\n\n{table(['Code', 'Message', 'What to do'], faults)}")
    return "\n".join(parts)


def _calling_formats() -> list[str]:
    """Return the columns of every kind of calling file, with the other names that they are known by."""
    from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS

    parts = ["## Calling files\n", "Bad rows are set aside, with line and code, and can be downloaded; the rest goes in.\n"]
    for kind in CALLING_KINDS.values():
        rows = [(f"`{c.name}`", "yes" if c.required else "", c.holds, ", ".join(c.aliases), c.help) for c in kind.columns]
        heads = ["Column", "Required", "Takes", "Known as", "Note"]
        parts.append(f"### `{kind.name}`\n\n{kind.help}\n\n{table(heads, rows)}")
        if kind.aside:
            parts.append(f"Known and not needed: {', '.join(kind.aside)}.\n")
    return parts


def _words_of_calls() -> list[str]:
    """Return which words of call records stand for which endpoint type and feature."""
    from partnerhub.terms.call_rules import ENDPOINT_RULES, FEATURE_RULES, Rule
    from partnerhub.terms.calls import ENDPOINT_LABELS, FEATURE_LABELS

    def rows(rules: tuple[Rule, ...], labels: Mapping[str, str]) -> list[tuple[object, ...]]:
        said = [
            " and ".join(f"{column}: {', '.join(f'`{word}`' for word in words)}" for column, words in rule.when.items())
            for rule in rules
        ]
        return [(f"`{rule.code}`", labels[rule.code], words) for rule, words in zip(rules, said, strict=True)]

    how = "Capitals, spaces and signs do not matter; a star stands for anything."
    return [
        "## What stands for which endpoint type\n", f"The first line that fits decides; none: unknown. {how}\n",
        table(["Code", "Label", "Where a record has"], rows(ENDPOINT_RULES, ENDPOINT_LABELS)),
        "## What stands for which feature\n", f"Every line that fits counts. {how}\n",
        table(["Code", "Label", "Where a record has"], rows(FEATURE_RULES, FEATURE_LABELS)),
    ]  # fmt: skip


def _default(column: object) -> str:
    from partnerhub.pipeline.files.kinds import Column

    assert isinstance(column, Column)
    return column.default_from or ("" if column.default is None else str(column.default))


def settings_page() -> str:
    """Return the variables of the instance and the thresholds of a partner."""
    from partnerhub.config.environment import VARIABLES
    from partnerhub.terms.thresholds import THRESHOLDS

    variables = table(["Variable", "Default", "Meaning"], [(f"`{v.name}`", v.default, v.meaning) for v in VARIABLES])
    rows = [(f"`{t.name}`", t.label, t.default, f"{t.least} to {t.most}", str(t.unit), t.help) for t in THRESHOLDS]
    thresholds = table(["Name", "Label", "Default", "Limits", "Unit", "Meaning"], rows)
    return (
        f"# Settings\n\n{MADE}\n## Of the instance\n\nFrom the environment, or from `hub.toml` in the data folder. `hub doctor` shows what "
        f"is in force and from where.\n\n{variables}\n## Of a partner\n\nThresholds, on the page of that name. Every change is a "
        f"new version; every figure is shown beside the values it was computed with.\n\n{thresholds}"
    )


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check return 1 when one of them is not what it should be."""
    stale = [
        name for name, text in pages().items() if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != text
    ]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} is not what the declarations say: run `make docs`", file=sys.stderr)
        return int(bool(stale))
    DOCS.mkdir(exist_ok=True)
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
