"""Pages of the documentation that are written from the program: `python -m ermine.documentation docs`.

`errors.md` has a heading for each class of refusal, `routes.md` one for each route of the service, `licences.md` a row
for each package that comes along.
"""

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from data_contracts.errors import ErmineError
from ermine.licences import licences_page
from serving.api.app import AppParts, create_app
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.store.engine import open_engine

PACKAGES = ("data_contracts", "features", "sentiment", "training", "serving", "ermine")
_NOT_IMPORTED = ("migrations", "__main__", "spark_backend", "network", "fine_tuning", "export")
"""Scripts that run when imported, and modules that need an extra."""

_ERRORS = """\
# What is refused, and what it means

Each refusal says what, where, how many, and what to do. Programs get it as `application/problem+json` (RFC 9457)
under the `type` and status below, people as a page, the command line as a message and an exit code. This page is
written from the program: `python -m ermine.documentation docs`.
"""
_ROUTES = """\
# Routes

Every route of the service, from its own OpenAPI description (served at `/openapi.json`), with who may call it.
[The API](api.md) says how to use them. This page is written from the program: `python -m ermine.documentation docs`.
"""


def errors_page() -> str:
    """The page of refusals: every error class with its meaning, status and exit code."""
    sections = [
        _error_section(kind)
        for kind in sorted(error_classes(), key=lambda kind: (kind.__name__, kind.__module__))
    ]
    return "\n".join([_ERRORS, *sections])


def routes_page() -> str:
    """The page of routes: every method and path of the service's API, and which roles may call it."""
    lines = [_ROUTES]
    for path, methods in sorted(_described()["paths"].items()):
        for method, operation in methods.items():
            who = ", ".join(operation.get("x-roles", ())) or "anybody"
            said = (operation.get("description") or operation.get("summary") or "").strip()
            lines += [f"## `{method.upper()} {path}`", "", said, "", f"For: {who}.", ""]
    return "\n".join(lines)


def _described() -> Mapping[str, Any]:
    """OpenAPI's description of the service; building it opens no database and no file."""
    now = datetime.now(UTC)
    parts = AppParts(
        engine=open_engine("sqlite:///never-opened.db"),
        audit=AuditTrail(SubjectKeys(Path("subjects.db")), lambda: now),
        champion=lambda: None,
        clock=lambda: now,
        today=now.date,
        stale_days=1,
        secure_cookies=False,
        version="",
    )
    described: Mapping[str, Any] = create_app(parts).openapi()
    return described


def error_classes() -> set[type[ErmineError]]:
    """Every error class of ours, wherever it is defined."""
    for name in PACKAGES:
        for _ in _modules(importlib.import_module(name)):
            pass
    found: set[type[ErmineError]] = set()
    waiting: list[type[ErmineError]] = [ErmineError]
    while waiting:
        kind = waiting.pop()
        waiting += [child for child in kind.__subclasses__() if child not in found]
        found.add(kind)
    return {kind for kind in found if _is_ours(kind.__module__)} - {ErmineError}


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if _is_ours(found.name):
            yield importlib.import_module(found.name)


def _is_ours(module: str) -> bool:
    parts = module.split(".")
    return parts[0] in PACKAGES and not set(parts) & set(_NOT_IMPORTED)


def _error_section(kind: type[ErmineError]) -> str:
    meaning = " ".join((kind.__doc__ or "").split())
    slug = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).strip(
        "-"
    )
    codes = f"`urn:ermine:{slug}` · HTTP {kind.status} · exit code {kind.exit_code} · `{kind.__module__}`"
    return f"## {kind.__name__}\n\n{meaning}\n\n{codes}\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "errors.md": errors_page,
    "licences.md": licences_page,
    "routes.md": routes_page,
}


if __name__ == "__main__":
    for name, written in PAGES.items():
        (Path(sys.argv[1]) / name).write_text(written(), "utf-8")
