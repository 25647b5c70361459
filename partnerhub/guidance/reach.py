"""Which texts count for a partner, and what a row of their table says."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnerhub.guidance.models import Resource
from partnerhub.guidance.writing import ResourceText
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import Audience, ResourceKind, ResourceState, Topic


def visible(scope: Scope) -> QuerySet[Resource]:
    """Return the texts that count for the caller's partner: its own, and shipped ones that none of its own replaces."""
    scope.require(Permission.READ_RESOURCES)
    own = Resource.objects.filter(partner_id=scope.partner_id).exclude(state=ResourceState.SHIPPED)
    replaced = Exists(own.filter(name=OuterRef("name"), language=OuterRef("language")))
    return Resource.objects.filter(
        Q(partner_id=scope.partner_id, state=ResourceState.SHOWN) | Q(partner_id=None) & ~replaced
    )


def own_text(scope: Scope, name: str, language: str) -> Resource | None:
    """Return the partner's own text of a name, whether it counts or not."""
    return Resource.objects.filter(partner_id=scope.partner_id, name=name, language=language).first()


def shipped_text(name: str, language: str) -> Resource | None:
    """Return the text of a name that the hub brings along."""
    return Resource.objects.filter(partner=None, name=name, language=language).first()


def text_of(one: Resource) -> ResourceText:
    """Return what a row says."""
    return ResourceText(
        one.name, one.language, one.title, one.summary, one.body, one.url, Topic(one.topic), Audience(one.audience),
        ResourceKind(one.kind), codes_in(one.products), one.featured, one.quick,
    )  # fmt: skip


def codes_in(products: str) -> tuple[str, ...]:
    """Return the codes in a column of them."""
    return tuple(filter(None, products.split(",")))
