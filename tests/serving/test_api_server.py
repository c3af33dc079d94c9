"""The service in a real server: real sockets, real HTTP, several callers at once."""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from serving.outreach.inputs import RunInputs


def test_lists_and_scores_over_the_wire(address: str, keys: Any, store: Any, inputs: RunInputs) -> None:
    """An ER manager reads the list, an HR system scores the same people: band and reasons agree."""
    store(inputs)
    with httpx.Client(base_url=address) as client:
        items = client.get("/v1/outreach", headers=keys.er_manager("ER-2")).json()["items"]
        ids = [item["employee_id"] for item in items]
        asked = {"employee_ids": ids}
        results = client.post("/v1/scores", headers=keys.hr_system(), json=asked).json()["results"]
    assert len(items) >= 2
    for item, result in zip(items, results, strict=True):
        assert item["band"] == result["band"]
        contributions = {reason["feature"]: reason["contribution"] for reason in result["reasons"]}
        for reason in item["reasons"]:
            assert reason["contribution"] == contributions[reason["feature"]]


def test_many_callers_at_once_get_the_same_answer(
    address: str, keys: Any, store: Any, inputs: RunInputs
) -> None:
    """Forty requests on eight threads: all answered, all equal, none mixed up between two ER managers."""
    store(inputs)
    headers = [keys.er_manager(manager) for manager in ("ER-1", "ER-2")]

    def ask(number: int) -> tuple[int, str]:
        answer = client.get("/v1/outreach", headers=headers[number % 2])
        return answer.status_code, answer.text

    with httpx.Client(base_url=address, timeout=60) as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers[::2]}) == len({body for _, body in answers[1::2]}) == 1
    assert answers[0] != answers[1]


def test_a_body_that_never_ends_is_cut_off_at_the_limit(address: str) -> None:
    """A chunked body is refused once it passes 1 MiB, without waiting for its end."""
    host, port = address.removeprefix("http://").split(":")
    head = f"POST /v1/scores HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode())
        for _ in range(17):
            connection.sendall(chunk)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")
