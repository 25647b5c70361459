"""The rules that need more than one row: keys that stand twice, references into nothing, names that look alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from partnerhub.kit.words import nearest
from partnerhub.pipeline.files.kinds import Kind
from partnerhub.pipeline.files.problems import Problems, Wrong
from partnerhub.pipeline.ingest.stage import Cells, Placed, Stage
from partnerhub.portfolio.records import customer_names, known_references, owners_of
from partnerhub.portfolio.selectors import product_codes
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import lasting_full_administrators
from partnerhub.tenancy.users.selectors import foreign_addresses
from partnerhub.terms import faults
from partnerhub.terms.codes import Role
from partnerhub.terms.faults import Fault
from partnerhub.terms.texts import mark

LOOKED_UP = 2000
UNKNOWN: Mapping[str, Fault] = {
    "customers": faults.REF_CUSTOMER,
    "subscriptions": faults.REF_SUBSCRIPTION,
    "products": faults.REF_PRODUCT,
    "people": faults.REF_PERSON,
}


def check_doubles(stage: Stage, kind: Kind, problems: Problems) -> None:
    """Let rows that say the same under one key collapse, and note those that disagree."""
    stage.index(kind)
    for group in list(stage.doubles(kind, kind.key)):
        keep, (file, line, cells) = group[0]
        for _, other in group[1:]:
            merged = _merged(cells, other[2])
            if merged is None:
                _note_double(kind, kind.key, other, (file, line, cells), problems)
            else:
                cells = merged
        stage.replace(kind, keep, cells, [row_id for row_id, _ in group[1:]])
    for shared, column in kind.agree:
        _check_agreement(stage, kind, shared, column, problems)


def _check_agreement(stage: Stage, kind: Kind, shared: str, column: str, problems: Problems) -> None:
    place = kind.names.index(column)
    for group in stage.doubles(kind, [shared]):
        said = [row for _, row in group if row[2][place]]
        for other in said[1:]:
            if other[2][place] != said[0][2][place]:
                _note_double(kind, [shared], other, said[0], problems)


def check_unique(scope: Scope, stage: Stage, kind: Kind, problems: Problems) -> None:
    """Note rows that would share with another record what no two records may share."""
    for column in kind.unique:
        for value, first, (file, line) in stage.shared(kind, column):
            wrong = Wrong(faults.DUPLICATE_KEY, key=value, file=first[0], line=first[1])
            problems.note(wrong, file, line, column, value)
        places = {value: (file, line) for file, line, value in stage.to_be(kind, column)}
        owners = owners_of(scope, kind.name, column, list(places))
        elsewhere = set(owners.values()) - stage.keys_among(kind, set(owners.values()))
        for value, owner in owners.items():
            if owner in elsewhere:
                problems.note(Wrong(faults.DUPLICATE_KEY, key=value, other=owner), *places[value], column, value)


def _merged(one: Cells, other: Cells) -> Cells | None:
    """Return two rows of one key as one, or None when a column that both have differs."""
    if any(a is not None and b is not None and a != b for a, b in zip(one, other, strict=True)):
        return None
    return tuple(b if a is None else a for a, b in zip(one, other, strict=True))


def _note_double(kind: Kind, columns: Sequence[str], row: Placed, first: Placed, problems: Problems) -> None:
    key = " / ".join(str(row[2][kind.names.index(name)]) for name in columns)
    wrong = Wrong(faults.DUPLICATE_KEY, key=key, file=first[0], line=first[1])
    problems.note(wrong, row[0], row[1], columns[0], key)


def check_references(scope: Scope, stage: Stage, kind: Kind, kinds: Mapping[str, Kind], problems: Problems) -> None:
    """Note every reference to something that neither this import nor the partner's records have."""
    for column in kind.columns:
        if column.refers_to:
            target = kinds.get(column.refers_to)
            unknown = _unknown(scope, column.refers_to, stage.dangling(kind, column.name, target))
            for file, line, value in stage.places_of(kind, column.name, unknown):
                wrong = _dangling(column.refers_to, value)
                problems.note(wrong, file, line, column.name, value)


def _unknown(scope: Scope, target: str, values: Iterator[str]) -> Iterator[str]:
    while some := list(islice(values, LOOKED_UP)):
        known = set(product_codes()) if target == "products" else known_references(scope, target, some)
        yield from (value for value in some if value not in known)


def _dangling(target: str, value: str) -> Wrong:
    if target == "products":
        return Wrong(faults.REF_PRODUCT, nearest=nearest(value, product_codes()) or "")
    return Wrong(UNKNOWN[target])


LAST_ADMINISTRATOR = mark("The last full administrator cannot get an end; name another one without an end first.")


def check_administrators(scope: Scope, stage: Stage, kinds: Iterable[Kind], problems: Problems) -> None:
    """Note the rows that would leave the partner without a full administrator who stays."""
    kind = next((kind for kind in kinds if kind.name == "administrators"), None)
    rows = [place for place in stage.final_rows(kind) if place[2]["role"] == Role.FULL_ADMIN.public] if kind else []
    lasting = lasting_full_administrators(scope) if rows else set()
    ending = {str(record["email"]) for _, _, record in rows if record["ends_date"]}
    staying = {str(record["email"]) for _, _, record in rows if not record["ends_date"]}
    if lasting and not (lasting - ending) | staying:
        for file, line, record in rows:
            if record["email"] in lasting:
                wrong = Wrong(faults.CROSS_FIELD, rule=LAST_ADMINISTRATOR)
                problems.note(wrong, file, line, "ends_date", str(record["ends_date"]))


FOREIGN_USER = mark("This address cannot be a user here; give it a role as an external administrator instead.")


def check_users(scope: Scope, stage: Stage, kinds: Iterable[Kind], problems: Problems) -> None:
    """Note the rows with addresses that belong to people of other organizations."""
    kind = next((kind for kind in kinds if kind.name == "users"), None)
    rows = ((file, line, str(record["email"])) for file, line, record in (stage.final_rows(kind) if kind else ()))
    while some := list(islice(rows, LOOKED_UP)):
        foreign = foreign_addresses(scope, [email for _, _, email in some])
        for file, line, email in some:
            if email in foreign:
                problems.note(Wrong(faults.CROSS_FIELD, rule=FOREIGN_USER), file, line, "email", email)


def check_names(scope: Scope, stage: Stage, kinds: Iterable[Kind], problems: Problems) -> None:
    """Warn of new customers whose names differ from another's only in capitals, spaces or punctuation."""
    for kind in kinds:
        if kind.name == "customers":
            for file, line, name, other in stage.similar_names(kind, customer_names(scope)):
                problems.note(Wrong(faults.SIMILAR_NAME, other=other), file, line, "name", name)
