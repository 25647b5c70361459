"""What in a call record or a media row stands for which endpoint type, feature or kind of user, as tables.

Words are compared without capitals, spaces and signs. A star stands for anything before or after.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from partnerhub.terms.calls import EndpointType, Feature


@dataclass(frozen=True, slots=True)
class Rule:
    """What a record's columns must hold, all of them: column → words, any of them."""

    code: str
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


USER_KINDS: Mapping[str, int] = {"user": 1, "place": 2, "virtualline": 3}  # who is counted as a calling user, and as what
QUEUE_TYPES = ("callcenter*",)
VOICEMAIL_TYPES = ("voicemail*",)
IGNORED_REASONS = ("pushnotificationretrieval",)
E, F = EndpointType, Feature

# A media file may say the type itself, in the hub's own code or in words.
ENDPOINT_RULES = (
    *(Rule(code, {"endpoint_type": (code.replace("_", ""),)}) for code in EndpointType if code != E.UNKNOWN),
    Rule(E.TEAMS, {"endpoint_type": ("teams*", "microsoftteams*")}),
    Rule(E.MOBILE_NETWORK, {"endpoint_type": ("mobilenetwork*", "cellular*", "go")}),
    Rule(E.APP_MOBILE, {"endpoint_type": ("mobile*", "appmobile*", "ios*", "iphone*", "ipad*", "android*")}),
    Rule(E.APP_WEB, {"endpoint_type": ("web", "webapp*", "webclient*", "browser*", "appweb*")}),
    Rule(E.APP_DESKTOP, {"endpoint_type": ("desktop*", "app", "appdesktop*", "soft*", "windows*", "mac*")}),
    Rule(E.DECT, {"endpoint_type": ("dect*",)}),
    Rule(E.ANALOG, {"endpoint_type": ("ata*", "analog*", "fax*")}),
    Rule(E.VIDEO_DEVICE, {"endpoint_type": ("video*", "room*", "board*", "deskpro*", "collaborationdevice*")}),
    Rule(E.DESK_PHONE, {"endpoint_type": ("phone*", "deskphone*", "hardphone*", "mpp*", "ipphone*")}),
    Rule(E.THIRD_PARTY_SIP, {"endpoint_type": ("thirdparty*", "generic*", "3rdparty*")}),
    Rule(E.GATEWAY, {"endpoint_type": ("gateway*", "trunk*", "localgateway*", "sbc*")}),
    Rule(E.MOBILE_NETWORK, {"sub_client_type": ("mobilenetwork",)}),
    Rule(E.TEAMS, {"client_type": ("teamswxcclient",)}),
    Rule(E.GATEWAY, {"client_type": ("wxcsipgw",)}),
    Rule(E.GATEWAY, {"user_type": ("localgateway",)}),
    Rule(E.APP_MOBILE, {"client_type": ("wxcclient",), "sub_client_type": ("mobile*",)}),
    Rule(E.APP_WEB, {"client_type": ("wxcclient",), "sub_client_type": ("web*", "browser*")}),
    Rule(E.APP_DESKTOP, {"client_type": ("wxcclient",), "sub_client_type": ("desktop*",)}),
    Rule(E.APP_MOBILE, {"client_type": ("wxcclient",), "os_type": ("ios*", "iphone*", "ipad*", "android*")}),
    Rule(E.APP_WEB, {"client_type": ("wxcclient",), "os_type": ("web*", "browser*", "chromeos*")}),
    Rule(E.APP_DESKTOP, {"client_type": ("wxcclient",)}),
    Rule(E.DECT, {"model": ("*dbs*", "*dect*", "*6825*", "*6823*", "*dbs110*", "*dbs210*")}),
    Rule(E.ANALOG, {"model": ("*ata*", "*vg4*", "*vg3*", "*ht8*", "*spa1*", "*spa2*")}),
    Rule(E.VIDEO_DEVICE, {"model": ("*room*", "*board*", "*deskpro*", "*deskmini*", "*deskhub*", "*dx70*", "*dx80*",
                                    "*sx10*", "*sx20*", "*mx*", "desk", "*codec*")}),
    Rule(E.THIRD_PARTY_SIP, {"client_type": ("wxcthirdparty",)}),
    Rule(E.DESK_PHONE, {"client_type": ("wxcdevice",)}),
    Rule(E.DESK_PHONE, {"model": ("*phone*", "*mpp*", "*78*", "*88*", "*98*", "*68*")}),
)  # fmt: skip

REASONS = ("related_reason", "redirect_reason", "original_reason")


def _either(code: str, *words: str, columns: tuple[str, ...] = REASONS) -> tuple[Rule, ...]:
    return tuple(Rule(code, {column: words}) for column in columns)


