"""User stories around files: wrong ones, mended ones, and the page that changes."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

TODAY = datetime.now(UTC).date()


@pytest.fixture
def files(tmp_path):
    """A folder to write files into: files.write("name.csv", rows)."""

    class Files:
        def write(self, name: str, *rows: list) -> str:
            with (tmp_path / name).open("w", newline="") as out:
                csv.writer(out).writerows(rows)
            return str(tmp_path / name)

    return Files()


def customers_with_overage(files, assigned: int) -> list[str]:
    return [
        files.write("customers.csv", ["customer_id", "name"], ["J-1", "Journey Foods"]),
        files.write(
            "subscriptions.csv", ["subscription_id", "customer_id", "kind", "start_date", "end_date"],
            ["J-S1", "J-1", "subscription", TODAY - timedelta(days=100), TODAY + timedelta(days=200)],
        ),
        files.write(
            "licenses.csv", ["date", "subscription_id", "product", "total", "assigned"],
            [TODAY, "J-S1", "meetings", 10, assigned],
        ),
    ]  # fmt: skip


def test_wrong_file_is_refused_with_every_place_and_the_mended_one_changes_the_page(visit, files):
    visitor = visit()
    page = visitor.open("/imports/")
    wrong = files.write("wrong.csv", ["customer_id", "name", "country"], ["X-1", "", "SE"], ["X-2", "Fine", "Sverige"])
    page.set_input_files("input[type=file]", [wrong])
    assert "wrong.csv" in page.inner_text("[data-files]")
    page.click("text=Check files")
    page.wait_for_selector(".state-refused")
    rows = page.locator("tbody tr", has_text="wrong.csv").all_inner_texts()
    assert any("2\tname" in row and "E_REQUIRED" in row for row in rows)
    assert any("3\tcountry" in row and "E_CHOICE" in row and "Sverige" in row for row in rows)
    with page.expect_download() as errors:
        page.click("text=Errors as CSV")
    listed = list(csv.DictReader(errors.value.path().read_text("utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["code"]) for row in listed] == [
        ("2", "name", "E_REQUIRED"), ("3", "country", "E_CHOICE"),
    ]  # fmt: skip
    page.click("text=Svenska")
    assert "Cellen" in page.inner_text("tbody[lang=sv]")
    visitor.open("/analytics/subscriptions/")
    before = page.inner_text("#block-kpis .tile:nth-child(5) .tile-value")
    visitor.open("/imports/")
    page.set_input_files("input[type=file]", customers_with_overage(files, assigned=15))
    page.click("text=Check files")
    page.wait_for_selector(".state-ready")
    page.click("text=Commit 3 changes")
    page.wait_for_selector(".state-committed")
    assert "alice@example.com" in page.inner_text(".page-head")
    for _ in range(60):
        visitor.open("/analytics/subscriptions/")
        after = page.inner_text("#block-kpis .tile:nth-child(5) .tile-value")
        if after != before:
            break
        page.wait_for_timeout(250)
    assert int(after) == int(before) + 1
    visitor.open("/customers/?q=Journey")
    assert "License overage" in page.inner_text("tbody tr")


def test_import_works_without_scripts(visit, files):
    page = visit(java_script_enabled=False).open("/imports/")
    page.set_input_files("input[type=file]", [files.write("tags.csv", ["customer_id", "tag"], ["C-10001", "vip"])])
    page.click("text=Check files")
    for _ in range(60):
        if page.locator(".state-ready").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    page.click("text=Commit 1 change")
    for _ in range(60):
        if page.locator(".state-committed").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    page.goto("/customers/?q=C-10001")
    assert "vip" in page.inner_text("tbody tr")


def test_threshold_gets_a_version_and_stands_beside_the_number(visit):
    visitor = visit()
    page = visitor.open("/settings/")
    page.fill("#id_near_days", "30")
    page.click("text=Save as a new version")
    visitor.settle()
    assert "Near end of term 90 → 30" in page.inner_text("#versions ~ .card")
    for _ in range(60):
        visitor.open("/analytics/subscriptions/")
        if page.locator("h2", has_text="About to expire in next 30 days").count():
            break
        page.wait_for_timeout(250)
    assert "Near end of term: 30 days" in page.inner_text("#block-expiring_kpis")
    assert "thresholds version 1" in page.inner_text(".page-head")
    visitor.open("/settings/")
    page.fill("#id_near_days", "90")
    page.click("text=Save as a new version")


def test_person_with_a_link_sets_a_password_and_signs_in_with_it(visit, hub):
    """FR-02, P6: a one-time link from the terminal, then a password of one's own, which alone opens nothing."""
    visitor = visit(guest=True)
    page = visitor.open(hub.command("link", "rita@partner.example.com").strip())
    assert "Sign in as Rita Reader" in page.inner_text("h1")
    page.click("main button")
    visitor.settle()
    visitor.open("/account/password/set/")
    for field in page.locator("input[type=password]").all():
        field.fill("correct-horse-battery")
    page.click("main button")
    visitor.settle()
    guest = visit(guest=True)
    guest.open("/customers/")
    assert "/account/login/?next=%2Fcustomers%2F" in guest.page.url
    guest.page.fill("input[type=email]", "rita@partner.example.com")
    guest.page.fill("input[type=password]", "correct-horse-battery")
    guest.page.click("main button")
    guest.settle()
    assert guest.page.url.endswith("/account/second-factor/")
    assert not guest.page.locator("#navigation").count()
    assert guest.open("/customers/").url.endswith("/account/second-factor/")
