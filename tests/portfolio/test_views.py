"""Saved views of the customer list: kept under a name, a person's own or shared, and never anybody else's to change."""

import pytest

from partnerhub.portfolio.listing.line import Unreadable
from partnerhub.portfolio.views import ViewPlan, WrongView, delete_view, save_view, share_view, visible_views
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.refusals import Forbidden, OutOfReach

PLAN = ViewPlan("  My   trials ", 'trial:running  tag:"at risk"', "-ends", ("statuses", "tags"), is_dense=True)


def names(scope) -> list[str]:
    return [view.name for view in visible_views(scope)]


def acts() -> list[str]:
    return list(AuditEntry.objects.filter(act__startswith="view.").order_by("number").values_list("act", flat=True))


def test_a_view_keeps_what_is_asked_the_order_and_the_columns(crowd):
    id_ = save_view(crowd.alice, PLAN)
    (view,) = visible_views(crowd.alice)
    assert (view.id, view.name, view.line) == (id_, "My trials", 'trial:running tag:"at risk"')
    assert (view.sort, view.columns, view.is_dense, view.is_own) == ("-ends", ("statuses", "tags"), True, True)
    assert names(crowd.rita) == names(crowd.carol) == []


def test_the_same_name_again_is_the_same_view(crowd):
    id_ = save_view(crowd.alice, PLAN)
    assert save_view(crowd.alice, ViewPlan("My trials", "country:SE")) == id_
    assert [view.line for view in visible_views(crowd.alice)] == ["country:SE"]
    assert acts() == ["view.saved", "view.saved"]


def test_a_shared_view_is_seen_by_everybody_at_the_partner_and_changed_by_its_owner(crowd):
    id_ = save_view(crowd.alice, ViewPlan("Ending", "expires<=30", is_shared=True))
    assert names(crowd.rita) == names(crowd.adam) == names(crowd.petra) == ["Ending"]
    assert not visible_views(crowd.rita)[0].is_own
    assert names(crowd.carol) == []
    for act in (lambda: delete_view(crowd.rita, id_), lambda: share_view(crowd.adam, id_, shared=False)):
        with pytest.raises(Forbidden):
            act()
    assert share_view(crowd.alice, id_, shared=False) == "Ending"
    assert names(crowd.rita) == []
    assert delete_view(crowd.alice, id_) == "Ending"
    assert names(crowd.alice) == []
    assert acts() == ["view.saved", "view.unshared", "view.deleted"]


def test_who_manages_administrators_takes_down_what_others_share_and_nothing_else_of_theirs(crowd):
    shared = save_view(crowd.adam, ViewPlan("Shared", "country:SE", is_shared=True))
    own = save_view(crowd.adam, ViewPlan("Own", "country:SE"))
    delete_view(crowd.alice, shared)
    with pytest.raises(OutOfReach):
        delete_view(crowd.alice, own)
    assert names(crowd.adam) == ["Own"]


def test_reading_roles_keep_views_of_their_own_but_share_none(crowd):
    """The role table: private views for everybody of the hub, shared ones by full and partner administrators."""
    for scope in (crowd.rita, crowd.petra):
        assert save_view(scope, ViewPlan("Mine"))
        with pytest.raises(Forbidden):
            save_view(scope, ViewPlan("Ours", is_shared=True))
    for scope in (crowd.cleo, crowd.system()):
        with pytest.raises(Forbidden):
            save_view(scope, ViewPlan("Mine"))


@pytest.mark.parametrize("plan", [
    ViewPlan(""), ViewPlan("x" * 61), ViewPlan("a\x07b"), ViewPlan("ok", sort="shoes"), ViewPlan("ok", "y" * 1001),
])  # fmt: skip
def test_a_view_that_cannot_be_says_why(crowd, plan):
    with pytest.raises(WrongView):
        save_view(crowd.alice, plan)
    assert acts() == []


def test_a_line_that_cannot_be_read_is_no_view(crowd):
    with pytest.raises(Unreadable):
        save_view(crowd.alice, ViewPlan("ok", "status:cheerful"))
