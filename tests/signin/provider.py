"""A provider of identities that speaks OpenID Connect over HTTP on this machine, and says what a test tells it to."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SECRET = "s3cr3t of the client, which is long enough for a key"


class Provider:
    """What it says of whoever comes, and what it was asked."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.audience = "hub"
        self.asked: list[dict[str, str]] = []
        self.issuer = ""

    def described(self) -> dict[str, Any]:
        """Return its description of itself."""
        names = {
            "authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo",
            "jwks_uri": "keys",
        }  # fmt: skip
        places = {name: f"{self.issuer}/{path}" for name, path in names.items()}
        return {
            "issuer": self.issuer,
            **places,
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.description,
        }

    def token(self) -> dict[str, str]:
        """Return what a code is changed into."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 300, "sub": "7"} | self.claims
        return {"access_token": "a", "token_type": "Bearer", "id_token": jwt.encode(claims, SECRET, algorithm="HS256")}


@contextmanager
def running(provider: Provider) -> Iterator[None]:
    """Answer for a provider until the block ends."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            subject = {"sub": provider.claims.get("sub", "7")}
            self._say(provider.described() if "openid-configuration" in self.path else subject | provider.userinfo)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.asked.append({name: every[0] for name, every in parse_qs(sent).items()})
            self._say(provider.token())

        def _say(self, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *about: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def asked_of(address: str) -> dict[str, str]:
    """Return what an address to the provider asks for."""
    return {name: every[0] for name, every in parse_qs(urlsplit(address).query).items()}
