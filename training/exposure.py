"""Exposure without outreach: what would have happened to people had nobody talked to them.

Once outreach works, those at the highest risk are talked to and stay; a model that learned from them would learn that
risk means staying. So a person-month that is touched by a contact is left out, and those that remain stand in for
it: inverse probability of censoring weights (Robins & Rotnitzky 1992), the probability being that of like people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from training.columns import FloatArray
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix, Rows
from training.survival import watched

BEFORE, INSIDE = "contacted shortly before", "contacted inside the horizon"
CONTACTS_PER_STRATUM = 40
MAX_STRATA = 12
PROPENSITY_SETTING = 2
MAX_WEIGHT = 10.0
"""A person-month stands in for at most so many; beyond that hardly anyone like it went without a contact."""


@dataclass(frozen=True)
class Exposure:
    """For n person-months: `untreated` (n,) whether no contact touched it before its story ended, `weight` (n,) how
    many it stands in for (mean 1 over the untreated ones; None when nobody was contacted), `counts` those left out, by
    reason, `capped` how many weights were held at `MAX_WEIGHT`."""

    untreated: npt.NDArray[np.bool_]
    weight: FloatArray | None
    counts: Mapping[str, int]
    capped: int


def untreated_exposure(
    rows: pl.DataFrame,
    matrix: FeatureMatrix,
    ended: FloatArray,
    contacts: pl.DataFrame,
    *,
    effect_days: int,
) -> Exposure:
    """The exposure of `rows` (employee_id, as_of) to no contact in the `effect_days` before as_of and none after it
    until the story ends, `ended` (n,) days after as_of.

    `contacts` has employee_id and date; a contact of any outcome counts, as it was meant. A contact on the very
    day on which the story ends comes too late to touch it. `matrix` are the features of the rows: contacts depend on
    them, so the weights are taken among rows that were about equally likely to be contacted. No feature is
    made here, and no outcome after as_of other than the day the story ends is used.
    """
    contact = days_to_contact(rows, contacts, effect_days)
    untreated = contact >= ended
    counts = {BEFORE: int((contact < 0).sum()), INSIDE: int(((contact >= 0) & ~untreated).sum())}
    if untreated.all():
        return Exposure(untreated, None, counts, 0)
    # One clock for both: it starts `effect_days` before as_of, so that whoever is lost before as_of counts too.
    strata = contact_strata(matrix, untreated)
    share = watched(contact + effect_days, ended + effect_days, ended + effect_days, strata)
    weight = 1 / np.maximum(share, 1 / MAX_WEIGHT)
    capped = int((share[untreated] < 1 / MAX_WEIGHT).sum())
    return Exposure(untreated, weight / weight[untreated].mean(), counts, capped)


def days_to_contact(rows: pl.DataFrame, contacts: pl.DataFrame, effect_days: int) -> FloatArray:
    """(n,) days from as_of to the person's first contact on or after as_of - `effect_days`; infinite if none."""
    keys = rows.select("employee_id", "as_of", since=pl.col("as_of") - pl.duration(days=effect_days))
    days = contacts.select("employee_id", contact="date").drop_nulls().sort("contact")
    found = keys.with_row_index("row").sort("since").join_asof(
        days, left_on="since", right_on="contact", by="employee_id", strategy="forward", check_sortedness=False
    )  # fmt: skip
    away = (found.sort("row")["contact"] - rows["as_of"]).dt.total_days().cast(pl.Float64)
    return away.fill_null(float("inf")).to_numpy()


def contact_strata(matrix: FeatureMatrix, untreated: npt.NDArray[np.bool_]) -> Rows:
    """(n,) stratum of each row by its propensity to be contacted (Rosenbaum & Rubin 1984), with about as many
    contacts in each: finest where most contacts are."""
    treated = (~untreated).astype(np.int64)
    strata = min(MAX_STRATA, int(treated.sum()) // CONTACTS_PER_STRATUM)
    if strata < 2 or untreated.sum() < CONTACTS_PER_STRATUM:
        return np.zeros(len(treated), dtype=np.int64)
    likely = LogisticCandidate(directed=False).fit(matrix, treated, PROPENSITY_SETTING)
    propensity = likely.raw(matrix)[:, PROPENSITY_SETTING]
    cuts = np.unique(np.quantile(propensity[~untreated], np.arange(1, strata) / strata))
    return np.searchsorted(cuts, propensity, side="right").astype(np.int64)
