"""Bearer tokens of an identity provider (OIDC): who somebody is, by a signature that its public keys check."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import jwt
from jwt import PyJWK, PyJWTError

from data_contracts.errors import NotSignedIn, Unavailable
from serving.access.roles import Principal, Role

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a private key only. `none`, and secrets shared with the provider, are never taken."""

_TIMEOUT_S = 3.0
_MOST_BYTES = 256 * 1024
_FRESH_S = 600.0
_ASK_AGAIN_S = 30.0
_MOST_CHARACTERS = 16_384


class TokenRefused(NotSignedIn):
    """The token is not valid here."""


class ProviderSilent(Unavailable):
    """The identity provider does not give its keys just now; nobody can be signed in by it."""


@dataclass(frozen=True)
class Provider:
    """Whose tokens are taken, for whom, and which claim names the role.

    `roles` maps values of the claim to our roles. `leeway_s` is how far clocks may differ. Where a `unit_claim` is
    named, an HR system's token without it is refused: an absent limit must not mean no limit.
    """

    issuer: str
    audience: str
    role_claim: str
    roles: Mapping[str, Role]
    er_manager_claim: str
    unit_claim: str
    purpose: str
    leeway_s: int = 60


@dataclass
class ProviderKeys:
    """The provider's public keys, fetched when needed, at most every half minute, and kept while it is silent."""

    issuer: str
    clock: Callable[[], float] = time.monotonic
    _keys: dict[str, PyJWK] = field(default_factory=dict)
    _described: dict[str, Any] = field(default_factory=dict)
    _fetched: float = float("-inf")
    _tried: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def of(self, key_id: str) -> PyJWK | None:
        """The key of that id; None if the provider has none. Raises `ProviderSilent` when no keys are known at all."""
        self._refresh(missing=key_id not in self._keys)
        return self._keys.get(key_id)

    def endpoint(self, name: str) -> str:
        """An address in the provider's description of itself, such as `token_endpoint`. Raises `ProviderSilent`."""
        self._refresh(missing=not self._described)
        return _reachable(str(self._described.get(name, "")))

    def _refresh(self, *, missing: bool) -> None:
        if missing or self.clock() - self._fetched > _FRESH_S:
            with self._lock:
                if self.clock() - self._tried > _ASK_AGAIN_S:
                    self._fetch()
        if not self._keys:
            raise ProviderSilent("The identity provider does not answer.", remedy="Try again in a minute.")

    def _fetch(self) -> None:
        self._tried = self.clock()
        try:
            described = object_from(Request(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))
            if described.get("issuer") != self.issuer:
                raise ValueError("another issuer")
            found = object_from(Request(_reachable(str(described["jwks_uri"]))))
            self._keys = {key["kid"]: PyJWK(key) for key in found["keys"] if _usable(key)}
            self._described = described
            self._fetched = self.clock()
        except (OSError, URLError, ValueError, KeyError, TypeError, PyJWTError, ProviderSilent):
            return  # those known go on being used; without any, the caller is told


def object_from(request: Request) -> dict[str, Any]:
    """A JSON object from the provider, small and soon."""
    with urlopen(request, timeout=_TIMEOUT_S) as answer:
        raw = answer.read(_MOST_BYTES + 1)
    found = json.loads(raw) if len(raw) <= _MOST_BYTES else None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")
    return found


def _reachable(url: str) -> str:
    """The address, if it is one to trust a provider at: https, or this machine."""
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ProviderSilent(
            "The identity provider gives no address by https.", remedy="Ask its administrator."
        )
    return url


def _usable(key: Mapping[str, Any]) -> bool:
    return (
        key.get("kty") in ("RSA", "EC", "OKP")
        and key.get("use", "sig") == "sig"
        and isinstance(key.get("kid"), str)
    )


@dataclass(frozen=True)
class TokenDoor:
    """Reads bearer tokens of one provider."""

    provider: Provider
    keys: ProviderKeys

    def looks_like_one(self, text: str) -> bool:
        """Whether it has a token's three parts; a key of ours has two."""
        return text.count(".") == 2

    def principal(self, text: str, nonce: str | None = None) -> Principal:
        """Whose token this is, made for this `nonce` if one is given; every refusal is the same `TokenRefused`.

        Raises `ProviderSilent` while no key of the provider is known.
        """
        claims = self._claims(text)
        if nonce is not None and claims.get("nonce") != nonce:
            raise _refusal()
        role = self._role(claims)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 1 <= len(subject) <= 200:
            raise _refusal()
        manager = _text(claims, self.provider.er_manager_claim) if role is Role.ER_MANAGER else None
        unit = _text(claims, self.provider.unit_claim) if role is Role.HR_SYSTEM else None
        without_scope = role is Role.HR_SYSTEM and self.provider.unit_claim and unit is None
        if without_scope or (role is Role.ER_MANAGER and manager is None):
            raise _refusal()
        return Principal(_key_id(self.provider.issuer, subject), role, self.provider.purpose, manager, unit)

    def _claims(self, text: str) -> Mapping[str, Any]:
        if len(text) > _MOST_CHARACTERS:
            raise _refusal()
        try:
            head = jwt.get_unverified_header(text)
            algorithm, key_id = head.get("alg"), head.get("kid")
            if algorithm not in ALGORITHMS or not isinstance(key_id, str):
                raise _refusal()
            key = self.keys.of(key_id)
            if key is None:
                raise _refusal()
            claims: Mapping[str, Any] = jwt.decode(
                text, key, algorithms=[algorithm], audience=self.provider.audience, issuer=self.provider.issuer,
                leeway=self.provider.leeway_s, options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )  # fmt: skip
        except (PyJWTError, ValueError, TypeError, NotImplementedError):
            raise _refusal() from None
        return claims

    def _role(self, claims: Mapping[str, Any]) -> Role:
        """The one role that the claim's values stand for; none or several are refused."""
        said = claims.get(self.provider.role_claim)
        values = [said] if isinstance(said, str) else said if isinstance(said, list) else []
        found = {
            self.provider.roles[one] for one in values if isinstance(one, str) and one in self.provider.roles
        }
        if len(found) != 1:
            raise _refusal()
        return found.pop()


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    said = claims.get(name) if name else None
    return said if isinstance(said, str) and said else None


def _key_id(issuer: str, subject: str) -> str:
    """What stands for the person in audit and logs: a name of ours, so that neither holds an address or a login."""
    import hashlib

    return "oidc_" + hashlib.sha256(f"{issuer}|{subject}".encode()).hexdigest()[:24]


def _refusal() -> TokenRefused:
    return TokenRefused("The token is not valid here.", remedy="Sign in again at your identity provider.")
