"""Queue statistics: what became of the calls that entered a queue, one row per queue and day."""

from partnerhub.pipeline.files.calling import CallColumn, CallingKind, Holds
from partnerhub.terms.texts import mark

KIND = CallingKind(
    "queues",
    mark("Call queue statistics, one row per queue and UTC day. A row that is sent again takes the place of "
         "the earlier one."),
    (
        CallColumn("customer_id", required=True, aliases=("org_uuid", "org_id"), help=mark("customer_id or org_uuid")),
        CallColumn("queue", required=True, aliases=("Call Queue", "Queue name", "Call queue name")),
        CallColumn("date", Holds.DAY, required=True, aliases=("Day", "Report date")),
        CallColumn("offered", Holds.COUNT, aliases=("Total Calls", "Calls offered", "Incoming calls"),
                   help=mark("empty: answered + abandoned + overflowed")),
        CallColumn("answered", Holds.COUNT, required=True, aliases=("Answered Calls", "Calls Answered")),
        CallColumn("abandoned", Holds.COUNT, required=True, aliases=("Abandoned Calls", "Calls Abandoned"),
                   help=mark("hung up or left a message before somebody answered")),
        CallColumn("left_message", Holds.COUNT, aliases=("Left voicemail", "Voicemails"),
                   help=mark("of the abandoned ones")),
        CallColumn("overflowed", Holds.COUNT, aliases=("Calls Overflowed", "Overflow", "Overflowed Calls")),
        CallColumn("answered_wait_seconds", Holds.SECONDS, aliases=("Total Wait Time", "Total answered wait time")),
        CallColumn("overflowed_wait_seconds", Holds.SECONDS, aliases=("Total Overflow Wait Time",)),
        CallColumn("abandoned_wait_seconds", Holds.SECONDS, aliases=("Total Abandoned Time", "Total abandoned wait time")),
        CallColumn("average_answered_wait_seconds", Holds.SECONDS, aliases=("Avg Wait Time", "Average Wait Time"),
                   help=mark("where the total is not given: times answered")),
        CallColumn("average_abandoned_wait_seconds", Holds.SECONDS,
                   aliases=("Avg Abandoned Time", "Average Abandoned Time"),
                   help=mark("where the total is not given: times abandoned")),
    ),
    aside=(
        "Location", "Phone NO.", "Phone No", "Extension", "Total Hold Time", "Avg Hold Time", "Total Talk Time",
        "Avg Talk Time", "Total Handle Time", "Avg Handle Time", "% Answered Calls", "% Abandoned Calls",
        "Calls Timed Out", "Calls Transferred", "Avg No. of Agents Assigned", "Avg No. of Agents Handling Calls",
        "Overflow - Busy", "Overflow - Timed out",
    ),
)  # fmt: skip
