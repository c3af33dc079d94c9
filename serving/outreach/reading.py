"""Turn rows of the store into the views that readers see."""

import math
from typing import Any

from sqlalchemy import RowMapping

from data_contracts.feature_spec import FeatureSpec
from serving.outreach.eligibility import NOT_LISTED
from serving.outreach.fact_days import fact_days
from serving.outreach.states import REASON_LABELS, Standing
from serving.outreach.views import (
    BandObserved,
    Colleague,
    Fact,
    OutreachItem,
    PersonView,
    Playbook,
    Reason,
    RunInfo,
)
from serving.scores.reasons import headline_reasons, reasons_of

NOTHING_REQUIRED = (
    "There is no personal model, so no band: the conversation is a suggestion for keeping in touch."
)


class StoredRun:
    """One row of `runs` with its JSON read once: feature texts, bands and playbooks of the day."""

    def __init__(self, row: RowMapping) -> None:
        self.info = RunInfo(**{name: row[name] for name in RunInfo.__dataclass_fields__})
        self.base: float | None = row["base"]
        self._specs = tuple(FeatureSpec(**spec) for spec in row["features"])
        self._bands = {band["name"]: band for band in row["bands"]}
        self._playbooks = {playbook["id"]: _playbook(playbook) for playbook in row["playbooks"]}

    def item(self, row: RowMapping, standing: Standing) -> OutreachItem:
        """A line of a list, from a row of `run_items` joined with its person or unit."""
        if row["item_unit_id"] is not None:
            return self._unit_item(row, standing)
        return OutreachItem(
            item_id=row["item_id"],
            order=row["position"],
            kind=row["kind"],
            subject="person",
            employee_id=row["employee_id"],
            unit_id=None,
            name=row["name"],
            unit=row["unit_name"],
            job=row["job"],
            band=row["band"],
            band_observed=self._observed(row["band"]),
            follow_up=self._bands.get(row["band"], {}).get("follow_up", NOTHING_REQUIRED),
            why=row["why"],
            reasons=headline_reasons(self._reasons(row)),
            playbook=self._playbooks[row["playbook_id"]],
            hours=row["hours"],
            last_contact=row["last_contact"],
            valid_until=self.info.valid_until,
            **_state(standing),
        )

    def _unit_item(self, row: RowMapping, standing: Standing) -> OutreachItem:
        return OutreachItem(
            item_id=row["item_id"],
            order=row["position"],
            kind="unit",
            subject="unit",
            employee_id=None,
            unit_id=row["item_unit_id"],
            name=row["subject_name"],
            unit=row["above_name"] or "",
            job="",
            band="unknown",
            band_observed=None,
            follow_up="",
            why=row["why"],
            reasons=(),
            playbook=self._playbooks[row["playbook_id"]],
            hours=row["hours"],
            last_contact=None,
            valid_until=self.info.valid_until,
            **_state(standing),
        )

    def colleague(self, row: RowMapping) -> Colleague:
        """A person in brief, from the same row as `person`."""
        return Colleague(
            employee_id=row["employee_id"],
            name=row["name"],
            unit=row["unit_name"],
            job=row["job"],
            band=row["band"],
            order=row["position"],
            not_listed=NOT_LISTED.get(row["not_listed"], ""),
        )

    def person(self, row: RowMapping, item: OutreachItem | None) -> PersonView:
        """A person, from a row of `run_people` joined with the unit, and the line about them if there is one."""
        scored = row["log_odds"] is not None
        return PersonView(
            run=self.info,
            employee_id=row["employee_id"],
            name=row["name"],
            unit=row["unit_name"],
            job=row["job"],
            facts=tuple(Fact(label, value) for label, value in row["facts"]),
            status=row["status"],
            band=row["band"],
            band_observed=self._observed(row["band"]),
            base=self.base if scored else None,
            log_odds=row["log_odds"],
            probability=row["probability"],
            reasons=self._reasons(row),
            fact_days=fact_days(self._specs, row["features"], self.info.as_of),
            last_contact=row["last_contact"],
            not_listed=NOT_LISTED[row["not_listed"]] if row["not_listed"] else "",
            item=item,
        )

    def _reasons(self, row: RowMapping) -> tuple[Reason, ...]:
        if row["log_odds"] is None:
            return ()
        return reasons_of(self._specs, row["features"], row["contributions"])

    def _observed(self, band: str) -> BandObserved | None:
        found = self._bands.get(band)
        if found is None or not found["n"] or self.info.horizon_days is None:
            return None
        limits = found["low"], found["high"]
        sentence = _sentence(found["n"], *limits, self.info.source, self.info.horizon_days)
        return BandObserved(found["n"], found["events"], *limits, self.info.horizon_days, sentence)


def _state(standing: Standing) -> dict[str, Any]:
    """A line's standing as its reader sees it."""
    reason = REASON_LABELS.get(standing.reason, "")
    told = ": ".join(part for part in (reason.capitalize(), standing.words) if part)
    return {
        "state": standing.state,
        "version": standing.version,
        "due": standing.due,
        "overdue": standing.overdue,
        "state_why": standing.why or told,
    }


def _sentence(n: int, low: float, high: float, source: str, horizon_days: int) -> str:
    """Limits are rounded outwards to whole people in 100, so the sentence never claims more than is known."""
    verb = "gave notice" if source == "company" else "left"
    least, most = math.floor(100 * low + 1e-9), math.ceil(100 * high - 1e-9)
    return f"Of {n:,} people with scores like this, {least}-{most} in 100 {verb} within {horizon_days} days."


def _playbook(stored: dict[str, Any]) -> Playbook:
    fields = {name: stored.get(name, 1) for name in Playbook.__dataclass_fields__}
    lists = {name: tuple(stored[name]) for name in ("opening_questions", "avoid")}
    return Playbook(**{**fields, **lists})
