"""Requests made from the API's own document, as every role: no 5xx, and every answer is as the document says.

For each operation and each role that may call it, schemathesis makes requests that the document allows and requests
that it does not; half of those that name a thing name one that exists. Then each operation is called without a key.
A fault is an answer of 500 or above, a status or a body that the document does not have, a request against the
document that was done all the same, and an answer to nobody. Exits with 1 when there is one.

    python -m soak.fuzzing [--each 90 --seed 0]
"""

import argparse
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from ermine.clock import now
from ermine.jobs.serving import build_app
from ermine.settings import load_settings
from serving.access.keys import create_key
from serving.access.roles import Role
from serving.api.guard import roles_by_route
from serving.api.idempotency import HEADER
from serving.store.engine import writing
from serving.subjects.links import issue_link
from soak.demo_home import demo_home

PATIENCE_S = 60
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    negative_data_rejection,
]  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A service of a home that holds something, a header for each role, and ids that exist by parameter."""

    app: FastAPI
    headers: Mapping[Role, Mapping[str, str]]
    known: Mapping[str, Sequence[str]]


@dataclass
class Fuzzed:
    """How the requests ended, and what was wrong with which."""

    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many were sent."""
        return self.statuses.total()

    def ask(self, target: Target, headers: Mapping[str, str], case: Case[Any], pick: int) -> None:
        """Send a request with these headers and compare the answer with the document; `pick` is any number."""
        if case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE:
            for name in set(case.path_parameters) & set(target.known) if pick % 2 else ():
                case.path_parameters[name] = target.known[name][pick % len(target.known[name])]
            if HEADER in case.headers:
                case.headers[HEADER] = f"fuzzing-{self.requests}"
        case.headers.update(headers)
        response = case.call(timeout=PATIENCE_S)
        self.statuses[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                self._fault(case, str(failure), response.text)

    def ask_as_nobody(self, case: Case[Any], _: int) -> None:
        """Send a request without a key, which must be refused."""
        case.headers.pop("Authorization", None)
        response = case.call(timeout=PATIENCE_S)
        self.statuses[response.status_code] += 1
        if response.status_code != 401:
            self._fault(case, f"{response.status_code} without a key", response.text)

    def _fault(self, case: Case[Any], what: str, answer: str) -> None:
        self.faults.setdefault(
            f"{case.method} {case.path}: {what}", f"{case.as_curl_command()}\n{answer[:400]}"
        )


@contextmanager
def opened(env: Mapping[str, str]) -> Iterator[Target]:
    """The service of the home to which the environment points, with keys of every role."""
    before = dict(os.environ)
    os.environ.update(env)
    try:
        app = build_app(load_settings())
        yield _target(app)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _target(app: FastAPI) -> Target:
    engine, until = app.state.parts.engine, now() + timedelta(days=1)
    api = TestClient(app)
    headers: dict[Role, Mapping[str, str]] = {}

    def key(role: Role, er_manager_id: str | None = None, handler: str | None = None) -> Mapping[str, str]:
        whose = {"role": role, "er_manager_id": er_manager_id, "handler": handler}
        with writing(engine) as conn:
            made = create_key(conn, purpose="fuzzing", now=now(), expires_at=until, **whose)  # type: ignore[arg-type]
        return {"Authorization": f"Bearer {made.text}"}

    for role in set(Role) - {Role.ER_MANAGER, Role.EMPLOYEE, Role.CONCERN_HANDLER}:
        headers[role] = key(role)
    managers = [
        one["er_manager_id"] for one in api.get("/v1/team", headers=headers[Role.ER_LEAD]).json()["managers"]
    ]
    headers[Role.ER_MANAGER] = key(Role.ER_MANAGER, er_manager_id=managers[0])
    headers[Role.CONCERN_HANDLER] = key(Role.CONCERN_HANDLER, handler="first")
    items = api.get("/v1/outreach", headers=headers[Role.ER_MANAGER]).json()["items"]
    people = [one["employee_id"] for one in items if one["employee_id"]]
    with writing(engine) as conn:
        link = issue_link(conn, people[0], now(), until, sign_in=False)
    headers[Role.EMPLOYEE] = {"Authorization": f"Bearer {link.text}"}
    return Target(app, headers, {"employee_id": people, "item_id": [one["item_id"] for one in items]})


def fuzzed(target: Target, each: int, seeded: int = 0) -> Fuzzed:
    """`each` requests by each role for each operation, about half of them against the document."""
    done, roles = Fuzzed(), roles_by_route(target.app)
    kinds = ((GenerationMode.POSITIVE, each - each // 2), (GenerationMode.NEGATIVE, each // 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # schemathesis' own
        for found in schemathesis.openapi.from_asgi("/openapi.json", target.app).get_all_operations():
            if isinstance(found, Err):
                raise found.err()
            operation = found.ok()
            allowed = roles.get((operation.method.upper(), operation.path), ())
            for headers in [target.headers[role] for role in allowed] or [{}]:
                for mode, n in kinds:
                    _try(operation, mode, n, seeded, partial(done.ask, target, headers))
            if allowed:
                _try(operation, GenerationMode.POSITIVE, 1, seeded, done.ask_as_nobody)
    return done


def _try(
    operation: Any, mode: GenerationMode, n: int, seeded: int, ask: Callable[[Case[Any], int], None]
) -> None:
    """Ask `n` times, with a request of this kind and a number to choose by."""
    how = settings(
        max_examples=n,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(seeded)
    @how
    @given(case=operation.as_strategy(generation_mode=mode), pick=st.integers(0, 1000))
    def one(case: Case[Any], pick: int) -> None:
        ask(case, pick)

    with suppress(Unsatisfiable):  # there is nothing in it to be got wrong
        one()


def main() -> int:
    """Make a home, fuzz it, print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=90)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with demo_home() as (env, _), opened(env) as target:
        found = fuzzed(target, asked.each, asked.seed)
    print(
        f"{found.requests:,} requests, by status {dict(sorted(found.statuses.items()))}: {len(found.faults)} faults"
    )
    print("\n".join(f"{what}\n  {how}" for what, how in list(found.faults.items())[:20]))
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
