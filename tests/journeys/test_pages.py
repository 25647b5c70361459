"""Every page in every look: no complaint of the browser, nothing sideways, nothing inaccessible, bytes within bounds."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = (
    "/customers/", "/customers/?q=status:expiring_soon&columns=statuses,licenses,expires_date&dense=1",
    "/customers/?q=staus:x", "/tags/", "/views/",
    "/customers/by-id/C-10004/", "/customers/by-id/C-10009/", "/customers/why/C-10001/",
    "/customers/subscriptions/C-10004/", "/customers/subscriptions/C-10009/?show=past", "/customers/holders/C-10004/",
    "/customers/invoices/C-10004/", "/customers/orders/C-10004/", "/customers/trials/C-10012/", "/customers/trials/C-10001/",
    "/customers/administrators/C-10001/", "/customers/activity/C-10001/", "/customers/details/C-10001/",
    "/trials/start/", "/trials/start/?customer=C-10001",
    "/orders/", "/customers/add/", "/customers/set-up/C-10001/", "/access/", "/access/?customer=C-10001",
    "/administrators/", "/administrators/groups/", "/administrators/why/",
    "/analytics/subscriptions/",
    "/analytics/subscriptions/?product=calling&full=1", "/analytics/subscriptions/blocks/expiring/",
    "/analytics/subscriptions/explain/low_assignment_kpis/license_assignment/", "/imports/", "/settings/", "/audit/",
    "/api/", "/account/password/set/", "/users/", "/users/?belongs=all&status=suspended", "/users/1/", "/users/1/roles/",
    "/users/2/roles/", "/profile/", "/profile/tokens/", "/settings/sign-in/",
    "/settings/sign-in/?protocol=saml", "/account/second-factor/",
    "/account/second-factor/totp/activate/", "/account/second-factor/webauthn/add/", "/organization/set-up/",
    "/organization/profile/", "/organization/brand/", "/overview/",
    "/overview/calls/", "/overview/news/", "/settings/upkeep/", "/resources/",
    "/resources/?q=trial", "/resources/by-name/customers/", "/resources/new/", "/resources/desk/",
    "/resources/desk/settings/", "/analytics/calling/?full=1",
)  # fmt: skip
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "in Swedish": {"locale": "sv-SE"},
    "dark phone in Swedish": {"locale": "sv-SE", "viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


def serious(page) -> list[str]:
    """Return the findings of serious or critical rank, with the places they were found at."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {', '.join(node['html'][:120] for node in one['nodes'][:3])}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_page_is_sound_in_this_look(visit, look, path):
    """P17, P20: strict policy, no outside, no axe finding, nothing sideways at 390 px."""
    visitor = visit(**LOOKS[look])
    page = visitor.open(path)
    assert not visitor.scrolls_sideways()
    assert serious(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_pages_that_begin_with_a_click_are_sound_in_this_look(visit, look):
    """An order, whom a right leaves out, and the workspace of an organization that was launched."""
    visitor = visit(**LOOKS[look])
    page = visitor.open("/orders/")
    order = page.locator("tbody a").first.get_attribute("href")
    left_out = visitor.open("/administrators/").locator("a[href*=left-out]").first.get_attribute("href")
    customer = visitor.open("/customers/by-id/C-10001/").inner_text("h1")
    page.click("main form[action='/launch/'] button")
    visitor.settle()
    for path in (order, left_out, "/workspace/", "/workspace/people/", "/workspace/trail/", "/customers/"):
        visitor.open(path)
        assert customer in page.inner_text(".launched")
        assert not visitor.scrolls_sideways(), path
        assert serious(page) == [], path
    page.click(".launched form button")
    visitor.settle()


@pytest.mark.parametrize(
    "path",
    ["/account/login/", "/account/password/reset/", "/link/not-a-link/", "/invitation/not-one/", "/account/organization/"],
)
def test_pages_for_guests_are_sound(visit, path):
    visitor = visit(guest=True)
    visitor.expected = {404}
    page = visitor.open(path)
    assert serious(page) == []


def test_print_hides_the_frame_and_keeps_the_numbers(visit):
    page = visit().open("/analytics/subscriptions/?full=1")
    page.emulate_media(media="print")
    assert not page.is_visible(".sidebar")
    assert not page.is_visible(".page-tools")
    assert page.locator(".tile-value").first.is_visible()
    assert page.locator("#block-license_trend .chart svg").is_visible()


def test_first_visit_and_the_next_stay_small(visit):
    visitor = visit()
    sizes: list[int] = []

    def measure(answer) -> None:
        sizes.append(answer.request.sizes()["responseBodySize"])

    visitor.page.on("requestfinished", lambda request: measure(request.response()))
    visitor.open("/analytics/subscriptions/")
    first = sum(sizes)
    sizes.clear()
    visitor.open("/analytics/subscriptions/?product=calling")
    assert first <= 400_000
    assert sum(sizes) <= 40_000


def test_the_look_is_remembered(visit):
    page = visit().open("/customers/")
    with page.expect_navigation():
        page.select_option("#navigation-theme", "dark")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
