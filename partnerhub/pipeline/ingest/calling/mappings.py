"""Which column each header of a calling file means: by name, by alias, as somebody chose, or as it was confirmed before."""

from collections.abc import Mapping, Sequence

from partnerhub.kit.discovery import declared
from partnerhub.pipeline import sources
from partnerhub.pipeline.files.calling import CallingKind, Meaning, recognized_calling
from partnerhub.pipeline.files.kinds import Kind, folded
from partnerhub.pipeline.files.problems import Problems, Wrong
from partnerhub.pipeline.models import HeaderMeaning
from partnerhub.terms import faults

CALLING_KINDS = {kind.name: kind for _, _, kind in declared(sources, CallingKind)}
LEAST_SHARED = 2  # names that a file shares with a kind before the hub asks whether it is one


def remembered(partner_id: int, kind: str) -> dict[str, str]:
    """Return header → column as this partner confirmed them before."""
    found = HeaderMeaning.objects.filter(partner_id=partner_id, kind=kind)
    return dict(found.values_list("header", "column"))


def remember(partner_id: int, mapping: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what headers mean, inside the caller's transaction."""
    for kind, columns in mapping.items():
        for header, column in columns.items():
            HeaderMeaning.objects.update_or_create(
                partner_id=partner_id, kind=kind, header=folded(header)[:200], defaults={"column": column}
            )


def kind_of_header(header: Sequence[str], wanted: str, records: Sequence[Kind]) -> CallingKind | None:
    """Return the calling kind of a file, or None when it is a record file, or none that the hub could name."""
    if wanted:
        return CALLING_KINDS.get(wanted)
    found = recognized_calling(header, CALLING_KINDS.values())
    names = {folded(name) for name in header}
    fits = [kind for kind in records if all(folded(name) in names for name in kind.required)]
    best = max((sum(folded(name) in names for name in kind.names) for kind in fits), default=0)
    if found:
        return found[0] if found[1] > best else None
    return None if fits else _maybe(header)


def _maybe(header: Sequence[str]) -> CallingKind | None:
    """Return the kind that a header nearly fits: enough names are known, and what is missing may stand there otherwise."""
    shared = {kind.name: len(kind.meant(header, {}).columns) for kind in CALLING_KINDS.values()}
    best = max(shared, key=lambda name: shared[name])
    meaning = CALLING_KINDS[best].meant(header, {})
    guesses = meaning.guesses().values()
    near = shared[best] >= LEAST_SHARED and all(name in guesses for name in meaning.missing)
    return CALLING_KINDS[best] if near else None


def meaning_of(
    kind: CallingKind,
    header: Sequence[str],
    chosen: Mapping[str, str],
    known: Mapping[str, str],
    file: str,
    problems: Problems,
) -> Meaning | None:
    """Return what a header means, or None after noting what is missing in it or has to be confirmed."""
    meaning = kind.meant(header, {**known, **{folded(name): column for name, column in chosen.items()}})
    missing = meaning.missing
    guesses = meaning.guesses()
    for column in missing:
        header_name = next((name for name, guess in guesses.items() if guess == column), "")
        if header_name:
            problems.note(Wrong(faults.MAPPING, column=header_name, nearest=column), file, 1, header_name)
        else:
            problems.note(Wrong(faults.HEADER_MISSING, column=column, kind=kind.name, nearest=""), file, 1, column)
    return None if missing else meaning


def proposal_of(meaning: Meaning) -> dict[str, str]:
    """Return header → column as the hub understands a file, guesses among them, for somebody to confirm."""
    guesses = meaning.guesses()
    return dict(meaning.columns) | {name: guesses.get(name, "") for name in meaning.unknown}


def learned_of(meaning: Meaning, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return header → column as far as somebody had to say it: guesses that nobody confirmed are not learned."""
    own = meaning.kind.by_alias
    said = {name: column for name, column in meaning.columns.items() if own.get(folded(name)) != column}
    return said | {name: "" for name, column in chosen.items() if not column}
