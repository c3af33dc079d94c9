"""The impact of all trials together, read from the store: effect, business case, and what orders the lists."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, func, or_, select

from serving.impact.planning import plan_of
from serving.impact.trials import Trial, TrialSetting, all_trials, running_trial, why_not
from serving.store.impact_tables import run_terms, trial_people, trials
from serving.store.runs import latest_run_row
from serving.store.tables import run_items
from training.impact.arms import NOW, Assigned
from training.impact.business import Effort, Terms, business_case, sealed
from training.impact.effect import EffectInUse, effect_in_use
from training.impact.report import SMALLEST_ARM, ImpactReport, judge
from training.impact.words import HEADLINES, sentence

FROM_HISTORY = "history"


@dataclass(frozen=True)
class TrialInfo:
    """A trial without the key of its lots."""

    trial_id: str
    started_on: date
    stopped_on: date | None
    waiting_share: float
    wait_days: int
    planned_people: int


@dataclass(frozen=True)
class Overrides:
    """People who were talked to before their wait was over; they are analysed as they were drawn."""

    waited: int
    talked_to: int


@dataclass(frozen=True)
class PlaybookFigures:
    """How often a kind of conversation was suggested: description only, nobody drew lots between playbooks."""

    playbook_id: str
    listed: int
    hours: float


@dataclass(frozen=True)
class Impact:
    """Everything that may be said about whether talking helped, pooled over trials and runs.

    `trial` says whether lots are drawn, and if not, why. `from_history` of the people drawn were drawn before Ermine.
    `report` is None while nobody was drawn. `case_sha256` is the digest of the business case as canonical JSON:
    recomputing it from the same log gives the same.
    """

    headline: str
    sentence: str
    trial: str
    report: ImpactReport | None
    from_history: int
    trials: tuple[TrialInfo, ...]
    overrides: Overrides | None
    effect: EffectInUse | None
    playbooks: tuple[PlaybookFigures, ...]
    business_case: dict[str, Any] | None
    case_sha256: str | None


def impact_of(conn: Connection, setting: TrialSetting) -> Impact:
    """The impact as the store has it now; `setting` is what the policies say of trials."""
    report = pooled_report(conn)
    terms = _terms(conn)
    document = None if report is None else business_case(report, _effort(conn, report.wait_days), terms)
    return Impact(
        headline=HEADLINES[report.verdict] if report else "Not measured.",
        sentence=sentence(report) if report else "No lots have been drawn: there is nobody to compare with.",
        trial=trial_words(conn, setting),
        report=report,
        from_history=_from_history(conn),
        trials=tuple(_info(trial) for trial in all_trials(conn)),
        overrides=_overrides(conn),
        effect=_effect(conn, report),
        playbooks=_playbooks(conn),
        business_case=document,
        case_sha256=None if document is None else sealed(document)[1],
    )


def trial_words(conn: Connection, setting: TrialSetting) -> str:
    """Whether lots are drawn now, and if not, why."""
    running = running_trial(conn)
    if running is None:
        why = why_not(plan_of(conn, setting), setting.approved)
        return why or "No trial is running. One could teach something: ermine trial start"
    if not setting.approved:
        return f"{running.trial_id} rests: the privacy officer's approval was withdrawn, and nobody waits."
    return (
        f"{running.trial_id} has been drawing lots since {running.started_on}: "
        f"{running.waiting_share:.0%} of those drawn wait for {running.wait_days} days."
    )


def _info(trial: Trial) -> TrialInfo:
    return TrialInfo(**{name: getattr(trial, name) for name in TrialInfo.__dataclass_fields__})


def pooled_report(conn: Connection) -> ImpactReport | None:
    """The report on everybody drawn in any trial, on notice within the shortest wait; None while nobody was drawn."""
    about = conn.execute(select(trials.c.trial_id, trials.c.wait_days, trials.c.planned_people)).all()
    rows = conn.execute(select(trial_people).where(_had_not_left())).mappings().all()
    if not rows:
        return None
    present = {row["trial_id"] for row in rows}
    own = [trial for trial in about if trial.trial_id in present]
    planned = sum(trial.planned_people for trial in own)
    return judge([_assigned(row) for row in rows], min(trial.wait_days for trial in own), planned)


def _had_not_left() -> Any:
    """Whoever had given notice before the lot was drawn, though it was not known yet, is in no arm."""
    return or_(trial_people.c.notice_day.is_(None), trial_people.c.notice_day > 0)


def _assigned(row: RowMapping) -> Assigned:
    return Assigned(
        arm=row["arm"],
        stratum=f"{row['trial_id']}: {row['stratum']}",
        known_days=row["known_days"],
        notice_day=row["notice_day"],
        other_exit_day=row["other_exit_day"],
    )


def _from_history(conn: Connection) -> int:
    rows = select(func.count()).select_from(trial_people).where(trial_people.c.trial_id == FROM_HISTORY)
    return int(conn.execute(rows).scalar_one())


def _terms(conn: Connection) -> Terms | None:
    row = _terms_row(conn)
    return None if row is None else Terms(row["currency"], row["hourly_cost"], row["replacement_cost"])


def _terms_row(conn: Connection) -> RowMapping | None:
    last = latest_run_row(conn)
    if last is None:
        return None
    rows = select(run_terms).where(run_terms.c.run_id == last["run_id"])
    return conn.execute(rows).mappings().first()


def _effect(conn: Connection, report: ImpactReport | None) -> EffectInUse | None:
    """What the next run would use; None before the first run, which brings the policy's assumption."""
    row = _terms_row(conn)
    return None if row is None else effect_in_use(row["assumed_effect"], report)


def _effort(conn: Connection, wait_days: int) -> Effort:
    rows = conn.execute(
        select(trial_people.c.arm, trial_people.c.contact_day).where(
            _had_not_left(), trial_people.c.known_days >= wait_days
        )
    ).all()
    talked = [row.arm for row in rows if row.contact_day is not None and row.contact_day < wait_days]
    hours = conn.execute(select(func.avg(run_items.c.hours)).select_from(run_items)).scalar_one()
    return Effort(
        drawn_now=sum(row.arm == NOW for row in rows),
        talked_now=sum(arm == NOW for arm in talked),
        talked_later=sum(arm != NOW for arm in talked),
        hours_each=None if hours is None else round(float(hours), 4),
    )


def _overrides(conn: Connection) -> Overrides | None:
    """None under the smallest number of people of whom a figure is shown."""
    rows = conn.execute(
        select(trial_people.c.contact_day, trials.c.wait_days)
        .join(trials, trials.c.trial_id == trial_people.c.trial_id)
        .where(trial_people.c.arm != NOW, _had_not_left())
    ).all()
    if len(rows) < SMALLEST_ARM:
        return None
    talked = sum(row.contact_day is not None and row.contact_day < row.wait_days for row in rows)
    return Overrides(len(rows), talked)


def _playbooks(conn: Connection) -> tuple[PlaybookFigures, ...]:
    rows = (
        select(run_items.c.playbook_id, func.count(), func.sum(run_items.c.hours))
        .group_by(run_items.c.playbook_id)
        .order_by(func.count().desc(), run_items.c.playbook_id)
    )
    return tuple(PlaybookFigures(who, int(n), float(hours)) for who, n, hours in conn.execute(rows))
