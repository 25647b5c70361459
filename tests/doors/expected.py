"""What every address answers to everybody, written by hand from the role table of the specification.

It knows nothing of the code that decides: whoever changes a permission has to say so here as well.
"""

COLUMNS = ("alice", "adam", "rita", "hal", "petra", "cleo", "carol", "nobody", "")  # the last one is not signed in

FIND = (200, 200, 200, 200, 200, 403, 200, 403, 302)  # search customers: all but a customer's own administrator
FIGURES = (200, 200, 200, 403, 403, 200, 200, 403, 302)  # statuses and figures: neither help desk nor provisioning
EXPORT = FIGURES
TAGS = (200, 200, 200, 200, 200, 403, 200, 403, 302)  # all hub administrators see tags
TAG = (200, 200, 403, 403, 403, 403, 200, 403, 302)  # full administrators and partner administrators
RECORDS = (200, 403, 403, 403, 403, 403, 200, 403, 302)  # record files: full administrators
CALLING = (200, 200, 403, 403, 403, 403, 200, 403, 302)  # calling files: full administrators, and partner administrators
THEIRS = (200, 404, 403, 403, 403, 403, 404, 403, 302)  # an import of Alice's: a partner administrator sees only own ones
NEVER = (404, 404, 403, 403, 403, 403, 404, 403, 302)
TRAIL = (200, 200, 200, 200, 200, 200, 200, 403, 302)  # everybody at least the own acts
SETTINGS = (200, 403, 200, 403, 403, 403, 200, 403, 302)  # thresholds: full and read-only
ADMINISTRATORS = SETTINGS  # who has access: full administrators change it, read-only ones see it
GIVE = RECORDS  # full administrators
RESOURCES = TAGS  # resources, help, the help desk: everybody in the hub, not a customer's own administrators
USERS = SETTINGS  # people: full administrators manage them, read-only ones see them
ORDERS = (200, 200, 403, 403, 200, 200, 200, 403, 302)  # set up orders: also provisioning, and a customer's own
ADD = (200, 200, 403, 403, 200, 403, 200, 403, 302)  # add customers: full, partner and provisioning administrators
ACCESS = (200, 200, 403, 200, 403, 200, 200, 403, 302)  # who asks customers for access, whom it is for, who answers
INSIDE = (302, 302, 302, 403, 302, 200, 302, 403, 302)  # a customer's own; others launch one first, from the list
OWN = (302, 200, 200, 200, 200, 403, 302, 403, 302)  # not launched yet: full administrators are led to the set-up
LOOK = (404, 404, 404, 404, 404, 404, 404, 403, 302)  # there is no logo and no color yet
TOKENS = (200, 200, 200, 403, 200, 403, 200, 403, 302)  # no tokens for help desk and customers' administrators
ANYBODY = (200,) * 9
ABSENT = (404,) * 9
OPENED = (200, 200, 200, 200, 404, 200, 404, 403, 302)  # Harbor in sight: all of Acme but Petra, its own administrator too
OPENED_ELSEWHERE = (200, 404, 200, 200, 200, 404, 404, 403, 302)  # Orchard in sight
NOBODYS = (404, 404, 404, 404, 404, 404, 404, 403, 302)  # a customer that never existed
INVOICES = (200, 200, 200, 403, 403, 200, 404, 403, 302)  # of Harbor: neither help desk nor provisioning
NO_INVOICES = (404, 404, 404, 403, 403, 404, 404, 403, 302)
EDIT = (200, 200, 403, 403, 403, 200, 404, 403, 302)  # details of Harbor: full and partner administrators, its own one
NO_SUCH_TEXT = (404, 404, 404, 404, 404, 403, 404, 403, 302)  # of what everybody in the hub may read
NO_SUCH_BLOCK = (404, 404, 404, 403, 403, 404, 404, 403, 302)


