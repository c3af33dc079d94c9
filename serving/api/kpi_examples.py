"""An example of what the KPIs answer, for the OpenAPI document."""

from typing import Any

KPIS: dict[str, Any] = {
    "company": {
        "as_of": "2026-07-01",
        "unit_id": "U-01",
        "name": "Operations",
        "kpis": [
            {
                "kpi": "voluntary_turnover",
                "label": "Voluntary turnover",
                "unit": "a year in 100",
                "better": "lower",
                "formula": "Voluntary exits for 100 years that people worked here.",
                "minimum_n": 30,
                "now": {"value": 12.1, "low": 9.4, "high": 15.3, "n": 512},
                "before": {"value": 10.8, "low": 8.2, "high": 14.0, "n": 498},
                "change": "none",
                "not_shown": "",
                "history": [
                    {"on": "2025-07-01", "value": 10.8, "low": 8.2, "high": 14.0},
                    {"on": "2026-07-01", "value": 12.1, "low": 9.4, "high": 15.3},
                ],
            }
        ],
        "workloads": [
            {
                "er_manager_id": "ER01",
                "name": "Jo Mbeki",
                "people": 512,
                "weekly_hours": 12.0,
                "hours_per_100_people": 2.34,
            }
        ],
        "units": [{"unit_id": "U-01", "name": "Operations", "depth": 1}],
        "path": ["U-01", "U-00"],
        "goals": [],
        "responses": [
            {
                "round_id": "2026-q2",
                "released_on": "2026-06-12",
                "days_to_promise": 4,
                "days_to_done": None,
                "promised": 2,
                "done": 0,
                "waiting_days": None,
            }
        ],
    },
    "feedback": [],
}
