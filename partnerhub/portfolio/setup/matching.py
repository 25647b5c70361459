"""Which customers may be meant: by web domain, by addresses of people, by name, by what they did lately. With the reasons.

Only customers in the caller's reach are ever looked at, so that a suggestion tells nobody anything new.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext

from partnerhub.kit.words import in_a_row, sort_name
from partnerhub.portfolio.models import Customer, CustomerPerson, StartedTrial, Subscription
from partnerhub.portfolio.ordering import NewCustomer
from partnerhub.portfolio.setup.shapes import Because, OrderCard, SuggestedCustomer
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy, SubscriptionKind

LATELY = timedelta(days=90)
SHOWN, TRIED, LOOKED_AT = 6, 3, 200
ALIKE = 0.82
# Addresses there say nothing about an organization.
ANYBODYS = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com",
    "aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "protonmail.com", "mail.com", "telia.com", "bredband.net",
})  # fmt: skip
LEGAL_FORMS = frozenset({
    "ab", "abp", "ag", "aps", "as", "asa", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "holding", "inc",
    "kg", "limited", "llc", "ltd", "nv", "oy", "oyj", "plc", "sa", "sarl", "se", "spa", "srl", "the", "und", "and",
})  # fmt: skip
Reasons = dict[int, list[tuple[int, Because]]]  # customer → (weight, reason)


def suggested_organizations(scope: Scope, card: OrderCard, *, contact: str = "", on: date) -> list[SuggestedCustomer]:
    """Return customers that an order may belong to beside the one it names, the likeliest first, each with its reasons."""
    base = _in_reach(scope, Permission.SET_UP_ORDERS).exclude(organization_id=card.row.customer_id)
    domains = _domains(card.domain, contact.rpartition("@")[2])
    found = _candidates(base, domains, card.row.customer)
    products = [one.code for one in card.row.products]
    reasons = _alike(found, domains, card.row.customer)
    _tried_lately(reasons, base, products, card.country, on)
    return _ranked(scope, reasons, base, on)


def possible_duplicates(scope: Scope, new: NewCustomer, *, on: date) -> list[SuggestedCustomer]:
    """Return customers in reach that may be the one that somebody is about to add, the likeliest first."""
    base = _in_reach(scope, Permission.FIND_CUSTOMERS)
    domains = _domains(new.domain)
    reasons = _alike(_candidates(base, domains, new.name), domains, new.name)
    return _ranked(scope, reasons, base, on)


def found_organizations(scope: Scope, words: str) -> list[SuggestedCustomer]:
    """Return the first customers in reach in whose names, domains or ids words begin as the ones given do."""
    found = _in_reach(scope, Permission.SET_UP_ORDERS)
    for word in words.split():
        name = sort_name(word)
        begins = Q(sort_name__startswith=name) | Q(sort_name__contains=f" {name}") | Q(domain__startswith=name)
        found = found.filter(begins | Q(reference__istartswith=word))
    return [_suggested(one, ()) for one in found.order_by("sort_name", "organization_id")[:SHOWN]]


def _in_reach(scope: Scope, permission: Permission) -> QuerySet[Customer]:
    return Customer.objects.all().within(scope, permission).exclude(managed_by=ManagedBy.SELF)


def _domains(*texts: str | None) -> list[str]:
    """Return domains with those above them that are still an organization's own: mail.harbor.example, harbor.example."""
    found = []
    for text in texts:
        labels = (text or "").strip().lower().split(".")
        found += [".".join(labels[place:]) for place in range(len(labels) - 1)]
    return [one for one in dict.fromkeys(found) if one not in ANYBODYS]


def _words(name: str) -> list[str]:
    """Return the words of a name that tell it from others."""
    words = re.findall(r"\w+", sort_name(name))
    return [word for word in words if word not in LEGAL_FORMS] or words


def _candidates(base: QuerySet[Customer], domains: list[str], name: str) -> list[Customer]:
    """Return who shares a domain or begins with the same word, with how many of their people have such an address."""
    people = CustomerPerson._base_manager.filter(email_domain__in=domains)
    trials = StartedTrial.objects.filter(_at(domains))
    first = next(iter(_words(name)), "")
    near = Q(domain__in=domains) | Q(organization_id__in=people.values("customer_id"))
    near |= Q(organization_id__in=trials.values("subscription__customer_id"))
    if first:
        near |= Q(sort_name__startswith=first) | Q(sort_name__startswith=f"the {first}")
    own = people.filter(customer_id=OuterRef("organization_id")).order_by().values("customer_id")
    at_domain = Subquery(own.annotate(number=Count("id")).values("number"))
    asked = Exists(trials.filter(subscription__customer_id=OuterRef("organization_id")))
    return list(base.filter(near).annotate(at_domain=at_domain, asked=asked).order_by("sort_name")[:LOOKED_AT])


