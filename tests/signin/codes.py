"""What an authenticator app shows: computed anew, as RFC 6238 has it."""

import base64
import hashlib
import hmac
import struct
import time

APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's authenticator app


def app_code(secret: str = APP_SECRET, *, steps: int = 0) -> str:
    """Return the code of an app now, or some half minutes on."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
