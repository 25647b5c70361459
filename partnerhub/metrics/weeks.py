"""Weekly numbers about license lines, as they stood on each closed week's Saturday. Only active lines are summed."""

from partnerhub.metrics.declare import Empty, Formula, Metric, sum_of
from partnerhub.metrics.wording import SUMS
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

MART = "license_week"


def _weekly(label: str, help: str, column: str) -> Metric:
    return Metric(label, help, sum_of(column), MART, Unit.COUNT, Empty.NOTHING)


# Nothing where lines are active and no one's use is known, whatever lies beside them; zero where none is active.
_used = "CASE WHEN sum(active_lines){where} = 0 THEN 0 ELSE sum(used_7d){where} END"

used = Metric(
    label=mark("Used in the week"),
    help=mark("Licenses whose holder was active in the 7 days before the week's Saturday. Lines of unknown use left out."),
    formula=Formula(_used, SUMS["used_7d"]),
    mart=MART,
    unit=Unit.COUNT,
    empty=Empty.NOTHING,
    needs_use=True,
)
assigned_unused = _weekly(
    mark("Assigned, not used"),
    mark("Licenses assigned beyond those used, line by line. Lines of unknown use left out."),
    "assigned_unused",
)
available = _weekly(
    mark("Not assigned"), mark("Licenses bought and not assigned on the week's Saturday, line by line."), "available"
)
overage = _weekly(mark("Overage"), mark("Licenses assigned beyond those bought on the week's Saturday."), "overage")
total = _weekly(mark("Bought"), mark("Licenses bought, on the week's Saturday."), "total")
assigned = _weekly(mark("Assigned on Saturday"), mark("Licenses assigned, on the week's Saturday."), "assigned")
