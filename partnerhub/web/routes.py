"""The addresses of all pages, each with what it needs. Leaving that out is an error."""

from typing import Any

from django.urls import URLPattern, URLResolver
from django.views.decorators.http import require_POST, require_safe

from partnerhub.tenancy.gate import PREPARATIONS, Door, gated, route
from partnerhub.tenancy.permissions import Permission
from partnerhub.web.accounts import addresses
from partnerhub.web.navigation import prepare
from partnerhub.web.pages import (
    access,
    adding,
    administrators,
    analytics,
    calling,
    coming_in,
    customer,
    customer_activity,
    customer_administrators,
    customer_details,
    customer_holders,
    customer_papers,
    customer_subscriptions,
    customer_trials,
    customers,
    desk,
    first,
    groups,
    imports,
    launch,
    left_out,
    orders,
    overview,
    overview_calls,
    own,
    own_setup,
    profile,
    resources,
    settings,
    setup,
    sign_in,
    tagging,
    tags,
    trail,
    trials,
    upkeep,
    user_roles,
    users,
    views,
    workspace,
    writing,
)

VIEW, FIND, IMPORT = Permission.VIEW_ANALYTICS, Permission.FIND_CUSTOMERS, Permission.IMPORT_CALLING
OPEN, BOUGHT = Permission.OPEN_CUSTOMERS, Permission.VIEW_SUBSCRIPTIONS
ADMINISTRATORS = Permission.VIEW_ADMINISTRATORS
SET_UP, READ = Permission.SET_UP_ORDERS, Permission.READ_RESOURCES
CHANGE_HUB, SEE_HUB = Permission.CHANGE_SETTINGS, Permission.VIEW_SETTINGS
OWN = Permission.CHANGE_SETTINGS
PREPARATIONS.append(prepare)


def get(view: Any) -> Any:
    """Return a view that only reads."""
    return require_safe(view)


def post(view: Any) -> Any:
    """Return a view that only acts."""
    return require_POST(view)


