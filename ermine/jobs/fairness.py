"""The fairness of lists: of the stored runs with what followed, or of a champion's back-test as it was trained."""

import json
from datetime import timedelta
from typing import Any, Literal

import numpy as np
import polars as pl

from data_contracts.errors import NotFound
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.outreach_history import contacts_in
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.learning import protected_of
from ermine.jobs.papers import FAIRNESS, paper_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.outreach.audit import IssuedRun, considered, issued_runs
from training.evaluation.figures import Figure
from training.fairness.issued_lists import IssuedLists
from training.fairness.judging import judge_lists
from training.fairness.report import Comparison, FairnessReport
from training.labels import label_rows

Which = Literal["issued", "last", "back-test"]


class NothingToAudit(NotFound):
    """What a fairness report needs is not there."""


def fairness_of_home(settings: Settings, which: Which) -> FairnessReport:
    """The report on `which` lists: all stored runs whose outcome is known (the last run while there is none), the
    last run alone, or the lists of the champion's back-test."""
    home = Home(settings.home)
    home.required_record()
    if which == "back-test":
        return _back_test(home)
    lake, policy = Lake(home.path).current(), load_outreach_policy(home.outreach_file)
    protected = protected_of(lake)
    if lake.manifest.source != "company" or protected is None:
        raise NothingToAudit(
            "The stored lists cannot be audited by group: "
            + ("there are no protected columns." if protected is None else "the data is a flat snapshot."),
            remedy="Look at the lists of the back-test: ermine report fairness --lists back-test",
        )
    return _stored(settings, home, lake, protected, policy, which)


def _stored(
    settings: Settings,
    home: Home,
    lake: LakeSnapshot,
    protected: pl.DataFrame,
    policy: OutreachPolicy,
    which: Which,
) -> FairnessReport:
    engine = open_store(settings, home)
    with engine.connect() as conn:
        runs = issued_runs(conn)
        if not runs:
            raise NothingToAudit("There is no stored run yet.", remedy="Run: ermine run")
        chosen = [run for run in runs if _matured(run, lake)] if which == "issued" else []
        known = bool(chosen)
        chosen = chosen or [runs[-1]]
        people = considered(conn, [run.run_id for run in chosen])
    rows = _rows(people, chosen).join(protected, on="employee_id", how="left", maintain_order="left")
    days = f"{chosen[0].as_of}" if len(chosen) == 1 else f"{chosen[0].as_of} to {chosen[-1].as_of}"
    plural = "list" if len(chosen) == 1 else f"{len(chosen)} runs' lists"
    state = "outcomes known" if known else "outcomes not known yet, the share listed alone can be judged"
    lists = IssuedLists(
        person=rows["employee_id"].rank("dense").to_numpy().astype(np.int64),
        listed=rows["listed"].to_numpy(),
        outcome=_outcomes(rows, lake, policy),
        probability=_comparable(rows, lake),
    )
    columns = [name for name in protected.columns if name != "employee_id"]
    return judge_lists(lists, rows.select(columns), f"the issued {plural} of {days} ({state})")


def _matured(run: IssuedRun, lake: LakeSnapshot) -> bool:
    if run.horizon_days is None:
        return False
    return run.as_of + timedelta(days=run.horizon_days) <= lake.manifest.covers_until


def _rows(people: Any, runs: list[IssuedRun]) -> pl.DataFrame:
    """employee_id, listed, probability, as_of and horizon_days of everybody considered."""
    about = pl.DataFrame([vars(run) for run in runs], schema_overrides={"horizon_days": pl.Int64})
    listed = pl.DataFrame([vars(one) for one in people], schema_overrides={"probability": pl.Float64})
    return listed.join(about, on="run_id", maintain_order="left").drop("run_id")


def _outcomes(rows: pl.DataFrame, lake: LakeSnapshot, policy: OutreachPolicy) -> np.ndarray:
    """1 or 0 where the training's own labels know what followed, else NaN."""
    found = np.full(rows.height, np.nan)
    jobs = _with_contract(rows, lake)
    for horizon in rows["horizon_days"].drop_nulls().unique():
        own = (rows["horizon_days"] == horizon).fill_null(False).to_numpy()
        labels = label_rows(
            jobs.filter(own),
            lake.read("exits"),
            covers_until=lake.manifest.covers_until,
            horizon_days=int(horizon),
            notice_days=policy.notice_days,
        )
        found[own] = np.where(labels.keep, labels.y, np.nan)
    return found


def _with_contract(rows: pl.DataFrame, lake: LakeSnapshot) -> pl.DataFrame:
    """The rows with the contract that was valid on their as-of day; null without an assignments table."""
    if not lake.has("assignments"):
        return rows.with_columns(contract=pl.lit(None, pl.String), contract_end=pl.lit(None, pl.Date))
    jobs = lake.read("assignments")
    if "contract_end" not in jobs.columns:
        jobs = jobs.with_columns(contract_end=pl.lit(None, pl.Date))
    jobs = jobs.select("employee_id", "valid_from", "contract", "contract_end").sort("valid_from")
    placed = rows.with_row_index("place").sort("as_of")
    joined = placed.join_asof(
        jobs, left_on="as_of", right_on="valid_from", by="employee_id", check_sortedness=False
    )
    return joined.sort("place")


def _comparable(rows: pl.DataFrame, lake: LakeSnapshot) -> np.ndarray:
    """The probability of people who were not talked to: neither on the list nor contacted within the horizon.

    A conversation may have changed what followed, so it must not be held against the model. Those who are left
    are chosen by their score, which does not bend what is observed at a given score.
    """
    probability = rows["probability"].fill_null(float("nan")).to_numpy().copy()
    talked = rows["listed"].to_numpy() | contacted(rows, lake)
    probability[talked] = np.nan
    return np.asarray(probability)


def contacted(rows: pl.DataFrame, lake: LakeSnapshot) -> np.ndarray:
    """(n,) whether `rows` (employee_id, as_of, horizon_days) saw a recorded contact within their horizon."""
    past = contacts_in(lake)
    if past is None:
        return np.zeros(rows.height, dtype=np.bool_)
    contacts = past.select("employee_id", "date")
    keys = rows.with_row_index("place").select("place", "employee_id", "as_of", "horizon_days")
    after = (pl.col("date") - pl.col("as_of")).dt.total_days()
    near = keys.join(contacts, on="employee_id").filter((after >= 0) & (after <= pl.col("horizon_days")))
    return np.isin(np.arange(rows.height), near["place"].unique().to_numpy())


def _back_test(home: Home) -> FairnessReport:
    champion = champion_of(home, home.required_record().model)
    raw = paper_of(home, champion, FAIRNESS) if champion else None
    if raw is None:
        raise NothingToAudit(
            "No champion with a fairness report: nothing was promoted yet, or its data has no protected columns.",
            remedy="Run `ermine train` on data with protected columns.",
        )
    return read_report(raw)


def read_report(raw: bytes) -> FairnessReport:
    """The report that a training wrote."""
    fields = json.loads(raw)
    found = [
        Comparison(**{**one, "ratio": Figure(**one["ratio"]) if one["ratio"] else None})
        for one in fields.pop("comparisons")
    ]
    return FairnessReport(**fields, comparisons=tuple(found))
