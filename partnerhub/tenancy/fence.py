"""The fence around scoped tables: a query that was not given a scope refuses to run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from partnerhub.tenancy.permissions import Permission
    from partnerhub.tenancy.scope import Scope

Row = TypeVar("Row", bound=models.Model)


class Unfenced(RuntimeError):
    """A query on a scoped table was about to run without a scope. Always a mistake in the code, never of a user."""


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows of one partner's customers. Say `within(scope, permission)` before asking for anything.

    The fields that name the partner and the customer are class attributes of the model: `partner_path` and
    `customer_path`.
    """

    _fenced = False

    def within(self, scope: Scope, permission: Permission) -> Self:
        """Return only rows of customers on which the caller holds the permission."""
        model: Any = self.model
        fenced = self._marked().filter(**{model.partner_path: scope.partner_id})
        reach = scope.customers(permission)
        return fenced if reach is None else fenced.filter(**{f"{model.customer_path}__in": reach})

    def _marked(self) -> Self:
        clone = self.all()
        clone._fenced = True
        return clone

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # private to the framework, so not in its stubs
        clone._fenced = self._fenced
        return clone

    def _check(self) -> None:
        if not self._fenced:
            raise Unfenced(f"{self.model.__name__} was queried without a scope; begin with .within(scope, permission)")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Row]:
        self._check()
        return super().iterator(chunk_size)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._check()  # a nested query leaks as well as one of its own
        return super().resolve_expression(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()


class ScopedModel(models.Model):
    """A table whose rows belong to a partner and, below it, to one customer."""

    partner_path = "partner_id"
    customer_path = "customer_id"

    objects: models.Manager[Self] = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        abstract = True
