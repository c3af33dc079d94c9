"""Scores by Arrow: the same answers as by JSON, and nothing hostile in a stream does harm."""

import json
import random
from typing import Any

import pyarrow as pa
import pytest

from serving.outreach.inputs import RunInputs
from serving.scores.arrow_guard import STREAM, ArrowRefused
from serving.scores.arrow_rows import checked_columns, read_stream
from serving.scores.batch import score_batch
from serving.scores.reason_book import ReasonBook, encoded

ARROW = {"Content-Type": STREAM, "Accept": STREAM}


def stream(table: pa.Table, **options: Any) -> bytes:
    """The table as one Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def sent(kit: Any, n: int = 120) -> pa.Table:
    """Rows of the model's columns with ids."""
    table = kit.features(n, 4)
    return table.append_column("id", pa.array([f"r{i}" for i in range(n)]))


def same(row: dict[str, Any], other: dict[str, Any]) -> None:
    """An Arrow row says what a JSON row says, to the last bit."""
    for name in ("id", "status", "reason", "problems", "probability", "log_odds", "base", "band"):
        assert row[name] == other[name]
    found = [(r["feature"], r["label"], r["contribution"]) for r in row["reasons"]]
    assert found == [(r["feature"], r["label"], r["contribution"]) for r in other["reasons"]]


