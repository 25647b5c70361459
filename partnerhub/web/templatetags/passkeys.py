"""What a script reads from a form: options of a passkey, as JSON in an attribute."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Return a value as JSON, to stand escaped in an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder)
