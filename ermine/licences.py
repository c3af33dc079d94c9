"""The page of licences: what an installation brings along, under which licence, by the packages' own metadata."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement

OURS = "ermine-insight"
EXTRAS = ("postgres", "spark", "text-train")

_WITH_PYTHON = ("pip", "setuptools")
"""They come with the virtual environment, in whatever version that brings."""

_SAYS_NOTHING = ("OSI Approved", "Dual License", "")
_BY_THEIR_FILES = {"huey": "MIT", "skops": "MIT"}
"""Packages whose metadata names no licence; read in the licence file that they ship."""

_HEAD = """\
# Licences

Ermine is under the Apache License 2.0 (`LICENSE`). An installation brings along the packages below, in the versions of
`constraints.txt`; what each says of its own licence is what its metadata says. `make sbom` writes a software bill of
materials (CycloneDX) of the virtual environment. This page is written from the installed packages:
`python -m ermine.documentation docs`.

## Packages

| package | version | licence |
|---|---|---|
"""
_EXTRAS = """
## With an extra

Asked for by name (`pip install 'ermine-insight[postgres]'`); what these bring along in turn is in the bill of
materials. The driver of PostgreSQL is under the LGPL: it is used as it is, as a library of its own.

| extra | package | licence |
|---|---|---|
"""
_SHIPPED = """
## Shipped with Ermine

| what | licence | where it says so |
|---|---|---|
| the text model (`sentiment/model`), derived from all-MiniLM-L6-v2 | Apache-2.0 | `sentiment/model/CARD.md` |
| comments written for this project, from which it learned | Apache-2.0 | `NOTICE` |
| GoEmotions, from which it learned (not shipped) | Apache-2.0 | `NOTICE` |
| VADER's ratings, from which it learned (not shipped) | MIT | `NOTICE` |
| htmx | 0BSD | `serving/pages/static/vendor/licences/htmx.txt` |
| Pico CSS | MIT | `serving/pages/static/vendor/licences/pico.txt` |
| fonts Newsreader and Source Sans 3 | OFL-1.1 | `serving/pages/static/vendor/licences` |
"""


def licences_page() -> str:
    """The whole page, in Markdown."""
    rows = [f"| {name} | {version(one)} | {licence(one)} |" for name, one in sorted(brought_along().items())]
    extras = [
        f"| {extra} | {name} | {licence(distribution(name))} |"
        for extra in EXTRAS
        for name in sorted(asked.name for asked, wanted in _asked_for(distribution(OURS)) if wanted == extra)
    ]
    return _HEAD + "\n".join(rows) + "\n" + _EXTRAS + "\n".join(extras) + "\n" + _SHIPPED


def brought_along() -> dict[str, Distribution]:
    """Every package that Ermine needs without any extra, and those that they need, by its plain name."""
    found: dict[str, Distribution] = {}
    waiting, seen = [Requirement(OURS)], set[tuple[str, str]]()
    while waiting:
        asked = waiting.pop()
        for extra in ("", *asked.extras):
            if (asked.name, extra) in seen:
                continue
            seen.add((asked.name, extra))
            one = found[plain(asked.name)] = distribution(asked.name)
            waiting += [needed for needed, wanted in _asked_for(one) if wanted == extra]
    return {name: one for name, one in found.items() if name not in (OURS, *_WITH_PYTHON)}


def plain(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def version(one: Distribution) -> str:
    """The version, without what only says how it was built."""
    return one.version.partition("+")[0]


def licence(one: Distribution) -> str:
    """The licence as the package's metadata say it; raises where they say nothing."""
    text = _first(one, "License")
    classified = [
        line.split(" :: ")[-1]
        for line in one.metadata.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    choices = [
        _first(one, "License-Expression"),
        ", ".join(name for name in classified if name not in _SAYS_NOTHING),
        text if "\n" not in text else "",
        _BY_THEIR_FILES.get(plain(one.name), ""),
    ]
    return next(choice for choice in choices if choice not in _SAYS_NOTHING)


def _first(one: Distribution, field: str) -> str:
    return str((one.metadata.get_all(field) or [""])[0])


def _asked_for(one: Distribution) -> Iterator[tuple[Requirement, str]]:
    """What a package asks for on this machine, and the extra with which it does ("" for always)."""
    for line in one.requires or []:
        asked = Requirement(line)
        if asked.marker is None or asked.marker.evaluate({"extra": ""}):
            yield asked, ""
            continue
        for extra in one.metadata.get_all("Provides-Extra") or []:
            if asked.marker.evaluate({"extra": extra}):
                yield asked, extra
