"""Call records: the vendor's Detailed Call History, as its console exports it or as its API answers it."""

from partnerhub.pipeline.files.calling import CallColumn, CallingKind, Holds
from partnerhub.terms.texts import mark

KIND = CallingKind(
    "calls",
    mark("Call records, one row per leg of a call, as the vendor's Detailed Call History has them."),
    (
        CallColumn("report_id", required=True, help=mark("the record's own id; what is there already adds nothing")),
        CallColumn("correlation_id", help=mark("the call that the leg belongs to; empty: the leg is a call of its own")),
        CallColumn("org_uuid", required=True, aliases=("org_id", "customer_id"), help=mark("org_uuid or customer_id")),
        CallColumn("start_time", Holds.MOMENT, required=True, help=mark("decides the week, Sunday to Saturday in UTC")),
        CallColumn("answer_time", Holds.MOMENT),
        CallColumn("duration", Holds.COUNT, help=mark("seconds")),
        CallColumn("answered", help=mark("true or false")),
        CallColumn("answer_indicator", help=mark("used where answered is empty: begins with Yes")),
        CallColumn("user_name", aliases=("User",), help=mark("name of the user, or of the queue")),
        CallColumn("user_uuid"),
        CallColumn("user_type"),
        CallColumn("client_type"),
        CallColumn("sub_client_type"),
        CallColumn("os_type"),
        CallColumn("model"),
        CallColumn("original_reason"),
        CallColumn("redirect_reason"),
        CallColumn("related_reason"),
        CallColumn("recording_result", aliases=("Call Recording Result",)),
    ),
    aside=(
        "Release time", "Report time", "Call transfer time", "Ring duration", "Hold duration", "Site timezone",
        "Call outcome", "Call outcome reason", "Releasing party", "Answered elsewhere", "Answer reason", "Direction",
        "Call type", "User number", "Calling number", "Called number", "Calling line ID", "Called line ID",
        "Dialed digits", "Caller ID number", "External caller ID number", "Device owner UUID", "Department ID",
        "Location", "Site UUID", "Site main number", "Inbound trunk", "Outbound trunk", "Route group",
        "Route list calls overage", "PSTN vendor name", "PSTN legal entity", "PSTN vendor org ID", "PSTN provider ID",
        "International country", "Public Calling IP Address", "Public Called IP Address", "Client version", "Device MAC",
        "Redirecting number", "Redirecting party UUID", "Original called party UUID", "Queue type",
        "Auto Attendant Key Pressed", "Recall type", "Transfer type", "Transfer type context", "Authorization code",
        "Call Recording Platform Name", "Call Recording Trigger", "Caller Reputation Score",
        "Caller Reputation Score Result", "Caller Reputation Score Reason", "Caller Reputation Result",
        "Caller Reputation Reason", "Caller Reputation Service Result", "ELIN", "Emergency number source",
        "WxCC consult merge status", "WxCC interaction ID", "Local call ID", "Remote call ID", "Network call ID",
        "Related call ID", "Transfer related call ID", "Interaction ID", "Call ID", "Local SessionID",
        "Remote SessionID", "Final local SessionID", "Final remote SessionID", "External customer ID",
        "Call transfer type",
    ),
)  # fmt: skip
