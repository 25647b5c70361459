"""What each number means: one declaration each. Pure Python; the room knows neither the framework nor the engine."""

import sys

from partnerhub.kit.discovery import declared
from partnerhub.metrics.declare import Dimension, Metric

# The variable a number is declared as is its public name; nobody writes it a second time.
_here = sys.modules[__name__]
for _, _name, _metric in declared(_here, Metric):
    object.__setattr__(_metric, "name", _metric.name or _name)
for _, _name, _dimension in declared(_here, Dimension):
    object.__setattr__(_dimension, "name", _dimension.name or _name)
