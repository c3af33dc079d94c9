"""The examples of decisions, contacts and relationship records in the OpenAPI document."""

from typing import Any

LINE_STATE: dict[str, Any] = {
    "item_id": "5d0c7b21a9f84e36b1c2d3e4",
    "state": "accepted",
    "version": 1,
    "due": "2026-07-08",
    "overdue": False,
}

DECISIONS: dict[str, Any] = {
    "accept": {"value": {"decision": "accept", "version": 0}},
    "dismiss": {"value": {"decision": "dismiss", "version": 0, "reason": "already_handled"}},
    "reschedule": {"value": {"decision": "reschedule", "version": 1, "due": "2026-07-15"}},
    "hand over": {"value": {"decision": "hand_over", "version": 1, "to": "ER-2"}},
    "undo": {"value": {"decision": "undo", "version": 2}},
}

_CONTACT: dict[str, Any] = {
    "kind": "talked",
    "tags": ["workload"],
    "changed": ["workload"],
    "next_step": "Ask whether the second shift helps.",
    "next_on": "2026-07-29",
}

OUTCOMES: dict[str, Any] = {"talked": {"value": {**_CONTACT, "version": 1}}}
CONTACTS: dict[str, Any] = {"asked for": {"value": {**_CONTACT, "asked_for": True}}}

RECORD: dict[str, Any] = {
    "employee_id": "E-0042",
    "said": {
        "aspirations": "Lead a small team.",
        "motivators": "Time to finish things.",
        "coaching_needs": "Delegating.",
        "channel": "phone",
        "language": "en",
    },
    "version": 2,
    "changed_on": "2026-07-01",
    "changed_by": "ER-1",
    "promises": [
        {
            "promise_id": "5d0c7b21a9f84e36b1c2d3e4",
            "employee_id": "E-0042",
            "er_manager_id": "ER-1",
            "words": "Ask whether the second shift helps.",
            "made_on": "2026-07-01",
            "due": "2026-07-29",
            "kept_on": None,
        }
    ],
}

WRITTEN: dict[str, Any] = {"version": 3}

LOGGED: dict[str, Any] = {"contact_id": "5d0c7b21a9f84e36b1c2d3e4"}

TIMELINE: dict[str, Any] = {
    "contacts": [
        {
            "contact_id": "5d0c7b21a9f84e36b1c2d3e4",
            "day": "2026-07-01",
            "er_manager_id": "ER-1",
            "kind": "talked",
            "playbook_id": "workload-review",
            "asked_for": False,
            "tags": ["workload"],
            "changed": ["workload"],
            "note": "",
            "shared": False,
            "private": True,
        }
    ],
    "promises": RECORD["promises"],
}
