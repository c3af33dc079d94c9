"""Sign people in to the pages at an identity provider: OpenID Connect's code flow with PKCE (RFC 7636).

The browser carries a secret in a cookie while it is at the provider; whoever comes back without it is refused, so
nobody can be made to sign in as somebody else.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request

from serving.access.roles import Principal
from serving.access.tokens import ProviderSilent, TokenDoor, TokenRefused, object_from


@dataclass(frozen=True)
class Errand:
    """Where the browser is sent, and the secret that it must bring back in a cookie."""

    address: str
    secret: str


@dataclass(frozen=True)
class ProviderSignIn:
    """Signs in at the provider of `door`, whose audience is the pages' client id; `back` is where it sends people."""

    door: TokenDoor
    client_secret: str | None
    back: str

    def begin(self) -> Errand:
        """A new errand; raises `ProviderSilent`."""
        state, nonce, proof = (secrets.token_urlsafe(32) for _ in range(3))
        asked = {
            "response_type": "code", "client_id": self.door.provider.audience, "redirect_uri": self.back,
            "scope": "openid", "state": state, "nonce": nonce,
            "code_challenge": _challenge(proof), "code_challenge_method": "S256",
        }  # fmt: skip
        address = self.door.keys.endpoint("authorization_endpoint")
        return Errand(
            f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", f"{state}.{nonce}.{proof}"
        )

    def end(self, secret: str, state: str, code: str) -> Principal:
        """Whom the provider sent back; raises `TokenRefused` and `ProviderSilent`."""
        expected, _, rest = secret.partition(".")
        nonce, _, proof = rest.partition(".")
        if not (expected and nonce and proof) or not hmac.compare_digest(expected.encode(), state.encode()):
            raise TokenRefused("This sign-in was not begun in your browser.", remedy="Begin again.")
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.back,
            "client_id": self.door.provider.audience, "code_verifier": proof,
        }  # fmt: skip
        token = self._exchanged(form).get("id_token")
        return self.door.principal(token if isinstance(token, str) else "", nonce=nonce)

    def _exchanged(self, form: dict[str, str]) -> dict[str, Any]:
        request = Request(
            self.door.keys.endpoint("token_endpoint"),
            urlencode(form).encode(),
            {"Accept": "application/json"},
        )
        if self.client_secret:
            pair = f"{quote(form['client_id'], safe='')}:{quote(self.client_secret, safe='')}"
            request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
        try:
            return object_from(request)
        except HTTPError as error:
            if error.code < 500:
                raise TokenRefused(
                    "The identity provider refused this sign-in.", remedy="Begin again."
                ) from None
            raise ProviderSilent("The identity provider does not answer.", remedy="Try again soon.") from None
        except (OSError, URLError, ValueError):
            raise ProviderSilent("The identity provider does not answer.", remedy="Try again soon.") from None


def _challenge(proof: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(proof.encode()).digest()).rstrip(b"=").decode()
