"""What every address answers to everybody, written by hand from the role table of the specification.

It knows nothing of the code that decides: whoever changes a permission has to say so here as well.
"""

COLUMNS = ("alice", "adam", "rita", "hal", "petra", "cleo", "carol", "nobody", "")  # the last one is not signed in

FIND = (200, 200, 200, 200, 200, 403, 200, 403, 302)  # search customers, open one: all but a customer's own administrator
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
TOKENS = (200, 200, 200, 403, 200, 403, 200, 403, 302)  # no tokens for help desk and customers' administrators
ANYBODY = (200,) * 9
ABSENT = (404,) * 9
FOUND_BY_FINDERS = (404, 404, 404, 404, 404, 403, 404, 403, 302)
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
    ("/customers/", FIND),
    ("/customers/?q=harb", FIND),
    ("/customers/?q=inite", FIND),
    ("/customers/?status=trial", (200, 200, 200, 200, 403, 403, 200, 403, 302)),
    ("/customers/?q=harb&status=trial", (200, 200, 200, 403, 403, 403, 200, 403, 302)),
    ("/customers/export/", (200, 200, 200, 403, 403, 403, 200, 403, 302)),
    ("/customers/export/?format=xlsx", (200, 200, 200, 403, 403, 403, 200, 403, 302)),
    ("/customers/export/?format=pdf", (422, 422, 422, 403, 403, 403, 422, 403, 302)),
    ("/customers/by-id/HARBOR/", (200, 200, 200, 200, 404, 403, 404, 403, 302)),
    ("/customers/by-id/ORCHARD/", (200, 404, 200, 200, 200, 403, 404, 403, 302)),
    ("/customers/by-id/QUARRY/", (200, 404, 200, 200, 404, 403, 404, 403, 302)),
    ("/customers/by-id/INITECH/", (404, 404, 404, 404, 404, 403, 200, 403, 302)),
    ("/customers/by-id/NOBODY/", FOUND_BY_FINDERS),
    ("/tags/", TAGS),
    ("/trials/start/", TAG),
    ("/trials/start/?customer=HARBOR", (200, 200, 403, 403, 403, 403, 404, 403, 302)),
    ("/trials/start/?customer=ORCHARD", (200, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/trials/by-id/NEVER/", (404, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/customers/tag/", only_post(TAG)),
    ("/customers/tag/undo/{other}/", only_post(TAG)),
    ("/administrators/", ADMINISTRATORS),
    ("/administrators/why/", ADMINISTRATORS),
    ("/administrators/why/?person=adam@acme.example&customer=HARBOR", (200, 403, 200, 403, 403, 403, 404, 403, 302)),
    ("/administrators/groups/", ADMINISTRATORS),
    ("/customers/administrators/HARBOR/", only_post(GIVE)),
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
    ("/account/email/", ABSENT),
    ("/account/confirm-email/", ABSENT),
    ("/admin/", ABSENT),
    ("/nothing/", ABSENT),
    ("/api/v1/openapi.json", ANYBODY),
)
HERS = (200, 403, 403, 403, 403, 403, 422, 403, 302)  # what a full administrator of Acme sees of Harbor before giving it
# (address, what is sent, codes), in an order in which each still finds what it needs
POSTS = (
    ("/look/", {"theme": "dark"}, moved(TRAIL)),
    ("/customers/", {}, only_post(FIND)),
    ("/audit/", {}, only_post(TRAIL)),
    ("/customers/tag/", {"tag": "gold", "customers": "HARBOR"}, (302, 302, 403, 403, 403, 403, 404, 403, 302)),
    ("/customers/tag/", {"tag": "gold", "all": "1"}, TAG),
    ("/customers/tag/", {"tag": "gold", "all": "1", "confirmed": "1"}, moved(TAG)),
    ("/customers/tag/undo/{other}/", {}, (404, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/tags/", {"act": "create", "label": "gold"}, (422, 422, 403, 403, 403, 403, 422, 403, 302)),  # there already
    ("/trials/start/", {}, (422, 422, 403, 403, 403, 403, 422, 403, 302)),
    ("/trials/start/", {"customer": "ORCHARD"}, (422, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/trials/by-id/NEVER/", {"act": "cancel"}, (404, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/administrators/", {"email": "zoe@acme.example", "role": "read_only"}, GIVE),  # a preview
    ("/administrators/", {"email": "zoe@acme.example", "role": "admin", "customers": "HARBOR"}, HERS),
    ("/administrators/", {"email": "zoe@acme.example", "role": "read_only", "confirmed": "1"}, moved(GIVE)),
    ("/administrators/", {"act": "revoke", "grant": "999999999 "}, (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/administrators/", {"act": "end", "grant": "999999999 "}, (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/administrators/groups/", {"act": "create", "name": "Nordic"}, moved(GIVE)),
    ("/administrators/groups/", {"act": "create", "name": "Nordic"}, (422, 403, 403, 403, 403, 403, 422, 403, 302)),
    (
        "/customers/administrators/HARBOR/",
        {"email": "zoe@acme.example", "role": "admin"},
        (302, 403, 403, 403, 403, 403, 404, 403, 302),
    ),
    ("/administrators/why/", {}, only_post(ADMINISTRATORS)),
    ("/analytics/subscriptions/", {}, only_post(FIGURES)),
    ("/settings/", {"version": "0"}, (200, 403, 403, 403, 403, 403, 200, 403, 302)),  # the form once more, with errors
    ("/settings/", {"settings": "in force"}, (302, 403, 403, 403, 403, 403, 302, 403, 302)),
    ("/analytics/calling/", {}, only_post(FIGURES)),
    ("/imports/", {}, CALLING),
    ("/imports/{other}/columns/", {}, NEVER),
    ("/imports/{other}/commit/", {}, NEVER),
    ("/imports/{other}/discard/", {}, NEVER),
    ("/imports/{run}/columns/", {}, (302, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{run}/commit/", {}, (302, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{run}/discard/", {}, (302, 404, 403, 403, 403, 403, 404, 403, 302)),
    ("/link/invented/", {}, ABSENT),
)


def by_token(*codes: int) -> tuple[int, ...]:
    """Return the codes of the eight of the cast, and 401 for who is not signed in."""
    return (*codes, 401)


A_FIND = by_token(200, 200, 200, 200, 200, 403, 200, 401)
A_FIGURES = by_token(200, 200, 200, 403, 403, 200, 200, 401)
A_CALLING = by_token(200, 200, 403, 403, 403, 403, 200, 401)
A_NEVER = by_token(404, 404, 403, 403, 403, 403, 404, 401)
A_TRIAL = by_token(422, 422, 403, 403, 403, 403, 404, 401)  # full administrators and partner administrators
A_NO_TRIAL = by_token(404, 404, 403, 403, 403, 403, 404, 401)
# (method, address, body, codes) of calls with a token: Nobody holds no role, so their token opens nothing
CALLS = (
    ("get", "customers", None, by_token(200, 200, 200, 403, 200, 403, 200, 401)),
    ("get", "customers?q=harb", None, A_FIND),
    ("get", "customers?q=harb&status=trial", None, by_token(200, 200, 200, 403, 403, 403, 200, 401)),
    ("get", "customers?q=%20", None, by_token(200, 200, 200, 403, 200, 403, 200, 401)),
    ("get", "customers?status=cheerful", None, by_token(422, 422, 422, 422, 422, 403, 422, 401)),
    ("get", "customers/HARBOR", None, by_token(200, 200, 200, 200, 404, 403, 404, 401)),
    ("get", "customers/ORCHARD", None, by_token(200, 404, 200, 200, 200, 403, 404, 401)),
    ("get", "customers/INITECH", None, by_token(404, 404, 404, 404, 404, 403, 200, 401)),
    ("get", "customers/NOBODY", None, by_token(404, 404, 404, 404, 404, 403, 404, 401)),
    ("get", "reports", None, A_FIGURES),
    ("get", "reports/subscriptions", None, A_FIGURES),
    ("get", "reports/customers", None, by_token(200, 200, 200, 403, 403, 403, 200, 401)),
    ("get", "reports/nothing", None, by_token(404, 404, 404, 403, 403, 404, 404, 401)),
    ("get", "reports/subscriptions?product=fax", None, by_token(422, 422, 422, 403, 403, 422, 422, 401)),
    ("get", "reports/subscriptions?as_of=2020-01-01", None, by_token(503, 503, 503, 403, 403, 503, 503, 401)),
    ("get", "reports/subscriptions/blocks/expiring", None, A_FIGURES),
    ("get", "reports/subscriptions/blocks/nothing", None, by_token(422, 422, 422, 403, 403, 422, 422, 401)),
    ("get", "reports/subscriptions/blocks/kpis/explain/total_customers", None, A_FIGURES),
    ("get", "settings", None, by_token(200, 403, 200, 403, 403, 403, 200, 401)),
    ("get", "audit", None, by_token(200, 200, 200, 200, 200, 200, 200, 401)),
    ("get", "administrators", None, by_token(200, 403, 200, 403, 403, 403, 200, 401)),
    ("post", "administrators/grants", {}, by_token(422, 403, 403, 403, 403, 403, 422, 401)),
    (
        "post",
        "administrators/grants",
        {"email": "zoe@acme.example", "role": "admin", "customers": ["HARBOR"]},
        by_token(201, 403, 403, 403, 403, 403, 404, 401),
    ),
    (
        "post",
        "administrators/grants",
        {"email": "zoe@acme.example", "role": "king"},
        by_token(422, 403, 403, 403, 403, 403, 422, 401),
    ),
    ("delete", "administrators/grants/999999999", None, by_token(404, 403, 403, 403, 403, 403, 404, 401)),
    ("get", "reports/calling", None, A_FIGURES),
    ("get", "reports/calling?people=true&everyone=true", None, A_FIGURES),
    ("get", "reports/calling?line=country:SE", None, by_token(200, 200, 200, 403, 403, 403, 200, 401)),
    ("get", "reports/calling?line=colour:red", None, by_token(422, 422, 422, 403, 403, 422, 422, 401)),
    ("get", "reports/calling_quality?week=2026-11-15", None, A_FIGURES),
    ("get", "reports/calling/blocks/usage?sort=-calls&q=harb", None, A_FIGURES),
    (
        "get",
        "reports/calling/blocks/usage/explain/calls?customer=HARBOR",
        None,
        by_token(200, 200, 200, 403, 403, 200, 404, 401),
    ),
    ("get", "imports", None, A_CALLING),
    ("get", "imports/{run}", None, by_token(200, 404, 403, 403, 403, 403, 404, 401)),
    ("get", "imports/{other}", None, A_NEVER),
    ("post", "imports/{other}/commit", None, A_NEVER),
    ("post", "imports/{other}/discard", None, A_NEVER),
    ("put", "settings", {"version": 7, "values": {}}, by_token(409, 403, 403, 403, 403, 403, 409, 401)),
    ("put", "settings", {"version": 0, "values": {"near_days": 0}}, by_token(422, 403, 403, 403, 403, 403, 422, 401)),
    ("put", "settings", {"version": 0, "values": {"near_days": 60}}, by_token(200, 403, 403, 403, 403, 403, 200, 401)),
    ("post", "imports", None, by_token(422, 422, 403, 403, 403, 403, 422, 401)),
    ("post", "imports/{run}/commit", None, by_token(202, 404, 403, 403, 403, 403, 404, 401)),
    ("post", "imports/{run}/commit", None, by_token(202, 404, 403, 403, 403, 403, 404, 401)),
    ("post", "imports/{run}/discard", None, by_token(200, 404, 403, 403, 403, 403, 404, 401)),
    ("post", "customers/HARBOR/trials", {"products": {}, "administrator_email": "a@b.example"}, A_TRIAL),
    (
        "post",
        "customers/ORCHARD/trials",
        {"products": {"calling": 1}, "administrator_email": "a@b.example"},
        by_token(201, 404, 403, 403, 403, 403, 404, 401),
    ),
    ("post", "trials/NEVER/extend", {"days": 30}, A_NO_TRIAL),
    ("post", "trials/NEVER/extend", {"days": -1}, by_token(422, 422, 403, 403, 403, 403, 422, 401)),
    ("post", "trials/NEVER/cancel", {}, A_NO_TRIAL),
    ("post", "trials/NEVER/convert", {"months": 12}, A_NO_TRIAL),
    ("delete", "settings", None, (405,) * 9),
    ("post", "customers", None, (405,) * 9),
    ("get", "nothing", None, (404,) * 9),
)
