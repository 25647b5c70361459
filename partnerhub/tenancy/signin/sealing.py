"""Secrets that have to be read again (of authenticator apps, of providers): sealed with a key made from the instance's own.

The key is derived from the instance's secret, which lies beside the database and never in it: who holds a copy of the
database alone can read none of them.
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"partnerhub: sealed secrets, first form"


class Unreadable(Exception):
    """A sealed text that this instance's secret does not open: it was changed, or sealed by another instance."""


def seal(text: str) -> str:
    """Return a text so that only this instance can read it."""
    return _lock(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed. Raise Unreadable."""
    try:
        return _lock(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


@cache
def _lock(secret: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
