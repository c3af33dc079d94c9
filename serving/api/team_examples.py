"""The examples of the team and the policy preview in the OpenAPI document."""

from typing import Any

from serving.api.examples import RUNS

TEAM: dict[str, Any] = {
    "run": RUNS["runs"][0],
    "managers": [
        {
            "er_manager_id": "ER-1",
            "name": "Jo Mbeki",
            "population": 412,
            "weekly_hours": 12.0,
            "listed_hours": 11.5,
            "planned_hours": 1.0,
            "listed": 9,
            "decided": 4,
            "overdue": 1,
            "coverage_due": 37,
            "coverage_short": 0,
            "gap": 0.0,
            "suggested": 96,
            "held": 71,
            "days_to_contact": 3.0,
        }
    ],
    "playbooks": [{"playbook_id": "check-in", "suggested": 40, "held": 31, "dismissed": 4}],
    "without_owner": 0,
    "without_language": 2,
    "handovers": [
        {
            "er_manager_id": "ER-2",
            "unit_id": "U10",
            "employee_id": None,
            "valid_from": "2026-07-06",
            "note": "",
        }
    ],
    "goals": [],
}

REASSIGNED: dict[str, Any] = {"to": "ER-2", "valid_from": "2026-07-06"}

PREVIEW: dict[str, Any] = {
    "as_of": "2026-07-01",
    "current_policy": "9c1b" * 16,
    "other_policy": "4f5a" * 16,
    "conflicts": [],
    "managers": [
        {
            "er_manager_id": "ER-1",
            "name": "Jo Mbeki",
            "before": 9,
            "after": 11,
            "added": 4,
            "dropped": 2,
            "hours_before": 11.5,
            "hours_after": 12.0,
            "short_before": 0,
            "short_after": 0,
        }
    ],
    "groups": [{"attribute": "gender", "value": "woman", "people": 190, "before": 0.021, "after": 0.026}],
}