# Unlike endpoint types, every rule that fits counts: one leg can show several features.
FEATURE_RULES = (
    Rule(F.CALL_QUEUE, {"user_type": QUEUE_TYPES}),
    *_either(F.CALL_QUEUE, "callqueue"),
    Rule(F.AUTO_ATTENDANT, {"user_type": ("automatedattendant*",)}),
    Rule(F.HUNT_GROUP, {"user_type": ("huntgroup",)}),
    *_either(F.HUNT_GROUP, "huntgroup"),
    Rule(F.CALL_PARK, {"related_reason": ("callpark",)}),
    Rule(F.PARK_RETRIEVE, {"related_reason": ("callparkretrieve",)}),
    Rule(F.CALL_PICKUP, {"related_reason": ("callpickup",)}),
    Rule(F.DIRECTED_PICKUP, {"related_reason": ("directedcallpickup",)}),
    Rule(F.CONSULTATIVE_TRANSFER, {"related_reason": ("consultativetransfer",)}),
    Rule(F.FORWARD_ALWAYS, {"related_reason": ("callforwardalways",)}),
    *_either(F.FORWARD_ALWAYS, "unconditional", columns=("redirect_reason", "original_reason")),
    Rule(F.FORWARD_BUSY, {"related_reason": ("callforwardbusy",)}),
    *_either(F.FORWARD_BUSY, "userbusy", columns=("redirect_reason", "original_reason")),
    Rule(F.FORWARD_NO_ANSWER, {"related_reason": ("callforwardnoanswer",)}),
    *_either(F.FORWARD_NO_ANSWER, "noanswer", columns=("redirect_reason", "original_reason")),
    Rule(F.FORWARD_SELECTIVE, {"related_reason": ("callforwardselective",)}),
    Rule(F.FORWARD_MODE_BASED, {"related_reason": ("callforwardmodebased",)}),
    Rule(F.VOICEMAIL_DEPOSIT, {"user_type": ("voicemailgroup",)}),
    Rule(F.VOICEMAIL_DEPOSIT, {"related_reason": ("faxdeposit", "voicemaildeposit")}),
    Rule(F.VOICEMAIL_RETRIEVAL, {"user_type": ("voicemailretrieval", "systemvoiceportal")}),
    Rule(F.PAGING_GROUP, {"user_type": ("grouppaging",)}),
    Rule(F.ANYWHERE, {"user_type": ("broadworksanywhere",)}),
    Rule(F.ANYWHERE, {"related_reason": ("anywherelocation", "anywhereportal")}),
    Rule(F.VIRTUAL_LINE, {"user_type": ("virtualline",)}),
    Rule(F.CALL_RECORDING, {"related_reason": ("callrecording",)}),
    Rule(F.CALL_RECORDING, {"recording_result": ("success*", "true", "yes", "recorded*", "complete*")}),
    *_either(F.DEFLECTION, "deflection"),
)  # fmt: skip


def endpoint_of(record: Mapping[str, str]) -> EndpointType:
    """Return what carried the media of a record: the first rule that fits decides."""
    found = {column: _bare(value) for column, value in record.items()}
    found["model"] = found.get("model") or found.get("endpoint_type", "")
    return next((EndpointType(rule.code) for rule in ENDPOINT_RULES if _fits(rule, found)), EndpointType.UNKNOWN)


def features_of(record: Mapping[str, str]) -> frozenset[Feature]:
    """Return every feature that a record shows."""
    found = {column: _bare(value) for column, value in record.items()}
    return frozenset(Feature(rule.code) for rule in FEATURE_RULES if _fits(rule, found))


def user_kind_of(user_type: str) -> int:
    """Return as what the user of a record is counted, or 0 for what is no calling user."""
    return USER_KINDS.get(_bare(user_type), 0)


def is_queue(user_type: str) -> bool:
    """Say whether a record is the leg of a call queue."""
    return any(_matches(_bare(user_type), word) for word in QUEUE_TYPES)


def is_voicemail(user_type: str) -> bool:
    """Say whether a record is a leg to voicemail."""
    return any(_matches(_bare(user_type), word) for word in VOICEMAIL_TYPES)


def is_ignored(related_reason: str) -> bool:
    """Say whether a record counts nowhere."""
    return _bare(related_reason) in IGNORED_REASONS


def _bare(value: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", value.casefold())


def _fits(rule: Rule, found: Mapping[str, str]) -> bool:
    return all(any(_matches(found.get(column, ""), word) for word in words) for column, words in rule.when.items())


def _matches(value: str, word: str) -> bool:
    if word.startswith("*"):
        return word.strip("*") in value
    return value.startswith(word[:-1]) if word.endswith("*") else value == word
