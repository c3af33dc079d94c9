"""The examples of requests about versions, in the OpenAPI document."""

from typing import Any

MODEL_REQUEST: dict[str, Any] = {
    "request_id": "3f9a1c0b7d22",
    "kind": "promotion",
    "model": "attrition",
    "version": 4,
    "serving_version": 3,
    "reason": "Better calibrated since the spring; same inputs.",
    "state": "open",
    "filed_at": "2026-07-01T08:00:00+00:00",
    "filed_by": "erm_1a2b3c4d5e6f",
    "closed_at": None,
    "closed_by": None,
}

MODEL_REQUESTS: dict[str, Any] = {"requests": [MODEL_REQUEST]}
