"""The certificates with which a provider signs what it says: read, compared with the clock, kept as PEM."""

import re
from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificate
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.tenancy.signin.plans import WrongProvider

MOST = 5
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
BLOCK = re.compile(f"{BEGIN}(.*?){END}", re.DOTALL)


def checked(text: str) -> str:
    """Return pasted certificates as they are kept: each once, without those that have expired. Raise WrongProvider."""
    blocks = [f"{BEGIN}{inside}{END}" for inside in BLOCK.findall(text)] if BEGIN in text else [wrapped(text)]
    if not text.strip() or len(blocks) > MOST or (BEGIN in text and BLOCK.sub("", text).strip()):
        said = gettext("paste at least one certificate and at most %(most)s, each from its first line to its last")
        raise WrongProvider(said % {"most": MOST})
    found = [_read(block) for block in blocks]
    good = _good(found)
    if not good:
        said = gettext("the certificate expired on %(day)s")
        raise WrongProvider(said % {"day": f"{max(_end(one) for one in found):%Y-%m-%d}"})
    return "".join(dict.fromkeys(map(_written, good)))


def wrapped(inside: str) -> str:
    """Return a certificate without its first and last line, as metadata have it, with both."""
    return f"{BEGIN}\n{''.join(inside.split())}\n{END}\n"


def good_ones(kept: str) -> tuple[str, ...]:
    """Return those of the kept certificates that have not expired by now."""
    return tuple(map(_written, _good(map(_read, _blocks(kept)))))


def good_until(kept: str) -> datetime | None:
    """Return when the last of the kept certificates ends."""
    return max((_end(_read(block)) for block in _blocks(kept)), default=None)


def fingerprints(kept: str) -> list[str]:
    """Return the SHA-256 fingerprint of each kept certificate."""
    return [_read(block).fingerprint(SHA256()).hex() for block in _blocks(kept)]


def _blocks(kept: str) -> list[str]:
    return [block.group() for block in BLOCK.finditer(kept)]


def _good(found: Iterable[Certificate]) -> list[Certificate]:
    return [one for one in found if _end(one) > clock.now()]


def _read(block: str) -> Certificate:
    try:
        return load_pem_x509_certificate(block.encode())
    except ValueError:
        raise WrongProvider(gettext("a certificate cannot be read; paste it as the provider shows it, as PEM")) from None


def _end(one: Certificate) -> datetime:
    return one.not_valid_after_utc


def _written(one: Certificate) -> str:
    return one.public_bytes(Encoding.PEM).decode()
