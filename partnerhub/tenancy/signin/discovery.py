"""Asking a provider what it is, before anybody is sent there: its own description, read once and compared."""

import json
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext

from partnerhub.tenancy.signin.plans import WrongProvider

TIMEOUT_SECONDS = 5
LONGEST = 200_000
WELL_KNOWN = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def require_provider(issuer: str) -> None:
    """Ask an issuer for its description, and compare it. Raise WrongProvider that says what does not fit."""
    issuer = issuer.rstrip("/")
    require_safe(issuer, gettext("the issuer"))
    described = _described(issuer)
    if str(described.get("issuer", "")).rstrip("/") != issuer:
        name = str(described.get("issuer", gettext("nothing")))[:200]
        raise WrongProvider(gettext("the provider there calls itself %(name)s") % {"name": name})
    missing = [name for name in NEEDED if not isinstance(described.get(name), str)]
    if missing:
        raise WrongProvider(gettext("the provider's description lacks %(names)s") % {"names": ", ".join(missing)})
    for name in NEEDED:
        require_safe(str(described[name]), name)


def _described(issuer: str) -> dict[str, object]:
    try:
        answer = requests.get(f"{issuer}{WELL_KNOWN}", timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True)
        content = answer.raw.read(LONGEST + 1, decode_content=True)
        answer.close()
        if answer.status_code != requests.codes.ok or len(content) > LONGEST:
            said = gettext("%(address)s answered %(status)s instead of a description")
            raise WrongProvider(said % {"address": f"{issuer}{WELL_KNOWN}", "status": answer.status_code})
        described = json.loads(content)
    except (requests.RequestException, OSError):
        raise WrongProvider(gettext("nobody answers at %(address)s") % {"address": f"{issuer}{WELL_KNOWN}"}) from None
    except ValueError:
        said = gettext("%(address)s is no description of a provider")
        raise WrongProvider(said % {"address": f"{issuer}{WELL_KNOWN}"}) from None
    return described if isinstance(described, dict) else {}


def require_safe(address: str, what: str) -> None:
    """Raise WrongProvider for an address that is not safe. Plain http is for the machine of a hub that is served plainly."""
    parts = urlsplit(address)
    is_local = parts.scheme == "http" and parts.hostname in LOOPBACK and settings.PUBLIC_URL.startswith("http://")
    if not (parts.scheme == "https" and parts.hostname) and not is_local:
        raise WrongProvider(gettext("%(what)s must be an address that begins with https://") % {"what": what})