def test_rows_by_arrow_are_answered_as_by_json(
    api: Any, keys: Any, kit: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """The same rows in each of the four combinations of body and answer."""
    serving_model.champion = snapshot_champion
    table, key = sent(kit), keys.hr_system(unit_scope="plant")
    rows = [{"id": row.pop("id"), "values": row} for row in table.to_pylist()]
    by_json = api.post("/v1/scores", headers=key, json={"rows": rows}).json()
    for headers in (ARROW, {"Content-Type": STREAM}, {"Accept": STREAM}):
        body = {"content": stream(table)} if "Content-Type" in headers else {"json": {"rows": rows}}
        answer = api.post("/v1/scores", headers={**key, **headers}, **body)
        assert answer.status_code == 200, answer.text
        if "Accept" not in headers:
            assert answer.json() == by_json
            continue
        assert answer.headers["content-type"] == STREAM
        found = pa.ipc.open_stream(answer.content).read_all()
        facts = {name.decode(): json.loads(value) for name, value in found.schema.metadata.items()}
        assert facts == {name: by_json[name] for name in facts}
        assert facts["unit_scope"] == "plant"
        for row, other in zip(found.to_pylist(), by_json["results"], strict=True):
            same(row, other)


def test_employees_by_arrow_are_answered_as_by_json(
    api: Any, keys: Any, store: Any, inputs: RunInputs
) -> None:
    """Scored and unknown people alike."""
    store(inputs)
    ids, key = [*(p.employee_id for p in inputs.people), "nobody"], keys.hr_system()
    by_json = api.post("/v1/scores", headers=key, json={"employee_ids": ids}).json()
    answer = api.post("/v1/scores", headers={**key, **ARROW}, content=stream(pa.table({"employee_id": ids})))
    rows = pa.ipc.open_stream(answer.content).read_all().to_pylist()
    for row, other in zip(rows, by_json["results"], strict=True):
        same(row, other)
    assert rows[-1]["reason"] == "unknown_id"


def test_bad_cells_refuse_their_rows_and_bad_columns_all_rows(
    api: Any, keys: Any, kit: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """NaN and infinity by row; an absent column, an unknown one and one of the wrong kind by name."""
    serving_model.champion = snapshot_champion
    table = sent(kit, 3)
    numbers = pa.array([1.0, float("nan"), float("inf")])
    odd = table.set_column(table.column_names.index("tenure_months"), "tenure_months", numbers)

    def results(one: pa.Table) -> list[dict[str, Any]]:
        answer = api.post(
            "/v1/scores", headers={**keys.hr_system(), "Content-Type": STREAM}, content=stream(one)
        )
        return list(answer.json()["results"])

    assert [row["status"] for row in results(odd)] == ["scored", "refused", "refused"]
    for one, problem in (
        (table.drop_columns(["location"]), "location: absent; send nulls if it is not known"),
        (table.append_column("gender", numbers), "gender: the model has no such column"),
        (
            table.set_column(0, "months_since_raise", pa.array([True] * 3)),
            "months_since_raise: a number expected",
        ),
    ):
        assert [row["problems"] for row in results(one)] == [[problem]] * 3


def test_streams_that_are_not_whole_plain_and_small_are_refused(
    api: Any, keys: Any, kit: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """Compressed, cut off, empty, too many rows, no ids, a file instead of a stream: 422 in the one shape."""
    serving_model.champion = snapshot_champion
    good = stream(sent(kit))
    coded = sent(kit).set_column(3, "location", sent(kit)["location"].dictionary_encode())
    for body in (
        stream(sent(kit), compression="zstd"),
        stream(coded, compression="lz4"),
        good[: len(good) // 2],
        good[:20],
        b"",
        b"ARROW1\0\0" + good,
        b'{"employee_ids": ["E1"]}',
        stream(sent(kit, 1001)),
        stream(kit.features(3, 1)),
        stream(sent(kit, 3).append_column("id", pa.array(["a", "b", "c"]))),
        stream(pa.table({"employee_id": ["a", None]})),
        stream(pa.table({"employee_id": [1, 2]})),
        stream(pa.table({"employee_id": pa.array([], pa.string())})),
    ):
        answer = api.post("/v1/scores", headers={**keys.hr_system(), **ARROW}, content=body)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
    assert (
        api.post("/v1/scores", headers={**keys.hr_system(), **ARROW}, content=stream(coded)).status_code
        == 200
    )


def test_a_damaged_stream_is_refused_or_read_and_never_ends_the_process(kit: Any) -> None:
    """1,500 streams with bytes changed or cut off: each is refused in words or holds rows that can be scored."""
    scorecard, whole, chance = kit.scorecard("snapshot/teaching"), stream(sent(kit)), random.Random(5)
    refused = 0
    for number in range(1500):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            body[chance.randrange(1500 if number % 2 else len(body))] = chance.randrange(256)
        cut = len(body) if number % 3 else chance.randrange(len(body))
        try:
            table, _ = checked_columns(scorecard, read_stream(bytes(body[:cut]), 1000))
        except ArrowRefused:
            refused += 1
        else:
            scorecard.score(table)
    assert 500 < refused < 1500


def test_the_book_of_reasons_says_what_scoring_row_by_row_says(kit: Any) -> None:
    """Every result of 300 rows is the same JSON as from the scorecard itself, met for the first time or again."""
    scorecard = kit.scorecard("snapshot/teaching")
    rows = [(str(i), row) for i, row in enumerate(kit.features(300, 6).to_pylist())]
    expected = [json.loads(encoded(row)) for row in score_batch(scorecard, rows)]
    book = ReasonBook(scorecard)
    for _ in range(2):
        assert [json.loads(book.answer(*row)[0]) for row in rows] == expected
    row = rows[0][1]
    for wrong in ({**row, "tenure_months": True}, {**row, "location": 1}, {**row, "overtime_ratio": "1.0"}):
        assert json.loads(book.answer("x", wrong)[0])["status"] == "refused"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_kind_of_body_is_refused_by_name(api: Any, keys: Any, kind: str) -> None:
    """415, and what is read is said."""
    answer = api.post("/v1/scores", headers={**keys.hr_system(), "Content-Type": kind}, content=b"{}")
    assert answer.status_code == 415
    assert "application/json" in answer.json()["remedy"]


def test_a_deeply_nested_body_is_refused(api: Any, keys: Any) -> None:
    """A hundred thousand brackets are a 422, not the end of a thread."""
    headers = {**keys.hr_system(), "Content-Type": "application/json"}
    for body in (b"[" * 100_000, b'{"rows":' * 50_000, b'{"rows": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"):
        assert api.post("/v1/scores", headers=headers, content=body).status_code == 422
