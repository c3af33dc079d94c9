"""Many callers who do not finish their requests: they keep nobody else waiting, and are answered when they do."""

import json
import socket
import time
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx

CALLERS = 500


def test_five_hundred_unfinished_requests_keep_nobody_waiting(
    address: str, keys: Any, kit: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """Each has sent half its body; another caller is answered at once; then all finish and all are answered."""
    serving_model.champion = snapshot_champion
    headers = keys.hr_system()
    body = json.dumps({"rows": [{"id": "1", "values": kit.features(1, 1).to_pylist()[0]}]}).encode()
    lines = {**headers, "Host": "here", "Content-Type": "application/json", "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in {**lines, "Connection": "close"}.items())
    to = (urlsplit(address).hostname or "", urlsplit(address).port or 0)
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(to, timeout=60)) for _ in range(CALLERS)]
        for one in slow:
            one.sendall(f"POST /v1/scores HTTP/1.1\r\n{head}\r\n".encode() + body[:40])
        started = time.monotonic()
        quick = httpx.post(f"{address}/v1/scores", headers=headers, content=body)
        assert quick.status_code == 200
        assert time.monotonic() - started < 10
        for one in slow:
            one.sendall(body[40:])
        assert {one.recv(12) for one in slow} == {b"HTTP/1.1 200"}
