"""An example of what impact answers, for the OpenAPI document."""

from typing import Any

_POINT = {"day": 0, "share": 1.0, "low": 1.0, "high": 1.0, "at_risk": 412}
_LAST = {"day": 90, "share": 0.9369, "low": 0.9089, "high": 0.9565, "at_risk": 371}

IMPACT: dict[str, Any] = {
    "headline": "Cannot tell yet.",
    "sentence": "Of 100 people talked to now, 2.9 fewer gave notice within 90 days than of 100 who waited; "
    "anything from 9.0 fewer to 2.9 more fits what was seen, however often one looks.",
    "trial": "trial-1 has been drawing lots since 2026-01-05: 50% of those drawn wait for 90 days.",
    "report": {
        "verdict": "cannot_tell",
        "wait_days": 90,
        "assigned": 905,
        "known": 826,
        "strata": 18,
        "now": {"people": 412, "left": 26},
        "later": {"people": 414, "left": 38},
        "any_time": {"value": -0.0286, "low": -0.0901, "high": 0.0288},
        "one_look": {"value": -0.0286, "low": -0.0665, "high": 0.0086},
        "prevented": {"value": 0.31, "low": -0.31, "high": 0.98},
        "detectable": 0.56,
        "needed": 1900,
        "curves": {
            "now": [_POINT, _LAST],
            "later": [_POINT, {**_LAST, "share": 0.9082}],
            "days_kept": 1.1,
            "days_kept_low": -0.4,
            "days_kept_high": 2.6,
            "p_value": 0.13,
        },
    },
    "from_history": 0,
    "trials": [
        {
            "trial_id": "trial-1",
            "started_on": "2026-01-05",
            "stopped_on": None,
            "waiting_share": 0.5,
            "wait_days": 90,
            "planned_people": 1400,
        }
    ],
    "overrides": {"waited": 450, "talked_to": 12},
    "effect": {
        "value": 0.15,
        "source": "assumed",
        "words": "15 % of notices prevented, assumed: the trial does not say otherwise yet.",
    },
    "playbooks": [{"playbook_id": "check-in", "listed": 310, "hours": 310.0}],
    "business_case": {
        "format": "ermine-business-case/1",
        "wait_days": 90,
        "people_known": 826,
        "drawn_now": 412,
        "talked_to": 351,
        "talked_to_of_later": 11,
        "hours_each": 1.4,
        "verdict": "cannot_tell",
        "terms": {"currency": "EUR", "hourly_cost": 60.0, "replacement_cost": 30000.0},
        "notices_prevented": {"value": 11.78, "low": -11.87, "high": 37.12},
        "cost": 29484.0,
        "value": {"value": 353496.0, "low": -355968.0, "high": 1113636.0},
        "net": {"value": 324012.0, "low": -385452.0, "high": 1084152.0},
        "break_even_per_100_talks": 0.28,
        "why_not": None,
    },
    "case_sha256": "7d" * 32,
}