def _at(domains: Iterable[str]) -> Q:
    addresses = Q(pk__in=[])
    for one in domains:
        addresses |= Q(administrator_email__endswith=f"@{one}")
    return addresses


def _alike(found: list[Customer], domains: list[str], name: str) -> Reasons:
    reasons: Reasons = defaultdict(list)
    where = in_a_row(domains, gettext("or"))
    for one in found:
        mine = reasons[one.organization_id]
        if one.domain in domains:
            mine.append((100, Because(gettext("The same web domain: %(domain)s") % {"domain": one.domain})))
        if one.at_domain:  # type: ignore[attr-defined]  # annotated in _candidates
            given = {"where": where, "number": one.at_domain}  # type: ignore[attr-defined]
            mine.append((60, Because(gettext("People with addresses at %(where)s: %(number)s") % given)))
        if one.asked:  # type: ignore[attr-defined]  # annotated in _candidates
            looked_after = gettext("A trial was looked after by somebody at %(where)s") % {"where": where}
            mine.append((60, Because(looked_after)))
        mine += _named_alike(one.name, name)
    return {id_: some for id_, some in reasons.items() if some}


def _named_alike(name: str, wanted: str) -> list[tuple[int, Because]]:
    ours, theirs = _words(name), _words(wanted)
    if ours == theirs:
        return [(70, Because(gettext("The same name")))]
    both = max(2, min(len(ours), len(theirs)))  # of a long name and a short one the words that both have
    ratio = difflib.SequenceMatcher(None, " ".join(ours[:both]), " ".join(theirs[:both])).ratio()
    return [(50, Because(gettext("A similar name")))] if ratio >= ALIKE else []


def _tried_lately(reasons: Reasons, base: QuerySet[Customer], products: list[str], country: str | None, on: date) -> None:
    """Add who tried one of the ordered products lately and has bought nothing yet: the newest trials in the same country."""
    mine = Subscription._base_manager.filter(customer_id=OuterRef("organization_id"))
    buys = Exists(mine.filter(kind=SubscriptionKind.SUBSCRIPTION, end_date__gte=on))
    near = base if country is None else base.filter(country=country)
    trials = Subscription._base_manager.filter(
        customer__in=near.exclude(buys), kind=SubscriptionKind.TRIAL, lines__product__code__in=products,
        end_date__gte=on - LATELY, start_date__lte=on,
    )  # fmt: skip
    newest = trials.values_list("customer_id").annotate(until=Max("end_date")).order_by("-until", "customer_id")
    for customer_id, until in newest[:TRIED]:
        runs, ran = gettext("A trial of what was ordered runs until"), gettext("A trial of what was ordered ran until")
        words = runs if until >= on else ran
        reasons.setdefault(customer_id, []).append((30, Because(words, until)))


def _ranked(scope: Scope, reasons: Reasons, base: QuerySet[Customer], on: date) -> list[SuggestedCustomer]:
    """Return the likeliest of those with reasons. An own administrator who was there lately speaks for a customer."""
    found = []
    for one in base.filter(organization_id__in=list(reasons)):
        mine, at = reasons[one.organization_id], one.last_admin_sign_in_at
        if at is not None and on - at.date() <= LATELY:
            mine = [*mine, (10, Because(gettext("An administrator of its own signed in on"), at.date()))]
        found.append((sum(weight for weight, _ in mine), one, tuple(because for _, because in sorted(mine, key=_first))))
    found.sort(key=lambda one: (-one[0], one[1].sort_name, one[1].organization_id))
    return [_suggested(one, because) for _, one, because in found[:SHOWN]]


def _first(reason: tuple[int, Because]) -> int:
    return -reason[0]


def _suggested(one: Customer, reasons: tuple[Because, ...]) -> SuggestedCustomer:
    return SuggestedCustomer(one.organization_id, one.reference, one.name, one.country, one.domain, reasons)