def moved(codes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the codes of an act that ends on another page."""
    return tuple(302 if code == 200 else code for code in codes)


def only_post(codes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the codes of the wrong method: whoever may not come in learns nothing of methods."""
    return tuple(405 if code == 200 else code for code in codes)


# (address, codes); {run} is Alice's import, {other} an id that never existed
PAGES = (
    ("/", moved(TRAIL)),
    ("/overview/", FIND),
    ("/overview/fresh/", FIGURES),
    ("/overview/calls/", FIGURES),
    ("/overview/news/", FIND),
    ("/settings/upkeep/", SETTINGS),
    ("/organization/", OWN),
    ("/organization/set-up/", GIVE),
    ("/organization/set-up/?step=products", GIVE),
    ("/organization/profile/", GIVE),
    ("/organization/brand/", GIVE),
    ("/organization/logo/", LOOK),
    ("/organization/brand.css", LOOK),
    ("/customers/", FIND),
    ("/customers/?q=harb", FIND),
    ("/customers/?q=inite", FIND),
    ("/customers/?status=trial", (200, 200, 200, 200, 403, 403, 200, 403, 302)),
    ("/customers/?q=harb&status=trial", (200, 200, 200, 403, 403, 403, 200, 403, 302)),
    ("/customers/export/", (200, 200, 200, 403, 403, 403, 200, 403, 302)),
    ("/customers/export/?format=xlsx", (200, 200, 200, 403, 403, 403, 200, 403, 302)),
    ("/customers/export/?format=pdf", (422, 422, 422, 403, 403, 403, 422, 403, 302)),
    ("/customers/by-id/HARBOR/", OPENED),
    ("/customers/by-id/ORCHARD/", OPENED_ELSEWHERE),
    ("/customers/by-id/QUARRY/", (200, 404, 200, 200, 404, 404, 404, 403, 302)),
    ("/customers/by-id/INITECH/", (404, 404, 404, 404, 404, 404, 200, 403, 302)),
    ("/customers/by-id/NOBODY/", NOBODYS),
    ("/customers/own/", (200, 302, 200, 200, 302, 302, 302, 403, 302)),  # who reaches one customer alone is led to it
    ("/customers/subscriptions/HARBOR/", OPENED),
    ("/customers/subscriptions/ORCHARD/", OPENED_ELSEWHERE),
    ("/customers/subscriptions/NOBODY/", NOBODYS),
    ("/customers/subscriptions/HARBOR/?subscription=HARBOR-S2", OPENED),
    ("/customers/subscriptions/HARBOR/?subscription=ORCHARD-S1", NOBODYS),
    ("/customers/subscriptions/HARBOR/?show=past&product=calling&weeks=26&after=NEVER", OPENED),
    ("/customers/holders/HARBOR/", OPENED),
    ("/customers/holders/ORCHARD/?idle=30&q=ada&after=2026-01-01.7", OPENED_ELSEWHERE),
    ("/customers/holders/NOBODY/", NOBODYS),
    ("/customers/holders-export/HARBOR/", INVOICES),  # whoever may export is whoever may see invoices
    ("/customers/holders-export/HARBOR/?format=xlsx&idle=never", INVOICES),
    ("/customers/holders-export/HARBOR/?format=pdf", (422, 422, 422, 403, 403, 422, 404, 403, 302)),
    ("/customers/holders-export/NOBODY/", NO_INVOICES),
    ("/customers/invoices/HARBOR/", INVOICES),
    ("/customers/invoices/HARBOR/?state=open&after=2026-01-01.7", INVOICES),
    ("/customers/invoices/ORCHARD/", (200, 404, 200, 403, 403, 404, 404, 403, 302)),
    ("/customers/invoices/NOBODY/", NO_INVOICES),
    ("/customers/orders/HARBOR/", OPENED),
    ("/customers/orders/NOBODY/", NOBODYS),
    ("/customers/trials/HARBOR/", OPENED),
    ("/customers/trials/ORCHARD/", OPENED_ELSEWHERE),
    ("/customers/trials/NOBODY/", NOBODYS),
    ("/customers/administrators/HARBOR/", INVOICES),  # neither help desk nor provisioning
    ("/customers/administrators/ORCHARD/", (200, 404, 200, 403, 403, 404, 404, 403, 302)),
    ("/customers/administrators/NOBODY/", NO_INVOICES),
    ("/customers/activity/HARBOR/", OPENED),
    ("/customers/activity/HARBOR/?before=7", OPENED),
    ("/customers/activity/ORCHARD/", OPENED_ELSEWHERE),
    ("/customers/activity/NOBODY/", NOBODYS),
    ("/customers/details/HARBOR/", EDIT),
    ("/customers/details/ORCHARD/", (200, 404, 403, 403, 403, 404, 404, 403, 302)),
    ("/customers/details/NOBODY/", (404, 404, 403, 403, 403, 404, 404, 403, 302)),
    ("/customers/tags/HARBOR/", only_post(TAG)),
    ("/orders/", ORDERS),
    ("/orders/?q=harb&state=pending&kind=trial&product=calling&customer=HARBOR", ORDERS),
    ("/orders/?after=NEVER", moved(ORDERS)),
    ("/orders/by-id/HARBOR-S1/", (200, 200, 403, 403, 404, 200, 404, 403, 302)),
    ("/orders/by-id/ORCHARD-S1/?step=plan", (200, 404, 403, 403, 200, 404, 404, 403, 302)),
    ("/orders/by-id/NEVER/", (404, 404, 403, 403, 404, 404, 404, 403, 302)),
    ("/customers/add/", ADD),
    ("/customers/set-up/HARBOR/", (200, 200, 403, 403, 404, 200, 404, 403, 302)),
    ("/customers/set-up/ORCHARD/", (200, 404, 403, 403, 200, 404, 404, 403, 302)),
    ("/launch/", only_post(FIND)),
    ("/launch/end/", only_post(TRAIL)),
    ("/workspace/", INSIDE),
    ("/workspace/people/", INSIDE),
    ("/workspace/trail/", INSIDE),
    ("/workspace/?organization=HARBOR", (404, 404, 404, 403, 404, 200, 404, 403, 302)),
    ("/workspace/?organization=ORCHARD", (404, 404, 404, 403, 404, 404, 404, 403, 302)),
    ("/access/", ACCESS),
    ("/access/?customer=HARBOR&before=7", ACCESS),
    ("/administrators/left-out/999999999/", (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/tags/", TAGS),
    ("/trials/start/", TAG),
    ("/trials/start/?customer=HARBOR", (200, 200, 403, 403, 403, 403, 404, 403, 302)),
    ("/trials/start/?customer=ORCHARD", (200, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/trials/by-id/NEVER/", (404, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/customers/tag/", only_post(TAG)),
    ("/customers/tag/undo/{other}/", only_post(TAG)),
    ("/customers/tag/runs/{other}/", (404, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/customers/?q=harb&with=licenses&is=>=&than=10", moved(FIND)),
    ("/customers/suggest/?q=sta", FIND),
    ("/customers/why/HARBOR/", (200, 200, 200, 200, 404, 403, 404, 403, 302)),
    ("/customers/why/INITECH/", (404, 404, 404, 404, 404, 403, 200, 403, 302)),
    ("/views/", TAGS),  # everybody in the hub keeps private views
    ("/administrators/", ADMINISTRATORS),
    ("/administrators/why/", ADMINISTRATORS),
    ("/administrators/why/?person=adam@acme.example&customer=HARBOR", (200, 403, 200, 403, 403, 403, 404, 403, 302)),
    ("/administrators/groups/", ADMINISTRATORS),
    ("/analytics/subscriptions/", FIGURES),
    ("/analytics/subscriptions/?full=1", FIGURES),
    ("/analytics/subscriptions/?product=calling&weeks=52&as_of=2026-11-22", FIGURES),
    ("/analytics/subscriptions/?as_of=2020-01-01", (503, 503, 503, 403, 403, 503, 503, 403, 302)),
    ("/analytics/subscriptions/blocks/expiring/", FIGURES),
    ("/analytics/subscriptions/blocks/license_trend/", FIGURES),
    ("/analytics/subscriptions/blocks/nothing/", NO_SUCH_BLOCK),
    ("/analytics/subscriptions/explain/kpis/total_customers/", FIGURES),
    ("/analytics/subscriptions/explain/kpis/nothing/", NO_SUCH_BLOCK),
    ("/analytics/subscriptions/export/", EXPORT),
    ("/analytics/subscriptions/export/?format=xlsx", EXPORT),
    ("/analytics/subscriptions/export/?format=parquet&block=expiring&rows=shown", EXPORT),
    ("/analytics/subscriptions/export/?block=nothing", (422, 422, 422, 403, 403, 422, 422, 403, 302)),
    ("/analytics/calling/", FIGURES),
    ("/analytics/calling/?full=1", FIGURES),
    ("/analytics/calling/?people=1&everyone=1&as_of=2026-11-22", FIGURES),
    ("/analytics/calling/?line=country:SE", (200, 200, 200, 403, 403, 403, 200, 403, 302)),  # as the customer list, filtered
    ("/analytics/calling/?line=colour:red", FIGURES),
    ("/analytics/calling/?as_of=2020-01-01", (503, 503, 503, 403, 403, 503, 503, 403, 302)),
    ("/analytics/calling/blocks/usage/", FIGURES),
    ("/analytics/calling/blocks/quality_trend/?line=colour:red", (422, 422, 422, 403, 403, 422, 422, 403, 302)),
    ("/analytics/calling/blocks/nothing/", NO_SUCH_BLOCK),
    ("/analytics/calling/explain/usage/calls/?customer=HARBOR", (200, 200, 200, 403, 403, 200, 404, 403, 302)),
    ("/analytics/calling/explain/usage/nothing/", NO_SUCH_BLOCK),
    (
        "/analytics/calling/quality/?week=2026-11-15&customer=HARBOR&endpoint=desk_phone",
        (200, 200, 200, 403, 403, 200, 404, 403, 302),
    ),
    ("/analytics/calling/export/", EXPORT),
    ("/analytics/calling/export/?format=parquet&block=usage&rows=shown", EXPORT),
    ("/analytics/calling/export/?block=nothing", (422, 422, 422, 403, 403, 422, 422, 403, 302)),
    ("/imports/", CALLING),
    ("/imports/?page=2", CALLING),
    ("/imports/{run}/", THEIRS),
    ("/imports/{run}/errors/", THEIRS),
    ("/imports/{run}/aside/", NEVER),  # nothing was set aside
    ("/imports/{other}/", NEVER),
    ("/imports/{other}/errors/", NEVER),
    ("/imports/{other}/aside/", NEVER),
    ("/imports/{run}/columns/", only_post(CALLING)),
    ("/imports/{run}/commit/", only_post(CALLING)),
    ("/imports/{run}/discard/", only_post(CALLING)),
    ("/settings/", SETTINGS),
    ("/resources/", RESOURCES),
    ("/resources/?q=trial&kind=help&language=sv", RESOURCES),
    ("/resources/by-name/customers/", RESOURCES),
    ("/resources/by-name/never/", NO_SUCH_TEXT),
    ("/resources/help/customers/", RESOURCES),
    ("/resources/help/never/", NO_SUCH_TEXT),
    ("/resources/new/", RECORDS),  # written by full administrators
    ("/resources/edit/customers/", RECORDS),
    ("/resources/edit/never/", (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/resources/versions/customers/", SETTINGS),
    ("/resources/versions/never/", (404, 403, 404, 403, 403, 403, 404, 403, 302)),
    ("/resources/links/", SETTINGS),
    ("/resources/desk/", RESOURCES),
    ("/resources/desk/?from=/customers/", RESOURCES),
    ("/resources/desk/settings/", SETTINGS),
    ("/resources/requests/", RESOURCES),
    ("/resources/requests/?state=open", RESOURCES),
    ("/resources/requests/999999999/", NO_SUCH_TEXT),
    ("/settings/sign-in/", SETTINGS),
    ("/settings/sign-in/?protocol=saml", SETTINGS),
    ("/users/", USERS),
    ("/users/?q=ada&status=not_invited&factor=yes&belongs=all", USERS),
    ("/users/{adam}/", (200, 403, 200, 403, 403, 403, 404, 403, 302)),
    ("/users/{adam}/roles/", (200, 403, 200, 403, 403, 403, 404, 403, 302)),
    ("/users/999999999/", (404, 403, 404, 403, 403, 403, 404, 403, 302)),
    ("/users/file/", only_post(GIVE)),
    ("/profile/", TRAIL),  # everybody has one
    ("/profile/tokens/", TOKENS),
    ("/audit/", TRAIL),
    ("/api/", TOKENS),
    ("/look/", only_post(TRAIL)),
    ("/link/invented/", ABSENT),
    ("/account/login/", (302,) * 8 + (200,)),
    ("/account/signup/", (302,) * 8 + (200,)),
    ("/account/logout/", (200,) * 8 + (302,)),
    ("/account/inactive/", ANYBODY),
    ("/account/reauthenticate/", (200,) * 8 + (302,)),
    ("/account/password/change/", (200,) * 8 + (302,)),
    ("/account/password/set/", (302,) * 9),
    ("/account/password/reset/", ANYBODY),
    ("/account/password/reset/done/", ANYBODY),
    ("/account/password/reset/key/1-set-password/", ANYBODY),
    ("/account/password/reset/key/done/", ANYBODY),
    ("/account/organization/", ANYBODY),
    ("/account/organization/prove/", (403,) * 8 + (302,)),  # nobody's organization has a provider
    ("/account/organization/org-1/back/", ABSENT),
    ("/account/organization/org-1/saml/", (405,) * 9),
    ("/account/organization/org-1/saml/finish/", ABSENT),
    ("/account/organization/org-1/saml/metadata/", ANYBODY),  # what the hub says of itself, be there such a partner or not
    ("/account/organization/acme/saml/metadata/", ABSENT),
    ("/invitation/invented/", ABSENT),
    ("/account/second-factor/", (200,) * 8 + (302,)),
    ("/account/second-factor/authenticate/", (302,) * 9),  # in the middle of signing in only
    ("/account/second-factor/reauthenticate/", (200,) * 5 + (302,) + (200,) * 2 + (302,)),  # Cleo has a password alone
    ("/account/second-factor/totp/activate/", (302,) * 5 + (200,) + (302,) * 3),  # they have an app, Cleo has none
    ("/account/second-factor/totp/deactivate/", (200,) * 5 + (404,) + (200,) * 2 + (302,)),
    ("/account/second-factor/recovery-codes/", (404,) * 8 + (302,)),  # nobody has any yet
    ("/account/second-factor/recovery-codes/generate/", (200,) * 8 + (302,)),
    ("/account/second-factor/webauthn/add/", (200,) * 8 + (302,)),
    ("/account/second-factor/webauthn/login/", (302,) * 9),  # a script asks it, no browser opens it
    ("/account/second-factor/webauthn/reauthenticate/", (302,) * 9),  # nobody has a passkey
    ("/account/second-factor/webauthn/keys/999999999/remove/", (404,) * 8 + (302,)),
    ("/account/second-factor/webauthn/keys/999999999/edit/", (404,) * 8 + (302,)),
    ("/account/email/", ABSENT),
    ("/account/confirm-email/", ABSENT),
    ("/admin/", ABSENT),
    ("/nothing/", ABSENT),
    ("/api/v1/openapi.json", ANYBODY),
)
