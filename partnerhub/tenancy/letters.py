"""Letters about access: a customer's own administrators are told that somebody asks, who asked is told the answer.

They name that customer alone and carry a link to a page, on which one has to sign in: no link that answers by itself.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from partnerhub.jobs import mail
from partnerhub.tenancy.access import own_administrators
from partnerhub.tenancy.ends import REQUESTS_LAPSE_AFTER_DAYS
from partnerhub.tenancy.models import AccessRequest
from partnerhub.tenancy.speaking import language_to
from partnerhub.terms.codes import AccessLevel, Role
from partnerhub.terms.texts import mark


def ask_customer(request: AccessRequest) -> None:
    """Tell a customer's own administrators that somebody asks to be let in."""
    told = own_administrators(request.customer_id).exclude(id__in=(request.person_id, request.asked_by_id))
    for email in told.values_list("email", flat=True):
        _post(request, email, "asked", mark("%(person)s asks to be let into %(customer)s"))


def tell_answer(request: AccessRequest) -> None:
    """Tell who asked, and who is let in, what the customer answered."""
    subject = mark("%(customer)s lets you in") if request.ends_at else mark("%(customer)s does not let you in")
    for email in sorted({request.person.email, request.asked_by.email}):
        _post(request, email, "answered", subject)


def _post(request: AccessRequest, email: str, kind: str, subject: str) -> None:
    """Post a letter in the language of whoever gets it."""
    named = {"person": request.person.name, "customer": request.customer.name}
    with override(language_to(email)):
        context = {
            "request": request,
            "level": gettext(AccessLevel(request.level).label),
            "role": gettext(Role(request.role).label),
            "days": REQUESTS_LAPSE_AFTER_DAYS,
            "url": f"{settings.PUBLIC_URL}{reverse('access')}",
        }
        said = gettext(subject) % named
        text, html = (render_to_string(f"mail/access_{kind}.{form}", context) for form in ("txt", "html"))
    mail.post(email, " ".join(said.split()), text, html)
