"""A secret word in every text of every organization, and everything that an answer says, however it is packed."""

import io
import random
import re
import uuid
import zipfile
from collections import defaultdict
from pathlib import Path

import duckdb

from partnerhub.guidance.asking import ask_for_help
from partnerhub.guidance.desk import Desk, change_desk
from partnerhub.guidance.services import save_resource
from partnerhub.guidance.shapes import HelpPlan
from partnerhub.guidance.writing import ResourceText
from partnerhub.tenancy.models import Person
from tests.doors.conftest import Doors
from tests.world import World

CUSTOMERS = {"HARBOR": "acme", "ORCHARD": "acme", "QUARRY": "acme", "INITECH": "globex"}
OF_A_CUSTOMER = ("subscriptions", "holders", "invoices", "orders", "trials", "administrators", "activity", "details")
PARTS = ("subscriptions", "holders", "invoices", "orders", "trials", "administrators", "activity")
TEXTS = (
    "name",
    "org_uuid",
    "domain",
    "console",
    "tag",
    "person",
    "email",
    "order",
    "invoice",
    "subscription",
    "trial",
    "file",
)


class Words:
    """One word per organization and text; `of` says which words an organization has."""

    def __init__(self, seed: int = 7) -> None:
        rng = random.Random(seed)
        self.known: dict[tuple[str, str], str] = defaultdict(lambda: "zq" + "".join(rng.choices("bcdfghjkmnprstvwx", k=12)))

    def word(self, owner: str, text: str) -> str:
        return self.known[owner, text]

    def of(self, *owners: str, without: tuple[str, ...] = ()) -> set[str]:
        """Return the words of some organizations, those of some texts left out."""
        return {word for (owner, text), word in self.known.items() if owner in owners and text not in without}

    def hang_on(self, world: World) -> None:
        """Give every text of every customer its word. Ids that formats fix (of customers) stay as they are."""
        on = world.today
        for id_, owner in CUSTOMERS.items():
            w = {text: self.word(id_, text) for text in TEXTS}
            partner = getattr(world, owner)
            kinds = {
                "customers": [{
                    "customer_id": id_, "name": f"Customer {w['name']}", "org_uuid": w["org_uuid"],
                    "domain": f"{w['domain']}.example", "console_url": f"https://{w['console']}.example/",
                }],
                "subscriptions": [
                    {"subscription_id": w["subscription"], "customer_id": id_, "kind": "subscription", "start_date": on,
                     "end_date": on.replace(month=12), "auto_renews": "no"},
                    {"subscription_id": w["trial"], "customer_id": id_, "kind": "trial", "start_date": on,
                     "end_date": on.replace(month=12)},
                ],
                "licenses": [
                    {"date": on, "subscription_id": w[term], "product": product, "total": 20, "assigned": assigned}
                    for term, product, assigned in (("subscription", "meetings", 30), ("trial", "calling", 1))
                ],
                "tags": [{"customer_id": id_, "tag": w["tag"]}],
                "people": [
                    {"person_id": f"{id_}-P", "customer_id": id_, "name": w["person"], "email": f"{w['email']}@x.example"},
                ],
                "holders": [{"subscription_id": w["trial"], "product": "calling", "person_id": f"{id_}-P"}],
                "orders": [
                    {"order_id": w["order"], "subscription_id": w["subscription"], "ordered_date": on, "action": "new"},
                ],
                "invoices": [{"invoice_id": w["invoice"], "subscription_id": w["subscription"], "issued_date": on,
                              "amount": "1.00", "currency": "EUR", "state": "open"}],
            }  # fmt: skip
            folder = world.folder / w["file"]
            paths = [self._written(world, kind, rows, folder, w["file"]) for kind, rows in kinds.items()]
            run = world.bring(paths, partner)
            assert not run.errors, list(run.faults.values_list("code", "column", "value"))
        for owner in ("acme", "globex"):
            self._hang_on_texts(world, owner)
            for person in Person.objects.filter(home_id=getattr(world, owner).id):
                Person.objects.filter(id=person.id).update(name=self.word(owner, f"name of {person.email}"))
            world.build(partner=getattr(world, owner))

    def _hang_on_texts(self, world: World, owner: str) -> None:
        """Give what a partner wrote for its people its words, and what it asked its help desk."""
        full, texts = (world.alice if owner == "acme" else world.carol), f"texts of {owner}"
        written = ResourceText("ours", "en", self.word(texts, "title"), "", self.word(texts, "body"))
        save_resource(full, written, based_on=0)
        change_desk(full, Desk(0, self.word(texts, "desk"), email=f"{self.word(texts, 'address')}@desk.example"))
        plan = HelpPlan(
            uuid.uuid4(), self.word(f"requests of {owner}", "subject"), self.word(f"requests of {owner}", "text")
        )
        ask_for_help(full, plan)

    def _written(self, world: World, kind: str, rows: list, folder: Path, word: str) -> Path:
        path = world.write(kind, rows, folder)
        return path.rename(path.with_name(f"{word}-{path.name}"))


