"""A small real identity provider on this machine: description, public keys, sign-in by code with PKCE, tokens."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "ermine-pages", "s3cret:/ü"


@dataclass
class Issuer:
    """An identity provider; `person` holds the claims of whoever signs in, `codes` what each code was given for."""

    server: HTTPServer
    keys: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False
    person: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its name, which is its address: another site than 127.0.0.1, as a browser sees it."""
        return f"http://localhost:{self.server.server_port}"

    def token(self, key_id: str = "k1", algorithm: str = "RS256", **changes: Any) -> str:
        """A signed token of an HR system, or changed."""
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "ermine", "sub": "payroll", "iat": now, "exp": now + 300, "roles": ["ermine-hr"],
            "unit": "top", **changes,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, self.keys[key_id], algorithm, headers={"kid": key_id})

    def published(self) -> dict[str, Any]:
        """The public keys as the provider gives them."""
        found = []
        for key_id, key in self.keys.items():
            kind = (
                jwt.algorithms.RSAAlgorithm
                if isinstance(key, rsa.RSAPrivateKey)
                else jwt.algorithms.ECAlgorithm
            )
            found.append({**kind.to_jwk(key.public_key(), as_dict=True), "kid": key_id, "use": "sig"})
        return {"keys": found}

    def described(self) -> dict[str, str]:
        """What it says of itself."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
        }

    def sent_back(self, query: str) -> str:
        """Where somebody who signs in here is sent: with a code, good once."""
        asked = dict(parse_qsl(query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def given(self, body: str, authorization: str) -> dict[str, str] | None:
        """The tokens for a code, if client, proof and return address are those it was given for."""
        form = dict(parse_qsl(body))
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        client = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        if proof.decode() != asked["code_challenge"] or client != "ermine-pages:s3cret%3A%2F%C3%BC":
            return None
        claims = {"aud": CLIENT, "nonce": asked["nonce"], "unit": None, **self.person}
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.token(**claims)}


@contextmanager
def started() -> Iterator[Issuer]:
    """An issuer that answers until the block ends."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path)
            made.asked.append(path.path)
            if path.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", made.sent_back(path.query))
                self.end_headers()
                return
            known = {"/.well-known/openid-configuration": made.described, "/jwks": made.published}
            self._say(known[path.path]() if path.path in known and not made.silent else None, 503)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(made.given(body, self.headers.get("Authorization", "")), 400)

        def _say(self, content: dict[str, Any] | None, otherwise: int) -> None:
            self.send_response(otherwise if content is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answers)
    made = Issuer(server, {"k1": rsa.generate_private_key(public_exponent=65537, key_size=2048)})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()
