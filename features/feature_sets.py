"""Named sets of features: what a model may choose from, and whether its inputs can be built here.

Importing this loads no query engine.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data_contracts.errors import Conflict, InputRefused
from data_contracts.feature_spec import FeatureSpec
from features.catalogue import BY_NAME, FEATURES, sources
from features.peers import BASES, INGREDIENTS

VERSION = 3
"""Of all sets together; raised whenever a feature is added, removed or made in another way."""

CORE_TABLES = frozenset({"employees", "assignments", "exits", "compensation"})


class UnknownFeatureSet(InputRefused):
    """There is no set of features by this name."""


class FeaturesNotServed(Conflict):
    """A model reads inputs that cannot be built here."""


@dataclass(frozen=True)
class FeatureSet:
    """A named choice from the catalogue; `tables` are those it needs at most, None for all."""

    name: str
    meaning: str
    tables: frozenset[str] | None = None

    @property
    def label(self) -> str:
        """Name and version, as scorecards carry it: "company-core/3"."""
        return f"{self.name}/{VERSION}"

    @property
    def features(self) -> tuple[FeatureSpec, ...]:
        """Its features in catalogue order."""
        return tuple(spec for spec in FEATURES if self.tables is None or set(sources(spec)) <= self.tables)


COMPANY = FeatureSet("company", "Everything that can be built from the tables a company brings.")
CORE = FeatureSet(
    "company-core", f"Only what {', '.join(sorted(CORE_TABLES))} tell: no traces of daily work.", CORE_TABLES
)
SETS: Mapping[str, FeatureSet] = MappingProxyType({chosen.name: chosen for chosen in (COMPANY, CORE)})


def feature_set(name: str) -> FeatureSet:
    """The set by this name; raises `UnknownFeatureSet` with the names there are."""
    if name not in SETS:
        raise UnknownFeatureSet(
            f"There is no feature set {name!r}.", remedy=f"Choose one of: {', '.join(SETS)}."
        )
    return SETS[name]


def is_company_set(label: str) -> bool:
    """Whether a scorecard's set, such as "company/2", is made from a company's tables, in whatever version."""
    return label.partition("/")[0] in SETS


def unasked(only: Collection[str] | None) -> frozenset[str]:
    """The features that need not be built for those in `only`, which may be made from others; None: all are needed."""
    if only is None:
        return frozenset()
    return frozenset(BY_NAME) - set(only) - (set(INGREDIENTS) if set(only) & set(BASES) else set())


def refuse_unserved(label: str, names: Iterable[str], tables: Collection[str]) -> None:
    """Raises `FeaturesNotServed` unless a model of the set `label` with the inputs `names` can be served from `tables`.

    Earlier versions are served as long as every input is still built.
    """
    name, _, version = label.partition("/")
    if name not in SETS or not version.isdecimal() or int(version) > VERSION:
        raise FeaturesNotServed(
            f"The model reads the feature set {label!r}; here {', '.join(s.label for s in SETS.values())} are built.",
            remedy="Serve it with the version of Ermine that trained it, or train again with `ermine train`.",
        )
    asked = list(names)
    if unknown := [feature for feature in asked if feature not in BY_NAME]:
        raise FeaturesNotServed(
            f"The model of the set {label!r} reads {', '.join(unknown)}, which this version does not build.",
            remedy="Train again with `ermine train`.",
        )
    lacking = {table for feature in asked for table in sources(BY_NAME[feature])} - set(tables)
    if lacking:
        raise FeaturesNotServed(
            f"The model of the set {label!r} reads what is not here: {', '.join(sorted(lacking))}.",
            remedy="Import a folder that has it, or train again: `--features company-core` needs the least.",
        )
