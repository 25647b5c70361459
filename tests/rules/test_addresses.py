"""Nothing unruled (P2): every address, operation, command and task says what it asks of its caller."""

from collections.abc import Iterator

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver
from django_tasks.base import Task

import partnerhub
from partnerhub.api.door import NoRule, SessionDoor, TokenDoor, api
from partnerhub.config.cli import COMMANDS
from partnerhub.tenancy.gate import Door
from partnerhub.tenancy.permissions import Permission
from tests.rules.source import module_of, python_files

# command → (who may, what bounds it, what it leaves in the trail, whether it writes)
MACHINE = "whoever has access to the machine"
COMMAND_RULES = {
    "run": (MACHINE, "the instance", "link.made for the first partner", "writes"),
    "demo": (MACHINE, "one partner", "partner.created, import.committed", "writes"),
    "import": (MACHINE, "one partner", "partner.created, import.committed", "writes"),
    "build": (MACHINE, "each partner by itself", "nothing: statuses and marts follow from facts", "writes"),
    "report": (MACHINE, "one partner, or what one person sees", "nothing", "reads"),
    "reports": (MACHINE, "the declarations", "nothing", "reads"),
    "link": (MACHINE, "one person's own organization", "link.made", "writes"),
    "token": (MACHINE, "one person's own organization", "token.made", "writes"),
    "backup": (MACHINE, "the instance", "backup.made", "writes"),
    "restore": (MACHINE, "the instance", "hub.restored", "writes"),
    "verify": (MACHINE, "the instance", "nothing", "reads"),
    "doctor": (MACHINE, "the instance", "nothing", "reads"),
}
# task → (who may, what bounds it, what it leaves in the trail, whether it writes)
TASK_RULES = {
    "partnerhub.pipeline.tasks.nightly": ("the schedule", "each partner by itself", "launch.ended", "writes"),
    "partnerhub.pipeline.tasks.build_today": ("whoever changed facts or settings", "one partner", "nothing", "writes"),
    "partnerhub.pipeline.tasks.check_import": ("whoever uploaded", "one partner's import", "nothing", "writes"),
    "partnerhub.keeping.tasks.back_up_at_night": ("the schedule", "the instance", "backup.made", "writes"),
    "partnerhub.tenancy.signin.tasks.mail_password_reset": (
        "whoever asks, for whatever address", "one person's own mailbox", "password.link_sent", "writes",
    ),
    "partnerhub.tenancy.signin.tasks.tidy": ("the schedule", "what has long ended", "nothing", "writes"),
    "partnerhub.portfolio.tasks.remind": ("the schedule", "each partner by itself", "trials.reminded", "writes"),
    "partnerhub.portfolio.tasks.go_on_tagging": (
        "whoever began to tag many customers", "that call, on customers still theirs", "tag.added or tag.removed", "writes",
    ),
    "partnerhub.pipeline.tasks.commit_import": (
        "whoever asked for the commit", "one partner's import", "import.committed", "writes",
    ),
}  # fmt: skip


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the hub."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


@pytest.mark.parametrize(("address", "pattern"), [pytest.param(a, p, id=a or "home") for a, p in addresses()])
def test_every_address_passes_the_gate_and_says_what_it_needs(address, pattern):
    assert isinstance(getattr(pattern, "needs", None), Permission | Door), (
        f"{address}: enter it through route(…, needs=…) or gated(…, needs=…) of partnerhub.tenancy.gate"
    )


def test_only_sign_in_links_and_the_description_of_the_api_are_open_to_everyone():
    own = {address for address, pattern in addresses() if pattern.needs is Door.OPEN}
    assert {address for address in own if not address.startswith("account/")} == {
        "link/<str:secret>/",
        "invitation/<str:secret>/",
        "api/v1/openapi.json",
    }


def test_only_the_answers_of_saml_and_programs_come_without_a_token_against_forgery():
    exempt = {address for address, pattern in addresses() if getattr(pattern.callback, "csrf_exempt", False)}
    assert {one for one in exempt if not one.startswith("api/")} == {"account/organization/<slug:provider_id>/saml/"}


def operations():
    """Yield every operation of the API."""
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            yield from ((f"{'|'.join(operation.methods)} {path}", operation) for operation in view.operations)


@pytest.mark.parametrize(("name", "operation"), [pytest.param(n, o, id=n) for n, o in operations()])
def test_every_operation_of_the_api_names_its_need(name, operation):
    doors = operation.auth_callbacks
    assert not any(isinstance(door, NoRule) for door in doors), f"{name}: add auth=needs(Permission.…)"
    token, session = doors
    assert isinstance(token, TokenDoor) and isinstance(session, SessionDoor)
    assert isinstance(token.needs, Permission) and token.needs is session.needs


@pytest.mark.parametrize(("name", "operation"), [pytest.param(n, o, id=n) for n, o in operations()])
def test_every_operation_that_writes_refuses_tokens_that_only_read(name, operation):
    assert operation.auth_callbacks[0].writes == (not {"GET", "HEAD"} >= set(operation.methods)), name


# What nobody does in a session in which they have not proven within the last minutes who they are. Pages that ask for it in
# some acts only (imports that give roles, the first administrators, approving access) are tried in tests/signin.
DANGEROUS_PAGES = {
    "administrators", "administrators_groups", "administrators_left_out", "customer_administrators", "sign_in", "tokens",
    "user", "user_roles",
}  # fmt: skip
DANGEROUS_CALLS = {
    "POST administrators/grants", "DELETE administrators/grants/{grant_id}",
    "PUT administrators/grants/{grant_id}/exclusions", "POST administrators/groups",
    "PATCH administrators/groups/{group_id}",
    "DELETE administrators/groups/{group_id}", "PATCH users/{user_id}",
    "DELETE users/{user_id}", "POST users/{user_id}/end-sessions", "POST users/{user_id}/reset-second-factors",
    "POST access-requests/{request_id}/approve",
}  # fmt: skip


def test_dangerous_acts_ask_for_a_fresh_proof_and_no_others():
    assert {pattern.name for _, pattern in addresses() if getattr(pattern, "needs_fresh", False)} == DANGEROUS_PAGES
    assert {name for name, operation in operations() if operation.auth_callbacks[1].needs_fresh} == DANGEROUS_CALLS


def own_commands() -> set[str]:
    """Return the management commands of the product."""
    return {name for name, app in get_commands().items() if str(app).startswith("partnerhub.")}


def test_every_command_has_a_rule():
    for name in own_commands() | set(COMMANDS):
        assert name in COMMAND_RULES, f'add to COMMAND_RULES: "{name}": (MACHINE, "…", "…", "reads" or "writes"),'
    assert set(COMMAND_RULES) == own_commands() == set(COMMANDS)


def tasks() -> set[str]:
    """Return the background tasks that any module of the product declares."""
    found = set()
    for path in python_files():
        if "@task" in path.read_text("utf-8"):
            module = __import__(module_of(path), fromlist=["*"])
            found |= {value.module_path for value in vars(module).values() if isinstance(value, Task)}
    return found


def test_every_task_has_a_rule():
    for name in tasks():
        assert name in TASK_RULES, f'add to TASK_RULES: "{name}": ("…", "…", "…", "reads" or "writes"),'
    assert set(TASK_RULES) == tasks()


def test_scheduled_work_is_a_task_with_a_rule(settings):
    assert set(settings.DAILY.values()) <= set(TASK_RULES)


def test_the_version_is_said_once():
    assert partnerhub.__version__