def said(content: bytes) -> str:
    """Return everything that some bytes say: archives and workbooks unpacked, columnar files as text."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(name + said(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"PAR1"):
        return columnar(content)
    return content.decode("utf-8", "replace")


def columnar(content: bytes) -> str:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        return str(duckdb.connect().execute("SELECT * FROM read_parquet($1)", [file.name]).fetchall())


def whole(answer) -> str:
    """Return all of an answer: its headers and its content."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{dict(answer.headers)}\n{said(content)}"


def words_in(text: str) -> set[str]:
    """Return every secret word that a text has, whatever its capitals."""
    return set(re.findall(r"zq[bcdfghjkmnprstvwx]{12}", text.lower()))


def everything_asked(doors: Doors, words: Words) -> tuple[list[str], list[str]]:
    """Return every address of pages and of the API that can be read, with searches for the beginnings of all words."""
    from partnerhub.reports.answer import reports

    names = ("subscriptions", "customers")
    blocks = [(name, block) for name in names for block in reports()[name].blocks]
    forms, products = ("csv", "xlsx", "parquet"), ("meetings", "calling")
    beginnings = sorted(
        {words.word(id_, text)[:8] for id_ in CUSTOMERS for text in ("name", "domain", "subscription", "tag")}
    )
    pages = ["/resources/", "/resources/by-name/ours/", "/resources/desk/", "/resources/desk/settings/"]
    pages += ["/resources/requests/", "/resources/versions/ours/", "/resources/edit/ours/", "/resources/links/"]
    pages += [f"/resources/?q={words.word(texts, 'body')[:8]}" for texts in ("texts of acme", "texts of globex")]
    pages += [f"/resources/requests/{number}/" for number in range(1, 4)]
    pages += ["/overview/", "/overview/fresh/", "/overview/calls/", "/overview/news/", "/settings/upkeep/"]
    pages += ["/", "/customers/", "/imports/", "/settings/", "/audit/", "/api/", "/api/v1/openapi.json"]
    pages += [f"/customers/by-id/{id_}/" for id_ in CUSTOMERS] + [f"/customers/?q={word}" for word in beginnings]
    pages += [f"/customers/{tab}/{id_}/" for tab in OF_A_CUSTOMER for id_ in CUSTOMERS]
    pages += [f"/customers/holders-export/{id_}/?format={form}" for form in forms for id_ in CUSTOMERS]
    pages += [f"/customers/holders/{id_}/?q={word}" for word in beginnings[::4] for id_ in CUSTOMERS]
    pages += [f"/customers/?status={status}" for status in ("trial", "no_services", "license_overage")]
    pages += [f"/customers/export/?format={form}" for form in forms]
    terms = [words.word(id_, text) for id_ in CUSTOMERS for text in ("subscription", "trial")]
    pages += ["/orders/", "/access/", *(f"/workspace/{tab}" for tab in ("", "people/", "trail/"))]
    pages += [f"/orders/?q={word}" for word in beginnings[::3]] + [f"/orders/by-id/{term}/" for term in terms]
    pages += [f"/orders/by-id/{term}/?step=organization&q={words.word('QUARRY', 'name')[:6]}" for term in terms[:2]]
    pages += [f"/{place}/{id_}/" for place in ("customers/set-up", "access/?customer=") for id_ in CUSTOMERS]
    for product in products:
        page = f"/analytics/subscriptions/?product={product}"
        pages += [page, f"{page}&full=1"]
        pages += [f"/analytics/subscriptions/export/?product={product}&format={form}" for form in forms]
        for name, block in blocks:
            if name == "subscriptions":
                pages.append(f"/analytics/subscriptions/blocks/{block.name}/?product={product}&size=100")
                pages.append(f"/analytics/subscriptions/explain/{block.name}/{block.columns[-1].name}/?product={product}")
    pages += [f"/analytics/subscriptions/blocks/expiring/?q={word}" for word in beginnings[::4]]
    calls = ["overview", "upkeep", "resources", "resources/ours", "help-desk", "help-requests"]
    calls += ["reports", "customers?limit=1000", "settings", "audit?limit=500", "imports?size=200"]
    calls += [f"customers/{id_}/{part}" for part in PARTS for id_ in CUSTOMERS]
    calls += [f"reports/subscriptions/blocks/license_trend?customer={id_}" for id_ in CUSTOMERS]
    calls += ["orders?limit=500", "terms", "launch", "workspace", "workspace/people", "workspace/trail", "access-requests"]
    calls += [f"orders/{term}" for term in terms] + [f"similar-customers?name=Customer%20{word}" for word in beginnings[::4]]
    calls += [f"customers/{id_}" for id_ in CUSTOMERS] + [f"customers?q={word}" for word in beginnings]
    calls += [f"reports/{name}?product={product}" for name in names for product in products]
    calls += [f"reports/{name}/blocks/{block.name}" for name, block in blocks]
    calls += [f"reports/{name}/blocks/{block.name}/explain/{c.name}" for name, block in blocks for c in block.columns[:1]]
    return pages, [f"/api/v1/{call}" for call in calls]
