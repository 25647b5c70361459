"""What is kept of links and tokens: never they themselves."""

import hashlib


def digest(secret: str) -> str:
    """Return what is stored of a secret. The secrets are long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
