"""The addresses of the API. Importing the operations registers them."""

from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_safe

from partnerhub.api import (
    access,
    administrators,
    customer,
    customers,
    groups,
    help_desk,
    imports,
    launches,
    orders,
    organization,
    overview,
    profile,
    reports,
    resources,
    settings,
    tags,
    trials,
    users,
    views,
)
from partnerhub.api.door import addresses, described
from partnerhub.api.guide import api_guide
from partnerhub.tenancy.gate import Door, gated, route
from partnerhub.tenancy.permissions import Permission

OPERATIONS = (
    access, administrators, customer, customers, groups, help_desk, imports, launches, orders, organization, overview,
    profile, reports, resources, settings, tags, trials, users, views,
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [
    route("api/v1/openapi.json", require_safe(described), needs=Door.OPEN, name="openapi"),
    gated("api/v1/", addresses(), needs=Door.OWN_RULES),
    route("api/", require_safe(api_guide), needs=Permission.MAKE_TOKENS, name="api_guide"),
]
