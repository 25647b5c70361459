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
TRAIL = (200, 200, 200, 200, 200, 200, 200, 403, 302)  # everybody at least the own acts
SETTINGS = (200, 403, 200, 403, 403, 403, 200, 403, 302)  # thresholds: full and read-only
ADMINISTRATORS = SETTINGS  # who has access: full administrators change it, read-only ones see it
GIVE = RECORDS  # full administrators
USERS = SETTINGS  # people: full administrators manage them, read-only ones see them
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
    ("/imports/", RECORDS),
    ("/imports/?page=2", RECORDS),
    ("/imports/{run}/", (200, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{run}/errors/", (200, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{other}/", (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{other}/errors/", (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{run}/commit/", only_post(RECORDS)),
    ("/imports/{run}/discard/", only_post(RECORDS)),
    ("/settings/", SETTINGS),
    ("/settings/sign-in/", SETTINGS),
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
    ("/invitation/invented/", ABSENT),
    ("/account/second-factor/", (200,) * 8 + (302,)),
    ("/account/second-factor/authenticate/", (302,) * 9),  # in the middle of signing in only
    ("/account/second-factor/reauthenticate/", (200,) * 5 + (302,) + (200,) * 2 + (302,)),  # Cleo has a password alone
    ("/account/second-factor/totp/activate/", (302,) * 9),  # they have an app; Cleo proves first who she is
    ("/account/second-factor/totp/deactivate/", (200,) * 5 + (404,) + (200,) * 2 + (302,)),
    ("/account/second-factor/recovery-codes/", (404,) * 8 + (302,)),  # nobody has any yet
    ("/account/second-factor/recovery-codes/generate/", (200,) * 5 + (302,) + (200,) * 2 + (302,)),
    ("/account/second-factor/webauthn/add/", (200,) * 5 + (302,) + (200,) * 2 + (302,)),
    ("/account/second-factor/webauthn/login/", (302,) * 9),  # a script asks it, no browser opens it
    ("/account/second-factor/webauthn/reauthenticate/", (302,) * 9),  # nobody has a passkey
    ("/account/second-factor/webauthn/keys/999999999/remove/", (404,) * 5 + (302,) + (404,) * 2 + (302,)),
    ("/account/second-factor/webauthn/keys/999999999/edit/", (404,) * 5 + (302,) + (404,) * 2 + (302,)),
    ("/account/email/", ABSENT),
    ("/account/confirm-email/", ABSENT),
    ("/admin/", ABSENT),
    ("/nothing/", ABSENT),
    ("/api/v1/openapi.json", ANYBODY),
)
HERS_OF_ADAM = (200, 403, 403, 403, 403, 403, 404, 403, 302)  # a preview of a role for one of Acme's people
HERS = (200, 403, 403, 403, 403, 403, 422, 403, 302)  # what a full administrator of Acme sees of Harbor before giving it
# (address, what is sent, codes), in an order in which each still finds what it needs
POSTS = (
    ("/look/", {"theme": "dark"}, moved(TRAIL)),
    ("/customers/", {}, only_post(FIND)),
    ("/audit/", {}, only_post(TRAIL)),
    ("/customers/tag/", {"tag": "gold", "customers": "HARBOR"}, (302, 302, 403, 403, 403, 403, 404, 403, 302)),
    ("/customers/tag/", {"tag": "gold", "all": "1"}, TAG),
    ("/customers/tag/", {"tag": "gold", "all": "1", "confirmed": "1"}, moved(TAG)),
    ("/views/", {"act": "save", "name": "Mine", "query": "q=harb"}, moved(TAGS)),
    ("/views/", {"act": "save", "name": "Ours", "shared": "1"}, moved(TAG)),  # shared by who edits tags as well
    ("/views/", {"act": "delete", "view": "999999999"}, (404, 404, 404, 404, 404, 403, 404, 403, 302)),
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
    ("/administrators/groups/", {"act": "create", "name": "Swedes", "line": "country:SE"}, GIVE),  # a preview
    (
        "/administrators/groups/",
        {"act": "create", "name": "Swedes", "line": "country:SE", "confirmed": "1"},
        moved(GIVE),
    ),
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
    ("/imports/", {}, RECORDS),
    ("/imports/{other}/commit/", {}, (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{other}/discard/", {}, (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{run}/commit/", {}, (302, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/imports/{run}/discard/", {}, (302, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/link/invented/", {}, ABSENT),
    ("/invitation/invented/", {}, ABSENT),
    ("/account/organization/", {"email": "somebody@nowhere.example"}, ANYBODY),
    ("/users/", {"act": "add", "name": "Zed", "email": "zed@acme.example"}, moved(GIVE)),
    ("/users/", {"act": "add", "name": "Zed", "email": "no address"}, (422, 403, 403, 403, 403, 403, 422, 403, 302)),
    ("/users/", {"act": "invite_all"}, moved(GIVE)),
    ("/users/file/", {}, moved(GIVE)),
    ("/users/{adam}/", {"act": "rename", "name": "Adam"}, (302, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/users/{adam}/", {"act": "suspend"}, (302, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/users/{adam}/", {"act": "resume"}, (302, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/users/{adam}/roles/", {"act": "grant", "role": "read_only"}, HERS_OF_ADAM),
    ("/users/{adam}/roles/", {"act": "revoke", "grant": "999999999 "}, (404, 403, 403, 403, 403, 403, 404, 403, 302)),
    ("/profile/", {"act": "name", "name": "Somebody"}, moved(TRAIL)),
    ("/profile/", {"act": "end", "number": "999999999"}, (404,) * 7 + (403, 302)),
    ("/profile/", {"act": "end_others"}, moved(TRAIL)),
    ("/profile/tokens/", {"act": "revoke", "number": "999999999"}, (404, 404, 404, 403, 404, 403, 404, 403, 302)),
    ("/profile/tokens/", {"name": "Nightly", "kind": "read", "days": "30"}, TOKENS),
    ("/settings/sign-in/", {}, (200, 403, 403, 403, 403, 403, 200, 403, 302)),  # the form once more, with errors
    ("/settings/sign-in/", {"act": "remove", "version": "7"}, (409, 403, 403, 403, 403, 403, 409, 403, 302)),
)


def by_token(*codes: int) -> tuple[int, ...]:
    """Return the codes of the eight of the cast, and 401 for who is not signed in."""
    return (*codes, 401)


A_FIND = by_token(200, 200, 200, 200, 200, 403, 200, 401)
A_FIGURES = by_token(200, 200, 200, 403, 403, 200, 200, 401)
A_TAGS = by_token(200, 200, 200, 200, 200, 403, 200, 401)
A_TAGGED = by_token(201, 201, 403, 403, 403, 403, 201, 401)  # full and partner administrators
A_WRONG_TAG = by_token(422, 422, 403, 403, 403, 403, 422, 401)
A_NO_TAG = by_token(404, 404, 403, 403, 403, 403, 404, 401)
A_GIVEN = by_token(201, 403, 403, 403, 403, 403, 201, 401)
A_RECORDS = by_token(200, 403, 403, 403, 403, 403, 200, 401)
A_TRIAL = by_token(422, 422, 403, 403, 403, 403, 404, 401)  # full administrators and partner administrators
A_NO_TRIAL = by_token(404, 404, 403, 403, 403, 403, 404, 401)
A_USERS = by_token(200, 403, 200, 403, 403, 403, 200, 401)
A_NO_USER = by_token(404, 403, 403, 403, 403, 403, 404, 401)
A_OWN = by_token(200, 200, 200, 200, 200, 200, 200, 401)  # everybody with a role
A_TOKENS = by_token(200, 200, 200, 403, 200, 403, 200, 401)
A_NO_TOKEN = by_token(404, 404, 404, 403, 404, 403, 404, 401)
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
    ("get", "administrators/grants/999999999", None, by_token(404, 403, 404, 403, 403, 403, 404, 401)),
    ("get", "administrators/groups", None, by_token(200, 403, 200, 403, 403, 403, 200, 401)),
    ("get", "administrators/groups/999999999", None, by_token(404, 403, 404, 403, 403, 403, 404, 401)),
    ("post", "administrators/groups", {"name": "By program", "q": "country:SE"}, A_GIVEN),
    ("post", "administrators/groups", {"name": "By program"}, by_token(422, 403, 403, 403, 403, 403, 422, 401)),
    ("patch", "administrators/groups/999999999", {"name": "No"}, by_token(404, 403, 403, 403, 403, 403, 404, 401)),
    ("delete", "administrators/groups/999999999", None, by_token(404, 403, 403, 403, 403, 403, 404, 401)),
    ("get", "tags", None, A_TAGS),
    ("get", "tags/never", None, by_token(404, 404, 404, 404, 404, 403, 404, 401)),
    ("post", "tags", {"label": "by program"}, A_TAGGED),
    ("post", "tags", {"label": "by program"}, A_WRONG_TAG),  # it is there by now
    ("put", "tags/never", {"label": "x"}, A_NO_TAG),
    ("post", "tags/never/merge", {"into": "by program"}, A_NO_TAG),
    ("delete", "tags/never", None, A_NO_TAG),
    ("post", "tags/gold/customers", {}, A_WRONG_TAG),
    ("post", "tags/gold/customers", {"customers": ["HARBOR"]}, by_token(202, 202, 403, 403, 403, 403, 404, 401)),
    ("post", "tags/gold/customers", {"customers": ["INITECH"]}, by_token(404, 404, 403, 403, 403, 403, 202, 401)),
    ("post", "tags/gold/customers", {"q": "staus:x"}, A_WRONG_TAG),
    ("get", "tag-runs/{other}", None, A_NO_TAG),
    ("post", "tag-runs/{other}/undo", None, A_NO_TAG),
    ("get", "views", None, A_TAGS),
    ("get", "views/999999999", None, by_token(404, 404, 404, 404, 404, 403, 404, 401)),
    ("post", "views", {"name": "Mine", "q": "country:SE"}, by_token(201, 201, 201, 201, 201, 403, 201, 401)),
    ("post", "views", {"name": "Ours", "shared": True}, A_TAGGED),
    ("delete", "views/999999999", None, by_token(404, 404, 404, 404, 404, 403, 404, 401)),
    ("get", "trials/NEVER", None, by_token(404, 404, 404, 404, 404, 404, 404, 401)),
    ("get", "imports", None, A_RECORDS),
    ("get", "imports/{run}", None, by_token(200, 403, 403, 403, 403, 403, 404, 401)),
    ("get", "imports/{other}", None, by_token(404, 403, 403, 403, 403, 403, 404, 401)),
    ("post", "imports/{other}/commit", None, by_token(404, 403, 403, 403, 403, 403, 404, 401)),
    ("post", "imports/{other}/discard", None, by_token(404, 403, 403, 403, 403, 403, 404, 401)),
    ("put", "settings", {"version": 7, "values": {}}, by_token(409, 403, 403, 403, 403, 403, 409, 401)),
    ("put", "settings", {"version": 0, "values": {"near_days": 0}}, by_token(422, 403, 403, 403, 403, 403, 422, 401)),
    ("put", "settings", {"version": 0, "values": {"near_days": 60}}, by_token(200, 403, 403, 403, 403, 403, 200, 401)),
    ("post", "imports", None, by_token(422, 403, 403, 403, 403, 403, 422, 401)),
    ("post", "imports/{run}/commit", None, by_token(202, 403, 403, 403, 403, 403, 404, 401)),
    ("post", "imports/{run}/commit", None, by_token(202, 403, 403, 403, 403, 403, 404, 401)),
    ("post", "imports/{run}/discard", None, by_token(200, 403, 403, 403, 403, 403, 404, 401)),
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
    ("get", "users", None, A_USERS),
    ("get", "users?belongs=moon", None, by_token(422, 403, 422, 403, 403, 403, 422, 401)),
    ("post", "users", {"email": "zap@acme.example", "name": "Zap"}, A_GIVEN),
    ("post", "users", {"email": "zap", "name": "Zap"}, by_token(422, 403, 403, 403, 403, 403, 422, 401)),
    ("get", "users/999999999", None, by_token(404, 403, 404, 403, 403, 403, 404, 401)),
    ("patch", "users/999999999", {"suspended": True}, A_NO_USER),
    ("delete", "users/999999999", None, A_NO_USER),
    ("post", "users/999999999/invite", None, A_NO_USER),
    ("delete", "users/999999999/invitation", None, A_NO_USER),
    ("post", "users/999999999/end-sessions", None, A_NO_USER),
    ("post", "users/999999999/reset-second-factors", None, A_NO_USER),
    ("get", "administrators/roles", None, A_USERS),
    ("get", "settings/sign-in", None, A_USERS),
    ("get", "profile", None, A_OWN),
    ("get", "profile/sessions", None, A_OWN),
    ("get", "profile/sessions/999999999", None, by_token(*(404,) * 7, 401)),
    ("delete", "profile/sessions/999999999", None, by_token(*(404,) * 7, 401)),
    ("get", "profile/tokens", None, A_TOKENS),
    ("get", "profile/tokens/999999999", None, A_NO_TOKEN),
    ("delete", "profile/tokens/999999999", None, A_NO_TOKEN),
    ("delete", "settings", None, (405,) * 9),
    ("post", "customers", None, (405,) * 9),
    ("get", "nothing", None, (404,) * 9),
)
