"""Invitations: one letter, one use, seven days; withdrawn, replaced or ended they all answer alike."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.users import invitations, services
from tests.signin.conftest import PASSWORD, letters, link_in, person

ZOE = "zoe@acme.example"


@pytest.fixture
def zoe(world) -> int:
    return services.add_user(world.alice, ZOE, "Zoë", invites=True)


def come_in(link: str, **sent):
    browser = Client()
    return browser, browser.post(link, {"name": "Zoë Zander"} | sent)


def refused(link: str) -> bool:
    answers = [Client().get(link), come_in(link)[1]]
    assert {answer.status_code for answer in answers} in ({404}, {200, 302})
    return answers[0].status_code == 404


def test_the_letter_names_who_invites_where_to_and_until_when(zoe):
    (letter,) = letters()
    assert letter.to == ZOE and "Acme" in letter.subject
    for text in (letter.text, letter.html):
        assert "alice@acme.example" in text and "Acme" in text
    assert link_in(letter).startswith("/invitation/") and link_in(letter) in letter.html


def test_following_the_link_changes_nothing_and_using_it_signs_in_once(zoe):
    link = link_in(letters()[0])
    page = Client().get(link).content.decode()
    assert ZOE in page and person(ZOE).last_login is None
    browser, answer = come_in(link, password=PASSWORD)
    assert answer.status_code == 302 and person(ZOE).name == "Zoë Zander" and person(ZOE).check_password(PASSWORD)
    assert browser.get("/profile/").status_code == 403  # no role yet: they are in, and may do nothing
    assert refused(link)
    acts = AuditEntry.objects.filter(subject=ZOE).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["user.added", "invitation.used", "signed_in"]


@pytest.mark.parametrize("password", ["short", "password1234", "zoe@acme.example", "Zoë Zander Zoë"])
def test_a_weak_password_is_refused_and_the_invitation_stays(zoe, password):
    link = link_in(letters()[0])
    _, answer = come_in(link, password=password)
    assert answer.status_code == 200 and 'class="wrong"' in answer.content.decode()
    assert not person(ZOE).has_usable_password()
    assert come_in(link, password=PASSWORD)[1].status_code == 302


def test_the_password_field_takes_as_many_signs_as_it_says(zoe):
    page = Client().get(link_in(letters()[0])).content.decode()
    assert re.findall(r'maxlength="([^"]+)"', page) == ["200", "1000"]


def test_sent_again_the_one_before_opens_nothing(world, zoe):
    invitations.invite(world.alice, [zoe])
    first, second = (link_in(letter) for letter in letters())
    assert refused(first) and not refused(second)


def test_withdrawn_ended_invented_and_of_somebody_suspended_they_answer_alike(world, zoe, clock):
    link = link_in(letters()[0])
    invitations.withdraw_invitation(world.alice, zoe)
    withdrawn = Client().get(link)
    assert withdrawn.status_code == 404 and withdrawn.content == Client().get("/invitation/invented/").content
    invitations.invite(world.alice, [zoe])
    link = link_in(letters()[1])
    services.suspend_user(world.alice, zoe)
    assert Client().get(link).content == withdrawn.content
    services.resume_user(world.alice, zoe)
    assert Client().get(link).status_code == 200
    clock.shift(timedelta(days=7))
    assert Client().get(link).content == withdrawn.content


def test_who_came_in_gets_no_other_invitation(world, zoe):
    come_in(link_in(letters()[0]), password=PASSWORD)
    assert invitations.invite(world.alice, [zoe]) == 0


def test_another_persons_session_in_the_same_browser_ends(world, zoe, comer):
    alice = comer("alice").come_in()
    alice.post(link_in(letters()[0]), {"name": "Zoë"})
    assert alice.get("/customers/").status_code == 403  # Zoë holds no role


def test_somebody_given_a_role_for_the_first_time_is_invited(world):
    from partnerhub.tenancy.granting import grant_role
    from partnerhub.tenancy.shapes import PlannedGrant
    from partnerhub.terms.codes import Role

    grant_role(world.alice, PlannedGrant("new@acme.example", Role.READ_ONLY, "New"))
    assert [letter.to for letter in letters()] == ["new@acme.example"]
