"""Ten thousand rows of which a hundred are bad: the others are scored, and each bad one is named with its reason."""

import json
import random
from typing import Any

from serving.api.score_worker import ScoreWorker

POISON = (
    ("text for a number", {"overtime_ratio": "a lot"}, "overtime_ratio: a number expected"),
    ("true for 1", {"tenure_months": True}, "tenure_months: a number expected"),
    ("a number for text", {"location": 7}, "location: text expected"),
    ("no number", {"overtime_ratio": float("nan")}, "overtime_ratio: a finite number expected"),
    ("infinity", {"overtime_ratio": float("-inf")}, "overtime_ratio: a finite number expected"),
    ("400 digits", {"overtime_ratio": 10**400}, "overtime_ratio: a finite number expected"),
    ("a column too many", {"gender": "f"}, "gender: the model has no such column"),
)


def test_a_hundred_bad_rows_of_ten_thousand_cost_nobody_else_a_score(
    api: Any, keys: Any, kit: Any, parts: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """As one job, each kind of bad row among them; the answer is in the order sent."""
    serving_model.champion = snapshot_champion
    rows = [{"id": f"r{i}", "values": values} for i, values in enumerate(kit.features(10_000, 4).to_pylist())]
    bad = {
        f"r{i}": POISON[n % len(POISON)] for n, i in enumerate(random.Random(5).sample(range(10_000), 100))
    }
    for row in rows:
        row["values"].update(bad[row["id"]][1] if row["id"] in bad else {})
    headers = {**keys.hr_system(), "Idempotency-Key": "ten-thousand-rows", "Content-Type": "application/json"}
    made = api.post("/v1/scores/jobs", headers=headers, content=json.dumps({"rows": rows}))
    assert made.status_code == 202, made.text
    worker = ScoreWorker(parts)
    while worker.work_once():
        pass
    path, found, cursor = f"/v1/scores/jobs/{made.json()['job_id']}/results", [], {}
    while cursor is not None:
        page = api.get(path, headers=headers, params={**cursor, "limit": 200}).json()
        found += [(one["id"], one["status"], one["problems"]) for one in page["results"]]
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert [one[0] for one in found] == [row["id"] for row in rows]
    assert {name: problems for name, status, problems in found if status != "scored"} == {
        name: [problem] for name, (_, _, problem) in bad.items()
    }
