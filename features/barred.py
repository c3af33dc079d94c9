"""Features and the privacy policy: what comes from a barred source is not built, not learned from and not served."""

from collections.abc import Collection, Iterable

from data_contracts.errors import Conflict
from features.catalogue import BY_NAME, FEATURES, KINDS, sources


class BarredFeature(Conflict):
    """A model reads a feature whose source the privacy policy bars."""


def reads(name: str) -> frozenset[str]:
    """What a feature is made from, as the policy names it: `table`, and `table.kind` where kinds are chosen."""
    tables = sources(BY_NAME[name])
    return frozenset([*tables, *(f"{table}.{kind}" for table in tables for kind in KINDS.get(table, ()))])


def barred_features(barred: Collection[str]) -> tuple[str, ...]:
    """The features of the catalogue that `barred` sources (privacy.toml) rule out, in catalogue order."""
    return tuple(spec.name for spec in FEATURES if reads(spec.name) & set(barred))


def refuse_barred(names: Iterable[str], barred: Collection[str]) -> None:
    """Raises `BarredFeature` if one of the features `names`, such as those of a model, has a barred source."""
    out = set(barred_features(barred))
    found = [name for name in names if name in out]
    if found:
        raise BarredFeature(
            f"the model reads what the privacy policy bars (barred_sources): {', '.join(found)}",
            remedy="Train again with `ermine train`: barred features are left out, and the card says so.",
        )
