"""Putting a restored hub in place: files change their names, never their content. What is to be done is written down first,
so that whoever comes after a crash finishes it; what was there before is set aside."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from partnerhub.kit.files import flush_to_disk, only_one, write_whole

RESTORE, ASIDE = ".restore", ".set-aside"
HIDDEN = (".restore", ".set-aside", ".backup")


@dataclass(frozen=True, slots=True)
class Tree:
    """One folder in which names change: those that come, and those that were there."""

    root: str
    new: tuple[str, ...]
    old: tuple[str, ...]

    @property
    def staging(self) -> Path:
        """Return where what comes lies until then."""
        return Path(self.root) / RESTORE


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore has to put in place. `token` names the restore; with `waits` it counts once the records have it."""

    token: str
    stamp: str
    waits: bool
    trees: tuple[Tree, ...]

    def aside(self, tree: Tree) -> Path:
        """Return where what was in a folder is set aside."""
        return Path(tree.root) / ASIDE / self.stamp


def plan_file() -> Path:
    """Return where a plan is written down."""
    return Path(settings.HOME) / "work" / "restore.json"


def written_plan() -> Plan | None:
    """Return the plan that was not carried out to its end, if there is one."""
    try:
        said = json.loads(plan_file().read_bytes())
    except FileNotFoundError:
        return None
    trees = tuple(Tree(one["root"], tuple(one["new"]), tuple(one["old"])) for one in said["trees"])
    return Plan(said["token"], said["stamp"], said["waits"], trees)


def write_down(plan: Plan) -> None:
    """Write a plan down: from now on it is carried out, whatever happens."""
    for cut in plan_file().parent.glob(f".{plan_file().name}.*.tmp"):  # what a restore that was killed left
        cut.unlink(missing_ok=True)
    write_whole(plan_file(), json.dumps(asdict(plan)).encode())


def tree_of(root: Path) -> Tree:
    """Return the change of a folder in which everything gives way to what lies in its staging place."""
    new = tuple(sorted(path.name for path in (root / RESTORE).iterdir())) if (root / RESTORE).is_dir() else ()
    children = sorted(path.name for path in root.iterdir() if path.name not in HIDDEN) if root.is_dir() else []
    return Tree(str(root), new, tuple(children))


def carry_out(plan: Plan) -> None:
    """Put everything in place. What was done before is found done."""
    with only_one(plan_file().with_suffix(".lock")):
        for tree in plan.trees:
            _change(tree, plan.aside(tree))
        plan_file().unlink(missing_ok=True)
        for tree in plan.trees:
            shutil.rmtree(tree.staging, ignore_errors=True)


def _change(tree: Tree, aside: Path) -> None:
    root = Path(tree.root)
    root.mkdir(parents=True, exist_ok=True)
    for name in tree.old:
        is_old = name not in tree.new or (tree.staging / name).exists()
        if is_old and (root / name).exists() and not (aside / name).exists():
            aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            (root / name).rename(aside / name)
    for name in tree.new:
        if (tree.staging / name).exists():
            (tree.staging / name).rename(root / name)
    flush_to_disk(root)


def give_up(plan: Plan) -> None:
    """Forget a plan that never counted."""
    for tree in plan.trees:
        shutil.rmtree(tree.staging, ignore_errors=True)
    plan_file().unlink(missing_ok=True)


def set_aside(plan: Plan) -> Iterator[Path]:
    """Yield the folders in which what was there before stands now."""
    for tree in plan.trees:
        if plan.aside(tree).is_dir():
            yield plan.aside(tree)
