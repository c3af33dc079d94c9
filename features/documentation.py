"""The page of features, written from the catalogue: `python -m features.documentation docs/features.md`."""

import inspect
import sys
from pathlib import Path

from data_contracts.feature_spec import FeatureSpec
from features import catalogue
from features.catalogue import FEATURES, sources
from features.feature_sets import SETS
from features.subjects import SUBJECTS

_HEAD = """\
# Features

Every input that a company's model can choose from. This page is written from the catalogue; after changing a feature,
run `python -m features.documentation docs/features.md`.

## Which set to choose

`ermine train --features NAME` chooses one; the scorecard carries its name and version, and the next training keeps it.

{sets}

Start with `company`. Choose `company-core` when traces of daily work (events, one-to-ones, hours, thanks) are patchy or
not wanted, when a works council has agreed to master data only, or when a model has to serve a company that has these
four tables and no more. A comparison tells what the rest is worth: `ermine train --features company-core --no-promote`,
then `ermine models compare`. A model whose inputs cannot be built here is refused by name.

## How to read it

{rules}
- **Expected** is the direction in which more of it should move the risk, where one is expected: up or down.
- Only features marked *talk* may suggest a conversation.
"""
_DIRECTIONS = {1: "up", -1: "down", 0: ""}


def features_page() -> str:
    """The whole page, in Markdown."""
    themes = dict.fromkeys(spec.theme for spec in FEATURES)
    head = _HEAD.format(sets=_sets(), rules=_rules())
    return "\n".join([head, *(_section(theme) for theme in themes)])


def _sets() -> str:
    rows = [
        f"| `{chosen.name}` | `{chosen.label}` | {len(chosen.features)} | {chosen.meaning} |"
        for chosen in SETS.values()
    ]
    return "\n".join(["| name | now | features | what it is |", "|---|---|---|---|", *rows])


def _rules() -> str:
    """The list in the docstring of the catalogue."""
    text = inspect.cleandoc(catalogue.__doc__ or "")
    return text[text.index("\n- ") + 1 :]


def _section(theme: str) -> str:
    specs = [spec for spec in FEATURES if spec.theme == theme]
    lines = [
        f"## {theme.capitalize()}",
        "",
        "| feature | unit | made from | expected | sets | meaning |",
        "|---|---|---|---|---|---|",
        *(_row(spec) for spec in specs),
        "",
    ]
    reasons = [f"- `{spec.name}`: {why}" for spec in specs if (why := _why(spec))]
    return "\n".join([*lines, *(["Why it may matter:", "", *reasons, ""] if reasons else [])])


def _row(spec: FeatureSpec) -> str:
    sets = ", ".join(f"`{name}`" for name, chosen in SETS.items() if spec in chosen.features)
    expected = " ".join(filter(None, (_DIRECTIONS[spec.direction], "*talk*" if spec.actionable else "")))
    tables = ", ".join(f"`{table}`" for table in sources(spec))
    return f"| `{spec.name}` | {spec.unit or 'category'} | {tables} | {expected} | {sets} | {spec.meaning} |"


def _why(spec: FeatureSpec) -> str:
    """What the function that makes it says beyond its first paragraph, in one line."""
    functions = {column.__name__: column for subject in SUBJECTS for column in subject.columns}
    if spec.name not in functions:
        return ""
    _, _, more = inspect.cleandoc(functions[spec.name].__doc__ or "").partition("\n\n")
    return " ".join(more.split())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(features_page(), encoding="utf-8")
