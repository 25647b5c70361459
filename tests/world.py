"""A small world that a reader remembers.

Acme is a partner with three customers: Harbor, Orchard and Quarry. Alice is its full administrator, Adam its administrator
of Harbor alone, Rita reads everything, Hal is at the help desk, Petra provisions Orchard, Cleo is Harbor's own
administrator. Globex is another partner, with Carol and the customer Initech. Nobody can sign in but holds no role at all.
All of them have an authenticator app, but Cleo, who reaches into no other organization and does without.
"""

import csv
import itertools
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator

from partnerhub.guidance.shipped import ensure_shipped
from partnerhub.kit import clock
from partnerhub.pipeline.build import build
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.services import ensure_catalogue
from partnerhub.reports.answer import answer
from partnerhub.reports.shapes import Answer, Question, Row
from partnerhub.tenancy.models import Grant, Person
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import person_with_email, scope_of_person
from partnerhub.tenancy.services import ensure_partner
from partnerhub.tenancy.shapes import PartnerShape
from partnerhub.tenancy.signin.sealing import seal
from partnerhub.terms.codes import Role
from tests.signin.codes import APP_SECRET

Rows = Iterable[Mapping[str, object]]
YEAR = timedelta(days=365)
WITHOUT_APP = {"cleo"}


def customer(id_: str, name: str = "", **more: object) -> dict[str, object]:
    """Return a customer's row."""
    return {"customer_id": id_, "name": name or f"Customer {id_}", **more}


def subscription(id_: str, customer_id: str, on: date, **more: object) -> dict[str, object]:
    """Return the row of a paid subscription that began half a year ago, ends in half a year and does not renew."""
    given: dict[str, object] = {
        "subscription_id": id_, "customer_id": customer_id, "kind": "subscription", "start_date": on - timedelta(days=182),
        "end_date": on + timedelta(days=182),
    }  # fmt: skip
    return given | more


def trial(id_: str, customer_id: str, on: date, **more: object) -> dict[str, object]:
    """Return the row of a trial of 30 days that began ten days ago."""
    given: dict[str, object] = {
        "subscription_id": id_, "customer_id": customer_id, "kind": "trial", "start_date": on - timedelta(days=10),
        "end_date": on + timedelta(days=20),
    }  # fmt: skip
    return given | more


def licenses(
    id_: str, day: date, total: int, assigned: int, used: object = "", used_90: object = "", product: str = "meetings"
):
    """Return a license row."""
    return {
        "date": day, "subscription_id": id_, "product": product, "total": total, "assigned": assigned, "used_7d": used,
        "used_90d": used_90,
    }  # fmt: skip


def with_app(person: Person) -> Person:
    """Return a person who has set up an authenticator app."""
    Authenticator.objects.create(user=person, type="totp", data={"secret": seal(APP_SECRET)}, created_at=clock.now())
    return person


class World:
    """The cast, and the few acts that tests need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.today = clock.today()
        self._numbers = itertools.count(1)
        ensure_catalogue()
        ensure_shipped()
        self.acme = ensure_partner("Acme")
        self.globex = ensure_partner("Globex")
        self.take_in(customers=[
            customer("HARBOR", "Harbor Foods", country="SE", domain="harbor.example"),
            customer("ORCHARD", "Orchard Clinics"), customer("QUARRY", "Quarry Steel"),
        ])  # fmt: skip
        self.take_in(partner=self.globex, customers=[customer("INITECH", "Initech Papaya")])
        self.harbor, self.orchard, self.quarry = (self.id_of(name) for name in ("HARBOR", "ORCHARD", "QUARRY"))
        self.initech = self.id_of("INITECH")
        self._invite("alice", self.acme, Role.FULL_ADMIN)
        self._invite("adam", self.acme, Role.ADMIN, self.harbor)
        self._invite("rita", self.acme, Role.READ_ONLY)
        self._invite("hal", self.acme, Role.HELP_DESK_BASIC)
        self._invite("petra", self.acme, Role.PROVISIONING, self.orchard)
        self._invite("cleo", self.acme, Role.CUSTOMER_ADMIN, self.harbor)
        self._invite("carol", self.globex, Role.FULL_ADMIN)
        self._person("nobody", self.acme)

    def id_of(self, reference: str) -> int:
        """Return the id of a customer by the partner's id of it."""
        return Customer._base_manager.get(reference=reference).organization_id

    def _person(self, name: str, home: PartnerShape) -> Person:
        email = f"{name}@{home.name.lower()}.example"
        person = Person.objects.create(
            email=email, name=name.capitalize(), sort_name=name, home_id=home.id, created_at=clock.now()
        )
        return person if name in WITHOUT_APP else with_app(person)

    def _invite(self, name: str, partner: PartnerShape, role: Role, customer_id: int | None = None) -> None:
        person = self._person(name, partner)
        Grant.objects.create(
            person=person, partner_id=partner.id, role=role, customer_id=customer_id, created_at=clock.now(),
            ends_at=clock.now() + YEAR if customer_id else None,
        )  # fmt: skip
        setattr(self, name, self.scope_of(person.email, partner))

    def scope_of(self, email: str, partner: PartnerShape | None = None) -> Scope:
        """Return the scope in which a person asks right now."""
        return scope_of_person(person_with_email(email), (partner or self.acme).id)

    def person(self, name: str) -> Person:
        """Return a member of the cast, to sign in with."""
        return Person.objects.get(email__startswith=f"{name}@")

    def system(self, partner: PartnerShape | None = None) -> Scope:
        """Return the scope of commands and jobs."""
        partner = partner or self.acme
        return Scope.system(partner.id, partner.name, "test")

    def write(self, kind: str, rows: Rows, folder: Path | None = None) -> Path:
        """Write rows as a CSV file with just the columns that they have."""
        folder = folder or self.folder
        folder.mkdir(parents=True, exist_ok=True)
        rows = list(rows)
        names = list(dict.fromkeys(name for row in rows for name in row))
        path = folder / f"{kind}-{next(self._numbers)}.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, names)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def bring(self, paths: Iterable[Path], partner: PartnerShape | None = None, **options: Any) -> ImportRun:
        """Import files and return how it went."""
        dry_run = options.pop("dry_run", False)
        return runs.import_paths(self.system(partner), list(paths), Options(**options), dry_run=dry_run)

    def take_in(self, partner: PartnerShape | None = None, **kinds: Rows) -> ImportRun:
        """Import rows by kind, all in one call; they must go in."""
        run = self.bring([self.write(kind, rows) for kind, rows in kinds.items()], partner)
        listed = [(f.file, f.line, f.column, f.code, f.value) for f in run.faults.all() if not f.code.startswith("W_")]
        assert run.state == ImportState.COMMITTED, listed
        return run

    def build(self, on: date | None = None, partner: PartnerShape | None = None):
        """Build a day, by default today."""
        return build(self.system(partner), on or self.today)

    def ask(self, scope: Scope | None = None, report: str = "subscriptions", **question: Any) -> Answer:
        """Return a report's answer."""
        return answer(scope or self.alice, report, Question(**question))

    def rows(self, block: str, scope: Scope | None = None, **question: Any) -> list[Row]:
        """Return the rows of one block."""
        return list(self.ask(scope, blocks=(block,), **question).blocks[0].rows)

    def kpis(self, block: str, scope: Scope | None = None, **question: Any) -> Row:
        """Return the numbers of a block of KPIs."""
        return self.rows(block, scope, **question)[0]
