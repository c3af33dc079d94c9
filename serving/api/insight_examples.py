"""Examples of what insight answers, for the OpenAPI document."""

from typing import Any

_ENPS: dict[str, Any] = {
    "measure": "enps",
    "label": "eNPS",
    "question": "How likely is it that you would recommend working here to a friend?",
    "kind": "enps",
    "unit": "points",
    "shown": True,
    "not_shown": "",
    "value": -12.0,
    "low": -24.0,
    "high": 0.0,
    "answers": 96,
    "shares": [],
    "change": {"value": -21.0, "low": -38.2, "high": -3.8},
    "compared_with": "2026-q1",
    "history": [
        {
            "round_id": "2026-q1",
            "closed_on": "2026-03-31",
            "value": 9.0,
            "low": -3.0,
            "high": 21.0,
            "same_question": True,
        }
    ],
}

_WITHHELD: dict[str, Any] = {
    **_ENPS,
    "measure": "topic:workload",
    "label": "Workload and pressure",
    "question": "",
    "kind": "topic",
    "unit": "%",
    "shown": False,
    "not_shown": "Not shown for this group. The next larger group that is shown: Operations.",
    "value": None,
    "low": None,
    "high": None,
    "answers": None,
    "change": None,
    "history": [],
}

UNIT: dict[str, Any] = {
    "unit_id": "U-07",
    "name": "Operations E",
    "parent_id": "U-01",
    "round_id": "2026-q2",
    "closed_on": "2026-06-30",
    "released_on": "2026-07-01",
    "measures": [_ENPS],
    "topics": [_WITHHELD],
    "quotes": [],
}

UNITS: dict[str, Any] = {
    "units": [
        {
            "unit_id": "U-07",
            "name": "Operations E",
            "parent_id": "U-01",
            "depth": 2,
            "round_id": "2026-q2",
            "figures": [
                {
                    "measure": "enps",
                    "label": "eNPS",
                    "unit": "points",
                    "value": -12.0,
                    "low": -24.0,
                    "high": 0.0,
                    "change": {"value": -21.0, "low": -38.2, "high": -3.8},
                    "not_shown": "",
                }
            ],
        }
    ],
    "next": None,
}

COMMITMENT: dict[str, Any] = {
    "commitment_id": "5f2c8e0a91b3d476",
    "unit_id": "U-07",
    "unit_name": "Operations E",
    "round_id": "2026-q2",
    "measure": "topic:workload",
    "subject": "Workload and pressure",
    "what": "Two more people on the late shift from September on.",
    "owner": "Head of Operations",
    "due": "2026-09-01",
    "recorded_on": "2026-07-06",
    "done_on": None,
    "version": 1,
}

COMMITMENTS: dict[str, Any] = {"commitments": [COMMITMENT]}

STEP: dict[str, Any] = {
    "step_id": "8d1f0c77a2be4e19",
    "round_id": "2026-q3",
    "step": "close",
    "state": "asked",
    "done": 0,
    "total": 0,
    "message": "",
}

ROUND: dict[str, Any] = {
    "round_id": "2026-q3",
    "state": "open",
    "opened_on": "2026-07-06",
    "closed_on": None,
    "released_on": None,
    "historic": False,
    "questions": [
        {"id": "enps", "kind": "enps", "text": "How likely is it that you would recommend working here?"}
    ],
    "people": 412,
    "groups": 23,
    "links": 412,
    "answers_at_least": 120,
    "step": None,
    "released": [],
}

ROUNDS: dict[str, Any] = {"rounds": [ROUND]}

_FLOOR = {"group": 5, "remainder": 5}

ROUND_FLOORS: dict[str, Any] = {
    "round_id": "2026-q3",
    "floors": {
        "scores": _FLOOR,
        "enps": {"group": 30, "remainder": 10},
        "comments": {"group": 10, "remainder": 10},
        "topic_writers": _FLOOR,
        "quotes_eligible": 50,
    },
}

LINKS = "group,link\nU-07,https://feedback.example.com/r/2026-q3/9hQ2vYvJc0mM4Ww1\n"
