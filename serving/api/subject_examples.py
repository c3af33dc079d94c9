"""The examples of what people may ask, in the OpenAPI document."""

from typing import Any

CONTEST: dict[str, Any] = {"about": "I have had two raises in the last year; the list says none."}

CONTESTED: dict[str, Any] = {"contest_id": "5d0c7b21a9f84e36b1c2d3e4", "answer_by": "2026-07-31"}

OPEN_CONTEST: dict[str, Any] = {
    "contest_id": "5d0c7b21a9f84e36b1c2d3e4",
    "employee_id": "E-0042",
    "state": "open",
    "about": CONTEST["about"],
    "opened_on": "2026-07-01",
    "answer_by": "2026-07-31",
    "answer": None,
}

ANSWER: dict[str, Any] = {"outcome": "upheld", "answer": "You are right, the raises were recorded late."}

ANSWERED_CONTEST: dict[str, Any] = {**OPEN_CONTEST, "state": "upheld", "answer": ANSWER["answer"]}

SUBJECT: dict[str, Any] = {
    "employee_id": "E-0042",
    "objected": False,
    "holdings": [
        {
            "place": "run_items",
            "about": "Lists of conversations on which you were",
            "rows": [{"run_id": "2026-07-01.1", "why": "Stay interview, because: No raise for 22 months"}],
        }
    ],
    "why_listed": [{"run_id": "2026-07-01.1", "why": "Stay interview, because: No raise for 22 months"}],
    "looks": [
        {
            "at": "2026-07-01T08:00:00.000000+00:00",
            "who": "An employee-relations manager",
            "did": "saw a list with you on it",
            "purpose": "",
            "key_id": "erm_1a2b3c4d5e6f",
        }
    ],
    "contests": [OPEN_CONTEST],
}
