"""The vocabulary of calls: endpoint types and features with their codes and labels."""

from collections.abc import Mapping
from enum import StrEnum

from partnerhub.terms.texts import mark


class EndpointType(StrEnum):
    """What carried a call's media."""

    APP_DESKTOP = "app_desktop"
    APP_MOBILE = "app_mobile"
    APP_WEB = "app_web"
    DESK_PHONE = "desk_phone"
    VIDEO_DEVICE = "video_device"
    DECT = "dect"
    ANALOG = "analog"
    THIRD_PARTY_SIP = "third_party_sip"
    TEAMS = "teams"
    GATEWAY = "gateway"
    MOBILE_NETWORK = "mobile_network"
    UNKNOWN = "unknown"


ENDPOINT_LABELS: Mapping[str, str] = {
    EndpointType.APP_DESKTOP: mark("App on a desktop"),
    EndpointType.APP_MOBILE: mark("App on a mobile"),
    EndpointType.APP_WEB: mark("App in a browser"),
    EndpointType.DESK_PHONE: mark("Desk phone"),
    EndpointType.VIDEO_DEVICE: mark("Room or video device"),
    EndpointType.DECT: mark("DECT phone"),
    EndpointType.ANALOG: mark("Analog adapter"),
    EndpointType.THIRD_PARTY_SIP: mark("Other vendor's phone"),
    EndpointType.TEAMS: mark("Teams integration"),
    EndpointType.GATEWAY: mark("Gateway or trunk"),
    EndpointType.MOBILE_NETWORK: mark("Mobile network"),
    EndpointType.UNKNOWN: mark("Unknown"),
}


class Feature(StrEnum):
    """A calling feature that a call record can show. The order is that of the bits in which the lake keeps them."""

    CALL_QUEUE = "call_queue"
    AUTO_ATTENDANT = "auto_attendant"
    HUNT_GROUP = "hunt_group"
    CALL_PARK = "call_park"
    PARK_RETRIEVE = "park_retrieve"
    CALL_PICKUP = "call_pickup"
    DIRECTED_PICKUP = "directed_pickup"
    CONSULTATIVE_TRANSFER = "consultative_transfer"
    FORWARD_ALWAYS = "forward_always"
    FORWARD_BUSY = "forward_busy"
    FORWARD_NO_ANSWER = "forward_no_answer"
    FORWARD_SELECTIVE = "forward_selective"
    FORWARD_MODE_BASED = "forward_mode_based"
    VOICEMAIL_DEPOSIT = "voicemail_deposit"
    VOICEMAIL_RETRIEVAL = "voicemail_retrieval"
    PAGING_GROUP = "paging_group"
    ANYWHERE = "anywhere"
    VIRTUAL_LINE = "virtual_line"
    CALL_RECORDING = "call_recording"
    DEFLECTION = "deflection"

    @property
    def bit(self) -> int:
        """Return the feature's place in a set of features kept as one number."""
        return 1 << FEATURES.index(self)


FEATURES = tuple(Feature)
FEATURE_LABELS: Mapping[str, str] = {
    Feature.CALL_QUEUE: mark("Call queue"),
    Feature.AUTO_ATTENDANT: mark("Auto attendant"),
    Feature.HUNT_GROUP: mark("Hunt group"),
    Feature.CALL_PARK: mark("Call park"),
    Feature.PARK_RETRIEVE: mark("Park retrieve"),
    Feature.CALL_PICKUP: mark("Call pickup"),
    Feature.DIRECTED_PICKUP: mark("Directed pickup"),
    Feature.CONSULTATIVE_TRANSFER: mark("Consultative transfer"),
    Feature.FORWARD_ALWAYS: mark("Forward always"),
    Feature.FORWARD_BUSY: mark("Forward when busy"),
    Feature.FORWARD_NO_ANSWER: mark("Forward when not answered"),
    Feature.FORWARD_SELECTIVE: mark("Forward selectively"),
    Feature.FORWARD_MODE_BASED: mark("Forward by mode"),
    Feature.VOICEMAIL_DEPOSIT: mark("Voicemail left"),
    Feature.VOICEMAIL_RETRIEVAL: mark("Voicemail retrieved"),
    Feature.PAGING_GROUP: mark("Paging group"),
    Feature.ANYWHERE: mark("Single number reach"),
    Feature.VIRTUAL_LINE: mark("Virtual line"),
    Feature.CALL_RECORDING: mark("Call recording"),
    Feature.DEFLECTION: mark("Deflection"),
}
