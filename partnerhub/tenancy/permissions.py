"""What can be permitted, and which role carries what: the whole matrix in one table."""

from enum import StrEnum, auto

from partnerhub.terms.codes import AccessLevel, Role


class Permission(StrEnum):
    """One thing that a caller may be allowed to do. The comment behind a line says what it opens."""

    LIST_CUSTOMERS = auto()  # browse the whole list
    FIND_CUSTOMERS = auto()  # search by name, domain or id
    OPEN_CUSTOMERS = auto()  # open the page of one: its name, ids, on what the access rests
    VIEW_ANALYTICS = auto()  # statuses, figures, reports
    VIEW_TAGS = auto()
    EDIT_TAGS = auto()
    START_TRIALS = auto()
    CHANGE_TRIALS = auto()
    SET_UP_ORDERS = auto()
    ADD_CUSTOMERS = auto()
    EDIT_CUSTOMERS = auto()
    LAUNCH_CUSTOMERS = auto()
    VIEW_SUBSCRIPTIONS = auto()  # with order history
    VIEW_INVOICES = auto()
    CHANGE_SUBSCRIPTIONS = auto()
    VIEW_CUSTOMER_ADMINISTRATORS = auto()
    ASSIGN_CUSTOMERS = auto()  # give a partner administrator a customer
    VIEW_ADMINISTRATORS = auto()
    MANAGE_ADMINISTRATORS = auto()  # roles, groups
    VIEW_USERS = auto()  # the people of the own organization, and who else holds rights here
    MANAGE_USERS = auto()  # add, invite, suspend, remove them
    SAVE_VIEWS = auto()
    SHARE_VIEWS = auto()
    EXPORT = auto()
    SCHEDULE_REPORTS = auto()
    TROUBLESHOOT_CALLS = auto()
    REQUEST_ACCESS = auto()  # ask a customer to let somebody in for some hours
    VIEW_ACCESS = auto()  # such requests, and what became of them
    APPROVE_ACCESS = auto()  # answer them; for a customer's own administrators alone
    VIEW_OWN_AUDIT = auto()
    VIEW_AUDIT = auto()
    VIEW_ORGANIZATION = auto()  # the partner's own: who it is, and what it bought where the role reaches that
    VIEW_SETTINGS = auto()
    CHANGE_SETTINGS = auto()
    MAKE_TOKENS = auto()
    IMPORT_RECORDS = auto()
    IMPORT_CALLING = auto()
    READ_RESOURCES = auto()


P = Permission

# The help desk enters a customer's organization, and looks into single calls, for as long as the customer approves (LEVELS).
HELP_DESK = frozenset({
    P.FIND_CUSTOMERS, P.OPEN_CUSTOMERS, P.VIEW_TAGS, P.VIEW_SUBSCRIPTIONS, P.SAVE_VIEWS, P.VIEW_ACCESS, P.VIEW_OWN_AUDIT,
    P.VIEW_ORGANIZATION, P.READ_RESOURCES,
})  # fmt: skip
READ = frozenset({
    P.LIST_CUSTOMERS, P.FIND_CUSTOMERS, P.OPEN_CUSTOMERS, P.VIEW_ANALYTICS, P.VIEW_TAGS, P.LAUNCH_CUSTOMERS,
    P.VIEW_SUBSCRIPTIONS, P.VIEW_INVOICES, P.VIEW_CUSTOMER_ADMINISTRATORS, P.SAVE_VIEWS, P.EXPORT, P.SCHEDULE_REPORTS,
    P.TROUBLESHOOT_CALLS, P.VIEW_OWN_AUDIT, P.VIEW_AUDIT, P.VIEW_ORGANIZATION, P.MAKE_TOKENS, P.READ_RESOURCES,
})  # fmt: skip
ACT = frozenset({
    P.EDIT_TAGS, P.START_TRIALS, P.CHANGE_TRIALS, P.SET_UP_ORDERS, P.ADD_CUSTOMERS, P.EDIT_CUSTOMERS,
    P.CHANGE_SUBSCRIPTIONS, P.SHARE_VIEWS, P.REQUEST_ACCESS, P.VIEW_ACCESS, P.IMPORT_CALLING,
})  # fmt: skip
RULE = frozenset({
    P.ASSIGN_CUSTOMERS, P.VIEW_ADMINISTRATORS, P.MANAGE_ADMINISTRATORS, P.VIEW_USERS, P.MANAGE_USERS, P.VIEW_SETTINGS,
    P.CHANGE_SETTINGS, P.IMPORT_RECORDS,
})  # fmt: skip

ROLES: dict[Role, frozenset[Permission]] = {
    Role.FULL_ADMIN: READ | ACT | RULE,
    Role.ADMIN: READ | ACT,
    Role.READ_ONLY: READ | {P.VIEW_ADMINISTRATORS, P.VIEW_USERS, P.VIEW_SETTINGS},
    Role.HELP_DESK_BASIC: HELP_DESK,
    Role.HELP_DESK_ADVANCED: HELP_DESK | {P.REQUEST_ACCESS},
    Role.PROVISIONING: frozenset({
        P.LIST_CUSTOMERS, P.FIND_CUSTOMERS, P.OPEN_CUSTOMERS, P.VIEW_TAGS, P.SET_UP_ORDERS, P.ADD_CUSTOMERS,
        P.LAUNCH_CUSTOMERS, P.VIEW_SUBSCRIPTIONS, P.SAVE_VIEWS, P.VIEW_OWN_AUDIT, P.VIEW_ORGANIZATION,
        P.MAKE_TOKENS, P.READ_RESOURCES,
    }),
    Role.CUSTOMER_ADMIN: frozenset({
        P.OPEN_CUSTOMERS, P.VIEW_ANALYTICS, P.SET_UP_ORDERS, P.EDIT_CUSTOMERS, P.VIEW_SUBSCRIPTIONS, P.VIEW_INVOICES,
        P.VIEW_CUSTOMER_ADMINISTRATORS, P.EXPORT, P.SCHEDULE_REPORTS, P.TROUBLESHOOT_CALLS, P.VIEW_ACCESS, P.APPROVE_ACCESS,
        P.VIEW_OWN_AUDIT, P.VIEW_AUDIT,
    }),
}  # fmt: skip
EVERYTHING = frozenset(Permission)

# What only a customer's own administrators may do: no role of the partner has it, and none needs it to make them one.
CUSTOMERS_OWN = frozenset({P.APPROVE_ACCESS})
# What somebody who acts in a customer's organization may do there at most: what its own administrators may, but that.
INSIDE = ROLES[Role.CUSTOMER_ADMIN] - CUSTOMERS_OWN

# What a customer approves when it lets somebody in: to enter its organization and see what is there, or to mend it as well.
# Invoices, exports and the trail stay closed to whoever is let in this way.
LOOK = frozenset({P.OPEN_CUSTOMERS, P.LAUNCH_CUSTOMERS, P.VIEW_ANALYTICS, P.VIEW_SUBSCRIPTIONS, P.TROUBLESHOOT_CALLS})
LEVELS: dict[AccessLevel, frozenset[Permission]] = {
    AccessLevel.READ: LOOK,
    AccessLevel.FULL: LOOK | {P.SET_UP_ORDERS, P.EDIT_CUSTOMERS, P.VIEW_CUSTOMER_ADMINISTRATORS},
}
