"""Media quality: what was measured of the sound of a call, one row per leg."""

from partnerhub.pipeline.files.calling import CallColumn, CallingKind, Holds
from partnerhub.terms.texts import mark

KIND = CallingKind(
    "media",
    mark("Media quality, one row per leg of a call. The names of other vendors' columns are proposed; you confirm them."),
    (
        CallColumn("leg_id", aliases=("Media session ID", "Leg ID", "Call leg ID"),
                   help=mark("the row's own id, else report_id")),
        CallColumn("report_id", help=mark("the call record that was measured")),
        CallColumn("correlation_id", aliases=("Call Correlation ID",),
                   help=mark("the call; empty: the call of the report_id")),
        CallColumn("org_uuid", required=True, aliases=("org_id", "customer_id"), help=mark("org_uuid or customer_id")),
        CallColumn("start_time", Holds.MOMENT, required=True, aliases=("Start Date", "Call Start Time", "Join Time")),
        CallColumn("endpoint_type", aliases=("Endpoint", "Device Type"), help=mark("empty: from the call's leg")),
        CallColumn("client_type"),
        CallColumn("sub_client_type"),
        CallColumn("os_type", aliases=("OS", "Operating System")),
        CallColumn("model", aliases=("Device", "Device Model")),
        CallColumn("packet_loss", Holds.PERCENT,
                   aliases=("packet_loss_percent", "Audio Packet Loss (%)", "Packet Loss (%)", "Audio Packet Loss",
                            "Loss (%)", "avg_packet_loss", "Average Packet Loss (%)", "Avg Audio Packet Loss (%)"),
                   help=mark("percent, average over the leg")),
        CallColumn("jitter", Holds.NUMBER,
                   aliases=("jitter_ms", "Audio Jitter (ms)", "Jitter (ms)", "Audio Jitter", "avg_jitter",
                            "Average Jitter (ms)", "Avg Audio Jitter (ms)"),
                   help=mark("milliseconds")),
        CallColumn("latency", Holds.NUMBER,
                   aliases=("latency_ms", "Audio Latency (ms)", "Latency (ms)", "Audio Latency", "Round trip (ms)",
                            "round_trip_ms", "RTT (ms)", "avg_latency", "Average Latency (ms)",
                            "Avg Audio Latency (ms)"),
                   help=mark("milliseconds, round trip")),
        CallColumn("duration", Holds.SECONDS,
                   aliases=("duration_s", "duration_seconds", "Duration(s)", "Duration (s)", "Media Duration"),
                   help=mark("seconds of media; shorter ones are not rated")),
    ),
    aside=("User Name", "User", "Location", "Call Quality", "Call Type", "Codec", "UA version", "Path optimization"),
    needs_one_of=("packet_loss", "jitter", "latency"),
)  # fmt: skip
