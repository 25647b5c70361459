"""What roles and permissions are, in words that people understand."""

from partnerhub.tenancy.permissions import ROLES, Permission
from partnerhub.terms.codes import Role
from partnerhub.terms.texts import mark

P = Permission
ROLE_WORDS: dict[Role, str] = {
    Role.FULL_ADMIN: mark("Runs the hub: everything on every customer, and who else may do what."),
    Role.ADMIN: mark("Looks after the customers that are given to them: trials, orders, tags, subscriptions."),
    Role.READ_ONLY: mark("Sees everything about every customer and changes nothing."),
    Role.HELP_DESK_BASIC: mark("Finds any customer, to help somebody who calls; sees what they subscribed to, no figures."),
    Role.HELP_DESK_ADVANCED: mark("The same, and may ask a customer for more access to mend something."),
    Role.PROVISIONING: mark("Sets up orders and services of the customers that are given to them."),
    Role.CUSTOMER_ADMIN: mark("Looks after one customer from inside: sees its own figures and invoices."),
}
MAY: dict[Permission, str] = {
    P.LIST_CUSTOMERS: mark("Browse the list of customers"),
    P.FIND_CUSTOMERS: mark("Find a customer"),
    P.OPEN_CUSTOMERS: mark("Open the page of a customer"),
    P.VIEW_ANALYTICS: mark("See statuses, figures and reports"),
    P.VIEW_TAGS: mark("See tags"),
    P.EDIT_TAGS: mark("Make tags and hang them on customers"),
    P.START_TRIALS: mark("Start trials"),
    P.CHANGE_TRIALS: mark("Extend, change, convert and cancel trials"),
    P.SET_UP_ORDERS: mark("Set up what was ordered"),
    P.ADD_CUSTOMERS: mark("Add customers"),
    P.EDIT_CUSTOMERS: mark("Change details of customers"),
    P.LAUNCH_CUSTOMERS: mark("Open a customer's own organization"),
    P.VIEW_SUBSCRIPTIONS: mark("See subscriptions and the history of orders"),
    P.VIEW_INVOICES: mark("See invoices"),
    P.CHANGE_SUBSCRIPTIONS: mark("Change quantities and renewals"),
    P.VIEW_CUSTOMER_ADMINISTRATORS: mark("See who looks after a customer"),
    P.ASSIGN_CUSTOMERS: mark("Give a customer to an administrator"),
    P.VIEW_ADMINISTRATORS: mark("See who has which role"),
    P.MANAGE_ADMINISTRATORS: mark("Give and revoke roles"),
    P.VIEW_ORGANIZATION: mark("See the own organization"),
    P.VIEW_USERS: mark("See the users of the own organization"),
    P.MANAGE_USERS: mark("Add, invite, suspend and remove users"),
    P.SAVE_VIEWS: mark("Keep views of the list for themselves"),
    P.SHARE_VIEWS: mark("Share views with everybody"),
    P.EXPORT: mark("Export lists and tables"),
    P.SCHEDULE_REPORTS: mark("Have reports sent"),
    P.TROUBLESHOOT_CALLS: mark("Look into the quality of single calls"),
    P.REQUEST_ACCESS: mark("Ask a customer for more access"),
    P.VIEW_ACCESS: mark("See who asked for access, and what became of it"),
    P.APPROVE_ACCESS: mark("Approve or refuse access to their own organization"),
    P.VIEW_OWN_AUDIT: mark("See their own acts in the trail"),
    P.VIEW_AUDIT: mark("See the trail of their customers"),
    P.VIEW_SETTINGS: mark("See the settings"),
    P.CHANGE_SETTINGS: mark("Change the settings"),
    P.MAKE_TOKENS: mark("Make API tokens of their own"),
    P.IMPORT_RECORDS: mark("Import records"),
    P.IMPORT_CALLING: mark("Import calling data"),
    P.READ_RESOURCES: mark("Read the resources and reach the help desk"),
}


def what_may(role: Role) -> list[str]:
    """Return what a role may do, in the order of the table of permissions."""
    return [words for permission, words in MAY.items() if permission in ROLES[role]]
