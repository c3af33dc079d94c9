"""Bearer tokens of an identity provider: a real small issuer, real signatures, and every way to cheat refused."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from serving.access.keys import admit_by_provider, revoke_key
from serving.access.roles import Role
from serving.access.tokens import Provider, ProviderKeys, TokenDoor
from serving.api.app import create_app
from serving.outreach.inputs import RunInputs
from serving.store.engine import writing
from tests.serving.issuer import Issuer


@dataclass
class Ticking:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def ticking() -> Ticking:
    """The clock of the key cache."""
    return Ticking()


@pytest.fixture
def service(parts: Any, issuer: Issuer, ticking: Ticking, store: Any, inputs: RunInputs) -> TestClient:
    """A service that takes the issuer's tokens."""
    store(inputs)
    provider = Provider(
        issuer.url, "ermine", "roles", {"ermine-hr": Role.HR_SYSTEM, "ermine-er": Role.ER_MANAGER}, "er_id", "unit",
        "signed in by the company's identity provider",
    )  # fmt: skip
    return TestClient(
        create_app(replace(parts, tokens=TokenDoor(provider, ProviderKeys(issuer.url, ticking))))
    )


def status(service: TestClient, token: str, path: str = "/v1/models/current/schema") -> int:
    """What a request with that token gets."""
    return service.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_token_of_the_provider_opens_what_its_role_may(
    service: TestClient, issuer: Issuer, keys: Any
) -> None:
    """The role comes from the claim; scope and ER manager too; keys of ours go on working beside it."""
    assert status(service, issuer.token()) == 200
    assert status(service, issuer.token(), "/v1/outreach") == 403
    manager = issuer.token(roles="ermine-er", er_id="ER-1")
    assert status(service, manager, "/v1/outreach") == 200
    headers = {"Authorization": f"Bearer {issuer.token(unit='plant')}"}
    answer = service.post("/v1/scores", headers=headers, json={"employee_ids": ["E0000", "E0001"]}).json()
    assert answer["unit_scope"] == "plant"
    assert [row["reason"] == "unknown_id" for row in answer["results"]] == [True, False]
    assert service.get("/v1/models/current/schema", headers=keys.hr_system()).status_code == 200


def test_who_is_revoked_here_is_refused_whatever_the_provider_says(
    service: TestClient, issuer: Issuer, parts: Any, kit: Any
) -> None:
    """A row that a sign-in left is revoked: the next token of the same person, otherwise good, opens nothing."""
    token = issuer.token()
    assert status(service, token) == 200
    who = service.app.state.parts.tokens.principal(token)  # type: ignore[attr-defined]
    with writing(parts.engine) as conn:
        admit_by_provider(conn, who, kit.now, kit.now + timedelta(hours=8))
        revoke_key(conn, who.key_id, kit.now)
    assert status(service, token) == 401


def test_clocks_may_differ_by_a_minute(service: TestClient, issuer: Issuer) -> None:
    """Expired or issued up to that far off is taken, further off is not."""
    now = int(time.time())
    for offset, expected in ((-50, 200), (-70, 401)):
        assert status(service, issuer.token(exp=now + offset, iat=now - 400)) == expected
    for offset, expected in ((50, 200), (75, 401)):
        assert status(service, issuer.token(iat=now + offset, exp=now + 900)) == expected
        assert status(service, issuer.token(nbf=now + offset, exp=now + 900)) == expected


def part(value: Any) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_every_way_to_cheat_gets_the_same_refusal(service: TestClient, issuer: Issuer) -> None:
    """No signature, the public key as a secret, another key, issuer or audience, odd claims, no role, two."""
    good, now = issuer.token(), int(time.time())
    head, claims, signature = good.split(".")
    public = issuer.keys["k1"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mixed = f"{part({'alg': 'HS256', 'kid': 'k1', 'typ': 'JWT'})}.{claims}"
    confused = base64.urlsafe_b64encode(hmac.new(public, mixed.encode(), hashlib.sha256).digest()).rstrip(
        b"="
    )
    stranger = Issuer(issuer.server, {"k1": rsa.generate_private_key(public_exponent=65537, key_size=2048)})
    cheats = [
        f"{part({'alg': 'none', 'kid': 'k1'})}.{claims}.",
        f"{part({'alg': 'None', 'kid': 'k1'})}.{claims}.{signature}",
        f"{mixed}.{confused.decode()}", stranger.token(), good[:-8] + "AAAAAAAA",
        f"{head}.{part({'sub': 'x'})}.{signature}", f"{part({'alg': 'RS256'})}.{claims}.{signature}",
        f"{part({'alg': 'RS256', 'kid': 'other'})}.{claims}.{signature}",
        f"{part({'alg': 'RS256', 'kid': ['k1']})}.{claims}.{signature}", "a.b.c", "..", good + "x" * 20_000,
        issuer.token(iss="http://elsewhere"), issuer.token(aud="other"), issuer.token(aud=None), issuer.token(exp=None),
        issuer.token(sub=None), issuer.token(iat=None), issuer.token(roles=None), issuer.token(roles=["unknown"]),
        issuer.token(roles=["ermine-hr", "ermine-er"]), issuer.token(roles="ermine-er"), issuer.token(exp=now - 4000),
        issuer.token(roles={"ermine-hr": 1}), issuer.token(unit=None),
    ]  # fmt: skip
    refusals = set()
    for cheat in cheats:
        answer = service.get("/v1/models/current/schema", headers={"Authorization": f"Bearer {cheat}"})
        assert answer.status_code == 401, cheat[:80]
        refusals.add(answer.content)
    assert len(refusals) == 1


def test_keys_are_fetched_once_and_again_when_the_provider_has_new_ones(
    service: TestClient, issuer: Issuer, ticking: Ticking
) -> None:
    """Many requests ask once; an unknown key id asks again, at most every half minute; other curves work too."""
    for _ in range(5):
        assert status(service, issuer.token()) == 200
    assert issuer.asked.count("/jwks") == 1
    issuer.keys["k2"] = ec.generate_private_key(ec.SECP256R1())
    assert status(service, issuer.token("k2", "ES256")) == 401
    ticking.now += 31
    assert status(service, issuer.token("k2", "ES256")) == 200
    assert issuer.asked.count("/jwks") == 2


def test_a_silent_provider_stops_new_sign_ins_only(
    service: TestClient, issuer: Issuer, ticking: Ticking, keys: Any
) -> None:
    """Known keys go on being used; without any it is a 503 that says so, and keys of ours are not touched by it."""
    issuer.silent = True
    assert status(service, issuer.token()) == 503
    assert service.get("/v1/models/current/schema", headers=keys.hr_system()).status_code == 200
    issuer.silent, ticking.now = False, 31.0
    assert status(service, issuer.token()) == 200
    issuer.silent, ticking.now = True, 4000.0
    assert status(service, issuer.token()) == 200