urlpatterns: list[URLPattern | URLResolver] = [
    route("", get(first.home), needs=Door.SIGNED_IN, name="home"),
    route("link/<str:secret>/", first.link, needs=Door.OPEN, name="link"),
    route("look/", post(first.look), needs=Door.SIGNED_IN, name="look"),
    route("invitation/<str:secret>/", coming_in.invitation, needs=Door.OPEN, name="invitation"),
    route("account/organization/", coming_in.at_organization, needs=Door.OPEN, name="at_organization"),
    route(
        "account/organization/prove/", get(coming_in.prove_at_organization), needs=Door.ACCOUNT, name="provider_proof"
    ),
    gated("account/", addresses.open_pages, needs=Door.OPEN),
    gated("account/", addresses.signed_in_pages, needs=Door.ACCOUNT),
    route("overview/", overview.overview, needs=FIND, name="overview"),
    route("overview/fresh/", get(overview.overview_fresh), needs=VIEW, name="overview_fresh"),
    route("overview/calls/", get(overview_calls.overview_calls), needs=VIEW, name="overview_calls"),
    route("overview/news/", get(overview.overview_news), needs=FIND, name="overview_news"),
    route("organization/", get(own.organization), needs=Permission.VIEW_ORGANIZATION, name="organization"),
    route("organization/set-up/", own_setup.organization_setup, needs=OWN, name="organization_setup"),
    route("organization/profile/", own.organization_profile, needs=OWN, name="organization_profile"),
    route("organization/brand/", own.organization_brand, needs=OWN, name="organization_brand"),
    route("organization/logo/", get(own.organization_logo), needs=Door.SIGNED_IN, name="organization_logo"),
    route("organization/brand.css", get(own.organization_style), needs=Door.SIGNED_IN, name="organization_style"),
    route("customers/", get(customers.customers), needs=FIND, name="customers"),
    route("customers/suggest/", get(customers.customers_suggest), needs=FIND, name="customers_suggest"),
    route("customers/why/<path:reference>/", get(customers.customer_why), needs=FIND, name="customer_why"),
    route("views/", views.all_views, needs=Permission.SAVE_VIEWS, name="views"),
    route("customers/export/", get(customers.customers_export), needs=Permission.EXPORT, name="customers_export"),
    route("customers/tag/", post(tagging.tag_customers), needs=Permission.EDIT_TAGS, name="tag_customers"),
    route("customers/tag/undo/<str:run>/", post(tagging.undo_tagging), needs=Permission.EDIT_TAGS, name="undo_tagging"),
    route("customers/tag/runs/<str:run>/", get(tagging.tag_run), needs=Permission.EDIT_TAGS, name="tag_run"),
    route("trials/start/", trials.start, needs=Permission.START_TRIALS, name="start_trial"),
    route("trials/by-id/<path:reference>/", trials.change, needs=Permission.CHANGE_TRIALS, name="change_trial"),
    route("orders/", get(orders.all_orders), needs=SET_UP, name="orders"),
    route("orders/by-id/<path:reference>/", orders.order, needs=SET_UP, name="order"),
    route("customers/add/", adding.customer_add, needs=Permission.ADD_CUSTOMERS, name="customer_add"),
    route("customers/set-up/<path:reference>/", setup.customer_setup, needs=SET_UP, name="customer_setup"),
    route("launch/", post(launch.launch), needs=Permission.FIND_CUSTOMERS, name="launch"),
    route("launch/end/", post(launch.end_launch), needs=Door.SIGNED_IN, name="end_launch"),
    route("workspace/", get(workspace.workspace), needs=Permission.VIEW_SUBSCRIPTIONS, name="workspace"),
    route(
        "workspace/people/", get(workspace.workspace_people), needs=Permission.VIEW_SUBSCRIPTIONS, name="workspace_people"
    ),
    route("workspace/trail/", get(workspace.workspace_trail), needs=Permission.VIEW_SUBSCRIPTIONS, name="workspace_trail"),
    route("access/", access.access, needs=Permission.VIEW_ACCESS, name="access"),
    route(
        "administrators/left-out/<int:grant_id>/", left_out.left_out, needs=Permission.MANAGE_ADMINISTRATORS,
        name="administrators_left_out", needs_fresh=True,
    ),
    route("tags/", tags.all_tags, needs=Permission.VIEW_TAGS, name="tags"),
    route("customers/own/", get(customer.own_organizations), needs=OPEN, name="own_organizations"),
    route("customers/by-id/<path:reference>/", get(customer.customer), needs=OPEN, name="customer"),
    route(
        "customers/tags/<path:reference>/", post(customer.customer_tags), needs=Permission.EDIT_TAGS, name="customer_tags"
    ),
    route(
        "customers/subscriptions/<path:reference>/", get(customer_subscriptions.customer_subscriptions),
        needs=BOUGHT, name="customer_subscriptions",
    ),
    route(
        "customers/holders/<path:reference>/", get(customer_holders.customer_holders), needs=BOUGHT, name="customer_holders"
    ),
    route(
        "customers/holders-export/<path:reference>/", get(customer_holders.customer_holders_export),
        needs=Permission.EXPORT, name="customer_holders_export",
    ),
    route(
        "customers/invoices/<path:reference>/", get(customer_papers.customer_invoices),
        needs=Permission.VIEW_INVOICES, name="customer_invoices",
    ),
    route("customers/orders/<path:reference>/", get(customer_papers.customer_orders), needs=BOUGHT, name="customer_orders"),
    route("customers/trials/<path:reference>/", get(customer_trials.customer_trials), needs=BOUGHT, name="customer_trials"),
    route(
        "customers/administrators/<path:reference>/", customer_administrators.customer_administrators,
        needs=Permission.VIEW_CUSTOMER_ADMINISTRATORS, name="customer_administrators", needs_fresh=True,
    ),
    route(
        "customers/activity/<path:reference>/", get(customer_activity.customer_activity),
        needs=Permission.VIEW_OWN_AUDIT, name="customer_activity",
    ),
    route(
        "customers/details/<path:reference>/", customer_details.customer_details,
        needs=Permission.EDIT_CUSTOMERS, name="customer_details",
    ),
    route(
        "administrators/", administrators.all_administrators, needs=ADMINISTRATORS, name="administrators", needs_fresh=True
    ),
    route("administrators/why/", get(administrators.why), needs=ADMINISTRATORS, name="administrators_why"),
    route(
        "administrators/groups/", groups.all_groups, needs=ADMINISTRATORS, name="administrators_groups", needs_fresh=True
    ),
    route("users/", users.all_users, needs=Permission.VIEW_USERS, name="users"),
    route("users/file/", post(users.users_file), needs=Permission.MANAGE_USERS, name="users_file"),
    route("users/<int:user_id>/", users.one_user, needs=Permission.VIEW_USERS, name="user", needs_fresh=True),
    route(
        "users/<int:user_id>/roles/", user_roles.user_roles, needs=Permission.VIEW_USERS, name="user_roles", needs_fresh=True
    ),
    route("profile/", profile.profile, needs=Door.SIGNED_IN, name="profile"),
    route("profile/tokens/", profile.own_tokens, needs=Permission.MAKE_TOKENS, name="tokens", needs_fresh=True),
    route("analytics/subscriptions/", get(analytics.subscriptions), needs=VIEW, name="subscriptions"),
    route(
        "analytics/subscriptions/export/", get(analytics.subscriptions_export),
        needs=Permission.EXPORT, name="subscriptions_export",
    ),
    route(
        "analytics/subscriptions/blocks/<slug:block>/", get(analytics.subscriptions_block),
        needs=VIEW, name="subscriptions_block",
    ),
    route(
        "analytics/subscriptions/explain/<slug:block>/<slug:column>/", get(analytics.subscriptions_explain),
        needs=VIEW, name="subscriptions_explain",
    ),
    route("analytics/calling/", get(calling.calling), needs=VIEW, name="calling"),
    route("analytics/calling/export/", get(calling.calling_export), needs=Permission.EXPORT, name="calling_export"),
    route("analytics/calling/quality/", get(calling.calling_quality), needs=VIEW, name="calling_quality"),
    route("analytics/calling/blocks/<slug:block>/", get(calling.calling_block), needs=VIEW, name="calling_block"),
    route(
        "analytics/calling/explain/<slug:block>/<slug:column>/", get(calling.calling_explain),
        needs=VIEW, name="calling_explain",
    ),
    route("imports/", imports.imports, needs=IMPORT, name="imports"),
    route("imports/<uuid:run_id>/", get(imports.import_run), needs=IMPORT, name="import"),
    route("imports/<uuid:run_id>/errors/", get(imports.import_faults), needs=IMPORT, name="import_faults"),
    route("imports/<uuid:run_id>/aside/", get(imports.import_aside), needs=IMPORT, name="import_aside"),
    route("imports/<uuid:run_id>/columns/", post(imports.import_columns), needs=IMPORT, name="import_columns"),
    route("imports/<uuid:run_id>/commit/", post(imports.import_commit), needs=IMPORT, name="import_commit"),
    route("imports/<uuid:run_id>/discard/", post(imports.import_discard), needs=IMPORT, name="import_discard"),
    route("settings/", settings.settings, needs=Permission.VIEW_SETTINGS, name="settings"),
    route("settings/upkeep/", get(upkeep.upkeep), needs=Permission.VIEW_SETTINGS, name="upkeep"),
    route("resources/", get(resources.resources), needs=READ, name="resources"),
    route("resources/by-name/<slug:name>/", get(resources.resource), needs=READ, name="resource"),
    route("resources/help/<slug:page>/", get(resources.resources_help), needs=READ, name="resources_help"),
    route("resources/new/", writing.resources_new, needs=CHANGE_HUB, name="resources_new"),
    route("resources/edit/<slug:name>/", writing.resources_edit, needs=CHANGE_HUB, name="resources_edit"),
    route(
        "resources/versions/<slug:name>/", get(writing.resources_versions), needs=SEE_HUB, name="resources_versions"
    ),
    route("resources/links/", get(writing.resources_links), needs=SEE_HUB, name="resources_links"),
    route("resources/desk/", desk.resources_desk, needs=READ, name="resources_desk"),
    route("resources/desk/settings/", desk.resources_desk_settings, needs=SEE_HUB, name="resources_desk_settings"),
    route("resources/requests/", get(desk.resources_requests), needs=READ, name="resources_requests"),
    route(
        "resources/requests/<int:request_id>/", desk.resources_request, needs=READ, name="resources_request"
    ),
    route("settings/sign-in/", sign_in.sign_in, needs=Permission.VIEW_SETTINGS, name="sign_in", needs_fresh=True),
    route("audit/", get(trail.trail), needs=Permission.VIEW_OWN_AUDIT, name="trail"),
]  # fmt: skip
