"""The examples in the OpenAPI document; a test reads each of them through the type that it illustrates."""

from typing import Any

_MODEL = {"name": "attrition", "version": 3, "digest": "4f5a" * 16, "horizon_days": 180}

_REASONS = [
    {
        "feature": "months_since_raise",
        "label": "Time since the last raise",
        "text": "No raise for 22 months",
        "contribution": 0.75,
        "effect": "raises",
        "theme": "pay",
        "actionable": True,
    },
    {
        "feature": "recognition_12m",
        "label": "Recognition",
        "text": "Recognised 4 times in 12 months",
        "contribution": -0.25,
        "effect": "lowers",
        "theme": "recognition",
        "actionable": True,
    },
]

_NO_SCORE: dict[str, Any] = {"probability": None, "log_odds": None, "base": None, "band": None, "reasons": []}

SCORE_REQUESTS: dict[str, Any] = {
    "known employees": {"value": {"employee_ids": ["E-0042", "E-0815"]}},
    "rows of a flat table": {"value": {"rows": [{"id": "17", "values": {"OverTime": "Yes", "Age": None}}]}},
}

SCORES: dict[str, Any] = {
    "model": _MODEL,
    "run_id": "2026-07-01.1",
    "as_of": "2026-07-01",
    "purpose": "weekly planning",
    "unit_scope": None,
    "results": [
        {
            "id": "E-0042",
            "status": "scored",
            "reason": None,
            "problems": [],
            "probability": 0.11920292202211755,
            "log_odds": -2.0,
            "base": -2.5,
            "band": "watch",
            "reasons": _REASONS,
        },
        {"id": "E-0815", "status": "not_scored", "reason": "in_notice", "problems": [], **_NO_SCORE},
        {
            "id": "17",
            "status": "refused",
            "reason": "bad_values",
            "problems": ["OverTime: text expected"],
            **_NO_SCORE,
        },
    ],
}

MODEL_FACTS: dict[str, Any] = {
    "model": _MODEL,
    "task": "voluntary notice",
    "feature_set": "company/3",
    "features": 42,
    "trained_rows": 58211,
    "trained_events": 2934,
    "trained_from": "2024-01-01",
    "trained_until": "2026-01-01",
    "data_hash": "9c1b" * 16,
    "promoted_at": "2026-07-01T06:00:00+00:00",
    "base_rate": 0.05,
    "evidence": "out_of_time",
    "bands": [
        {"name": "steady", "from_log_odds": None, "n": 5120, "left": 164, "low": 0.0275, "high": 0.0372}
    ],
}

MODEL_SCHEMA: dict[str, Any] = {
    "model": _MODEL,
    "accepts": ["employee_ids"],
    "max_rows": 1000,
    "columns": [
        {
            "name": "months_since_raise",
            "kind": "number",
            "label": "Time since the last raise",
            "unit": "months",
            "meaning": "Whole months since the last raise; missing if there was none.",
            "levels": None,
            "low": None,
            "high": None,
        }
    ],
}

_RUN = {
    "run_id": "2026-07-01.1",
    "kind": "risk",
    "source": "company",
    "as_of": "2026-07-01",
    "made_at": "2026-07-01T06:05:00Z",
    "valid_until": "2026-07-08",
    "data_hash": "9c1b" * 16,
    "data_note": "",
    "model_name": "attrition",
    "model_version": 3,
    "model_digest": "4f5a" * 16,
    "horizon_days": 180,
    "base_rate": 0.05,
    "people": 2000,
    "scored": 1948,
    "listed": 41,
    "explanation": "Scored by attrition version 3 as of 2026-07-01, from what was known before that day.",
}

RUNS: dict[str, Any] = {"runs": [_RUN]}

ITEM: dict[str, Any] = {
    "item_id": "5d0c7b21a9f84e36b1c2d3e4",
    "order": 1,
    "kind": "risk",
    "subject": "person",
    "employee_id": "E-0042",
    "unit_id": None,
    "name": "Amara Lindqvist",
    "unit": "Assembly 3",
    "job": "engineering, level 4",
    "band": "talk_soon",
    "band_observed": {
        "n": 412,
        "left": 90,
        "low": 0.1812,
        "high": 0.2609,
        "horizon_days": 180,
        "sentence": "Of 412 people with scores like this, 18-27 in 100 gave notice within 180 days.",
    },
    "follow_up": "Offer a conversation within the week, or record why not.",
    "why": "Stay interview, because: No raise for 22 months",
    "reasons": _REASONS,
    "playbook": {
        "id": "stay-interview",
        "version": 1,
        "name": "Stay interview",
        "kind": "stay_interview",
        "opening_questions": ["What do you look forward to when you start your day?"],
        "avoid": ["Any score or list"],
        "hours": 1.5,
        "record": "What keeps the person here, what bothers them, and what you will look into.",
    },
    "hours": 1.5,
    "last_contact": None,
    "valid_until": "2026-07-08",
    "state": "open",
    "version": 0,
    "due": "2026-07-08",
    "overdue": False,
    "state_why": "",
    "aspirations": "Lead a small team.",
    "promises": [{"words": "Ask whether the second shift helps.", "due": "2026-07-29"}],
}

OUTREACH: dict[str, Any] = {
    "run": _RUN,
    "er_manager_id": "ER-1",
    "er_manager_name": "Jo Mbeki",
    "population": 412,
    "hours_available": 12.0,
    "planned_hours": 2.0,
    "hours_used": 1.5,
    "gap": 0.0,
    "coverage_due": 37,
    "coverage_short": 0,
    "items": [ITEM],
    "carried": [],
}

READINESS: dict[str, Any] = {
    "status": "ready",
    "store": "ok",
    "model": "attrition version 3",
    "run": "2026-07-01.1",
    "registry": "reached 4 minutes ago",
    "feedback": "answers",
}

SCORE_JOB: dict[str, Any] = {
    "job_id": "5d0c7b21a9f84e36b1c2d3e4",
    "status": "running",
    "problem": "",
    "rows": 120000,
    "rows_done": 41000,
    "scored": 40612,
    "purpose": "weekly planning",
    "unit_scope": None,
    "model_name": "attrition",
    "model_version": 3,
    "run_id": "2026-07-01.1",
    "as_of": "2026-07-01",
    "created_at": "2026-07-01T06:00:00Z",
    "finished_at": None,
}

SCORE_JOB_RESULTS: dict[str, Any] = {
    "job_id": "5d0c7b21a9f84e36b1c2d3e4",
    "results": [
        {
            "id": "E-0042",
            "status": "scored",
            "reason": None,
            "problems": [],
            "probability": 0.11920292202211755,
            "log_odds": -2.0,
            "base": -2.5,
            "band": "watch",
            "reasons": [
                {"feature": "months_since_raise", "label": "Time since the last raise", "contribution": 0.5}
            ],
        },
        {"id": "E-0815", "status": "not_scored", "reason": "in_notice", "problems": [], **_NO_SCORE},
    ],
    "next_cursor": "cjIwMA",
}
