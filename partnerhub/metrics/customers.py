"""Numbers about all managed customers, whatever they bought."""

from partnerhub.metrics.declare import Metric, distinct
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

managed_customers = Metric(
    label=mark("managed"),
    help=mark("All customers that the partner manages, those without Meetings or Calling included."),
    formula=distinct("customer_id", mark("number of different customers")),
    mart="customer_day",
    unit=Unit.COUNT,
)
