"""Letters about access: a customer's own administrators are told that somebody asks, who asked is told the answer.

They name that customer alone and carry a link to a page, on which one has to sign in: no link that answers by itself.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from partnerhub.kit import clock
from partnerhub.tenancy.access import own_administrators
from partnerhub.tenancy.ends import REQUESTS_LAPSE_AFTER_DAYS
from partnerhub.tenancy.models import AccessRequest
from partnerhub.terms.codes import AccessLevel, AccessState, Role


@task
def ask_customer(request_id: int) -> None:
    """Tell a customer's own administrators that somebody asks to be let in. Told once, they are not told again."""
    request = _request(request_id)
    if request is None or request.mailed_at is not None or request.state != AccessState.ASKED:
        return
    told = own_administrators(request.customer_id).exclude(id__in=(request.person_id, request.asked_by_id))
    for email in told.values_list("email", flat=True):
        _send(request, email, "asked", f"{request.person.name} asks to be let into {request.customer.name}")
    AccessRequest.objects.filter(id=request_id).update(mailed_at=clock.now())


@task
def tell_answer(request_id: int) -> None:
    """Tell who asked, and who is let in, what the customer answered."""
    request = _request(request_id)
    if request is None or request.answered_at is None:
        return
    word = "lets you in" if request.ends_at else "does not let you in"
    for email in sorted({request.person.email, request.asked_by.email}):
        _send(request, email, "answered", f"{request.customer.name} {word}")


def _request(request_id: int) -> AccessRequest | None:
    found = AccessRequest.objects.filter(id=request_id)
    return found.select_related("customer", "person", "asked_by", "partner").first()


def _send(request: AccessRequest, email: str, kind: str, subject: str) -> None:
    context = {
        "request": request,
        "level": AccessLevel(request.level).label,
        "role": Role(request.role).label,
        "days": REQUESTS_LAPSE_AFTER_DAYS,
        "url": f"{settings.PUBLIC_URL}{reverse('access')}",
    }
    text, html = (render_to_string(f"mail/access_{kind}.{form}", context) for form in ("txt", "html"))
    letter = EmailMultiAlternatives(" ".join(subject.split()), text, to=[email])
    letter.attach_alternative(html, "text/html")
    letter.send()
