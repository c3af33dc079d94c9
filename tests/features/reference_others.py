"""Every feature of one person that looks at other people: managers, the team, leavers, the hiring month."""

import pandas as pd

from tests.features.reference_company import Known
from tests.features.reference_features import Values, difference, met, months, of, share, thanked


def manager(known: Known, who: str) -> Values:
    """The line manager and the people led."""
    people, boss = known.people, known.people.loc[who, "manager_id"]
    here = people.loc[who, "location"]
    there = people.loc[boss, "location"] if boss in people.index else None
    reports = sum(people["manager_id"] == who)
    lost = _leavers(known, "manager_id", boss, known.ago(months=12))
    return {
        "span_of_control": None if pd.isna(boss) else sum(people["manager_id"] == boss),
        "manager_tenure_months": months(known.hires["hire_date"].get(boss, pd.NaT), known.day),
        "manager_same_location": None if pd.isna(here) or pd.isna(there) else _yes_no(here == there),
        "direct_reports": reports,
        "is_manager": _yes_no(reports > 0),
        "manager_left_180d": _manager_left(known, who),
        "manager_team_exits_12m": None if pd.isna(boss) else len(lost),
    }


def _yes_no(answer: bool) -> str:
    return "yes" if answer else "no"


def _manager_left(known: Known, who: str) -> str | None:
    jobs = of(known.states("assignments"), who).to_dict("records")
    ends = [job["valid_from"] for job in jobs[1:]] + [pd.Timestamp.max]
    recent = {
        job["manager_id"]
        for job, end in zip(jobs, ends, strict=True)
        if not pd.isna(job["manager_id"]) and job["valid_from"] < known.day and end > known.ago(days=180)
    }
    left = set(known.gone.index[known.gone["last_day"] >= known.ago(days=180)])
    return _yes_no(bool(recent & left)) if recent else None


def _leavers(known: Known, column: str, value: str, since: pd.Timestamp) -> list[str]:
    """Who left since that day and held this value in the last job."""
    gone = known.gone.index[known.gone["last_day"] >= since]
    jobs = {who: known.last_job(who) for who in gone}
    return [who for who, job in jobs.items() if job is not None and job[column] == value]


def team(known: Known, who: str) -> Values:
    """The colleagues of the unit."""
    own = known.people.loc[who]
    members = known.people[known.people["unit_id"] == own["unit_id"]]
    others = members.drop(who)
    year = known.ago(months=12)
    left = len(_leavers(known, "unit_id", own["unit_id"], year))
    level = None if pd.isna(own["job_level"]) else sum(others["job_level"] == own["job_level"])
    return {
        "team_size": len(members),
        "team_exits_90d": len(_leavers(known, "unit_id", own["unit_id"], known.ago(days=90))),
        "team_exit_share_12m": left / (left + len(members)),
        "team_growth_12m": (sum(members["hire_date"] >= year) - left) / len(members),
        "team_joiners_90d": sum(others["hire_date"] >= known.ago(days=90)),
        "team_tenure_months": share(
            sum(months(day, known.day) or 0 for day in others["hire_date"]), len(others)
        ),
        "team_same_level_share": None if level is None else share(level, len(others)),
        **_against(known, who, list(others.index)),
    }


def _against(known: Known, who: str, others: list[str]) -> Values:
    thanks = {one: sum(thanked(known, one) >= known.ago(months=12)) for one in [who, *others]}
    talks = {one: sum(met(known, one) >= known.ago(days=90)) for one in [who, *others]}
    enough = len(others) >= 4
    return {
        name: difference(counts[who], share(sum(counts[one] for one in others), len(others)))
        if enough
        else None
        for name, counts in [
            ("recognition_against_team_12m", thanks),
            ("one_on_ones_against_team_90d", talks),
        ]
    }


def cohort(known: Known, who: str) -> Values:
    """Others who were hired in the same calendar month."""
    hired_in = known.hires["hire_date"].dt.strftime("%Y-%m")
    others = [one for one in hired_in.index[hired_in == hired_in[who]] if one != who]
    there = [one for one in others if one in known.people.index]
    gone = known.gone.index[known.gone["last_day"] >= known.ago(months=12)]
    left = [one for one in others if one in gone]
    return {"cohort_exit_share_12m": share(len(left), len(left) + len(there))}
