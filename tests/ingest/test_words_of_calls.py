"""What each word that a vendor writes into call records stands for, value by value; docs/formats.md has the tables."""

import pytest

from partnerhub.terms.call_rules import ENDPOINT_RULES, FEATURE_RULES, endpoint_of, features_of, user_kind_of
from tests.ingest.sending import put, went_in
from tests.ingest.vendor import export, kept, leg
from tests.naive_calls import BY_REDIRECT, BY_RELATED, BY_USER_TYPE, ENDPOINTS

REASONS = BY_RELATED | {"AnywherePortal": "anywhere", "FaxDeposit": "voicemail_deposit"}
CLIENTS = ENDPOINTS | {
    ("WXC_CLIENT", "WEB_APP", "NA"): "app_web", ("WXC_DEVICE", "NA", "Desk Pro"): "video_device",
    ("WXC_DEVICE", "NA", "CP-6825"): "dect", ("WXC_DEVICE", "NA", "9841"): "desk_phone",
    ("WXC_SOMETHING_NEW", "NA", "NA"): "unknown",
}  # fmt: skip
SAID = {  # what a media file may call a type itself
    "desk_phone": "desk_phone", "Desk phone": "desk_phone", "iPhone": "app_mobile", "Android 14": "app_mobile",
    "Windows": "app_desktop", "Mac OS": "app_desktop", "Browser (Chrome)": "app_web", "Teams": "teams", "DECT 210": "dect",
    "ATA": "analog", "Room Kit": "video_device", "Trunk": "gateway", "Third party SIP": "third_party_sip",
    "Cellular": "mobile_network", "Zodiac": "unknown",
}  # fmt: skip


@pytest.mark.parametrize(("words", "code"), CLIENTS.items())
def test_client_sub_client_and_model_say_what_carried_the_media(words, code):
    client, sub, model = ("" if word == "NA" else word for word in words)
    assert endpoint_of({"client_type": client, "sub_client_type": sub, "model": model}) == code


@pytest.mark.parametrize(("word", "code"), SAID.items())
def test_a_media_file_may_say_the_type_in_words(word, code):
    assert endpoint_of({"endpoint_type": word}) == code


@pytest.mark.parametrize(("word", "code"), REASONS.items())
def test_a_related_reason_shows_a_feature(word, code):
    assert features_of({"related_reason": word}) == {code}


@pytest.mark.parametrize(("word", "code"), BY_REDIRECT.items())
@pytest.mark.parametrize("column", ["redirect_reason", "original_reason"])
def test_a_redirect_or_original_reason_shows_a_feature(word, code, column):
    assert features_of({column: word}) == {code}


@pytest.mark.parametrize(("word", "code"), BY_USER_TYPE.items())
def test_a_user_type_shows_a_feature(word, code):
    assert features_of({"user_type": word}) == {code}


@pytest.mark.parametrize(
    ("result", "shown"), [("success", True), ("true", True), ("failed", False), ("false", False), ("", False)]
)
def test_only_a_recording_that_succeeded_is_call_recording(result, shown):
    assert (features_of({"recording_result": result}) == {"call_recording"}) == shown


@pytest.mark.parametrize(
    ("word", "counted"), [("User", 1), ("Place", 2), ("VirtualLine", 3), ("HuntGroup", 0), ("CallCenterBasic", 0), ("", 0)]
)
def test_people_workspaces_and_virtual_lines_are_calling_users_and_nobody_else(word, counted):
    assert user_kind_of(word) == counted


def test_every_type_and_every_feature_has_a_word_here():
    """A code without a word in these tables would be one that nothing proves."""
    assert {str(rule.code) for rule in ENDPOINT_RULES} <= {*CLIENTS.values(), *SAID.values()}
    features = {*REASONS.values(), *BY_REDIRECT.values(), *BY_USER_TYPE.values(), "call_recording"}
    assert {str(rule.code) for rule in FEATURE_RULES} <= features


def test_push_notifications_count_nowhere_and_this_is_counted(world, tmp_path):
    rows = [leg("r1"), leg("r2", Related_reason="PushNotificationRetrieval")]
    run = went_in(world.bring(put(tmp_path, {"calls.csv": export(*rows)})))
    assert run.summary["calls"] == {"new": 1, "changed": 0, "unchanged": 0, "ignored": 1}
    assert kept(world, "report_id") == [("r1",)]
