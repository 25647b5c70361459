"""FR-01 to FR-10, RH-05: somebody who has never seen the hub gets along by what its pages say."""

import sqlite3

from tests.journeys.hub import RunningHub
from tests.journeys.newcomer import FIRST, SECOND, walk


def test_from_an_empty_folder_to_two_administrators_a_customer_and_a_request_for_help(tmp_path, browser):
    hub = RunningHub(tmp_path / "empty")
    hub.home.mkdir()
    with hub.running() as link:
        ada, bo = walk(hub, link, browser, tmp_path, lambda name, page: None)
        assert ada.page.locator("tbody tr", has_text="Harbor Foods").count() == 1
        ada.open("/users/")
        for address in (FIRST, SECOND):
            row = ada.page.locator("tbody tr", has_text=address)
            assert "Partner full administrator" in row.inner_text()
        ada.open("/resources/requests/")
        assert ada.page.locator("tbody tr", has_text="Our first day").count() == 1
        for visitor in (ada, bo):
            visitor.context.close()
            assert visitor.complaints == []
    with sqlite3.connect(hub.home / "hub.sqlite3") as records:
        ((factors,),) = records.execute("SELECT count(DISTINCT user_id) FROM mfa_authenticator WHERE type = 'totp'")
    assert factors == 2
