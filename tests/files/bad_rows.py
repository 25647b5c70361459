"""Rows that contradict themselves, each other, or the records; and what is only worth a warning."""

from tests.files.builders import json_lines, lines, workbook
from tests.files.corpus import Case, bad, cell, csv_of

CROSS = (
    cell("subscriptions", "end_date", "2025-12-31", "E_CROSS_FIELD"),
    cell("subscriptions", "auto_renews", "yes", "E_CROSS_FIELD", also={"kind": "trial"}),
    cell("licenses", "used_7d", "6", "E_CROSS_FIELD"),
    cell("administrators", "customer_id", "HARBOR", "E_CROSS_FIELD", also={"role": "full_admin"}),
    bad("a stored trial that would renew", "a.csv",
        csv_of("subscriptions", {"subscription_id": "T1", "customer_id": "ORCHARD", "kind": "trial", "auto_renews": "1"}),
        "E_CROSS_FIELD", 2, "auto_renews", "1"),
    bad("a stored renewing subscription that would become a trial", "a.csv",
        lines("subscription_id,customer_id,kind,start_date,end_date", "R1,HARBOR,trial,2026-01-01,2026-12-31"),
        "E_CROSS_FIELD", 2, "auto_renews", "1"),
    bad("a stored use of 90 days below a new one of 7", "a.csv",
        lines("date,subscription_id,product,total,assigned,used_7d", "2026-11-22,S1,meetings,10,8,7"),
        "E_CROSS_FIELD", 2, "used_7d", "7"),
    cell("administrators", "ends_date", "2028-12-01", "E_DATE_RANGE", also={"role": "admin", "customer_id": "HARBOR"}),
    cell("administrators", "ends_date", "2026-11-21", "E_DATE_RANGE", also={"role": "admin", "customer_id": "HARBOR"}),
)  # fmt: skip

DOUBLES = (
    bad("one key with two values", "a.csv", csv_of("customers", {"name": "New"}, {"name": "Ny"}), "E_DUPLICATE_KEY", 3,
        "customer_id", "NEW"),
    bad("one key, once with a value and once empty", "a.csv", csv_of("customers", {"country": "SE"}, {"country": ""}),
        "E_DUPLICATE_KEY", 3, "customer_id", "NEW"),
    Case("one key with two values in two files",
         {"a.csv": csv_of("customers", {"name": "New"}), "b.jsonl": json_lines({"customer_id": "NEW", "name": "Ny"})},
         (("E_DUPLICATE_KEY", 1, "customer_id", "NEW"),)),
    bad("one license row with two totals", "a.csv", csv_of("licenses", {}, {"total": 11}), "E_DUPLICATE_KEY", 3, "date",
        "2026-11-20 / S1 / meetings"),
    bad("one order line with two quantities", "a.csv", csv_of("orders", {"product": ""}, {"product": "", "quantity": 6}),
        "E_DUPLICATE_KEY", 3, "order_id", "O9 / S1 / "),
    bad("two customers with one org_uuid", "a.csv",
        csv_of("customers", {"org_uuid": "u-9"}, {"customer_id": "NEW2", "name": "Second", "org_uuid": "u-9"}),
        "E_DUPLICATE_KEY", 3, "org_uuid", "u-9"),
    cell("customers", "org_uuid", "u-harbor", "E_DUPLICATE_KEY"),
    bad("one person under two names", "a.csv",
        csv_of("administrators", {"name": "New"}, {"name": "Newer", "role": "help_desk_basic"}), "E_DUPLICATE_KEY", 3,
        "email", "new@acme.example"),
)  # fmt: skip

REFERENCES = (
    cell("subscriptions", "customer_id", "NOBODY", "E_REF_CUSTOMER"),
    cell("subscriptions", "customer_id", "INITECH", "E_REF_CUSTOMER"),
    cell("tags", "customer_id", "harbor", "E_REF_CUSTOMER"),
    cell("administrators", "customer_id", "INITECH", "E_REF_CUSTOMER", also={"role": "admin"}),
    cell("licenses", "subscription_id", "NONE", "E_REF_SUBSCRIPTION"),
    cell("licenses", "subscription_id", "G1", "E_REF_SUBSCRIPTION"),
    cell("invoices", "subscription_id", "NONE", "E_REF_SUBSCRIPTION"),
    cell("licenses", "product", "meetngs", "E_REF_PRODUCT"),
    cell("orders", "product", "teleporting", "E_REF_PRODUCT"),
    cell("holders", "person_id", "NOBODY", "E_REF_PERSON"),
    cell("holders", "person_id", "GP1", "E_REF_PERSON"),
    Case("each of many wrong rows", {"a.csv": csv_of("tags", *({"customer_id": f"X{n}"} for n in range(3)))},
         tuple(("E_REF_CUSTOMER", n + 2, "customer_id", f"X{n}") for n in range(3))),
    Case("a subscription of a customer whose own row is wrong",
         {"c.csv": csv_of("customers", {"country": "XX"}), "s.csv": csv_of("subscriptions", {"customer_id": "NEW"})},
         (("E_CHOICE", 2, "country", "XX"),)),
)  # fmt: skip

WARNINGS = (
    bad("a column that nobody knows", "a.csv", lines("customer_id,name,mood", "NEW,New,fine"), "W_UNKNOWN_COLUMN", 1,
        "mood"),
    bad("anything at all in a column that nobody knows", "a.csv",
        lines("customer_id,name,mood", f"NEW,New,\0\u202e{'x' * 40_000}"), "W_UNKNOWN_COLUMN", 1, "mood"),
    bad("an unknown column in XLSX", "a.xlsx", lambda: workbook(["customer_id", "name", "mood"], ["NEW", "New", "=NOW()"]),
        "W_UNKNOWN_COLUMN", 1, "mood"),
    cell("customers", "name", "Ã…keri Ã–st", "W_MOJIBAKE"),
    bad("two new customers with nearly one name", "a.csv",
        csv_of("customers", {"customer_id": "N1", "name": "New Ltd."}, {"customer_id": "N2", "name": "NEW LTD"}),
        "W_SIMILAR_NAME", 3, "name", "NEW LTD"),
    bad("a new customer with nearly the name of an old one", "a.csv", csv_of("customers", {"name": "harbor-foods"}),
        "W_SIMILAR_NAME", 2, "name", "harbor-foods"),
)  # fmt: skip

CASES = CROSS + DOUBLES + REFERENCES + WARNINGS
