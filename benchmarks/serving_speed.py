"""How fast `ermine serve` scores beside `mlflow models serve` on the same model, over the wire, taking turns.

One worker each, loopback, a model of 30 made-up columns trained by `ermine train`. Ours checks the key, validates,
gives every reason and writes the audit (SQLite, synchronous FULL); MLflow's server does none of the first and the
last. The load comes from this file: asyncio on uvloop, raw sockets, the next request when the answer is there.
Other load on the machine hits both sides, which take turns, so ratios count, not absolute figures. Bars: one row
at 1 and at 16 connections at least 20 times the requests, the 99th percentile at 16 connections at least 15 times
lower, 1,000 rows in JSON at least 2.5 times, as Arrow (binary against JSON) at least 4 times.

    python -m benchmarks.serving_speed [--seconds 4 --turns 3]
"""

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import uvloop

REPO = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
STREAM = "application/vnd.apache.arrow.stream"
COLUMNS = 30


@dataclass(frozen=True)
class Measured:
    """Requests per second and the 99th percentile of their times, in milliseconds."""

    rate: float
    p99: float


def write_table(folder: Path, rows: int = 1_500) -> None:
    """A made-up table of 24 numbers and 6 categories with a planted effect, and its mapping."""
    draw = random.Random(7)
    lines = [",".join(["id", "left", *names()])]
    for i in range(rows):
        numbers = [draw.randint(0, 40) for _ in range(24)]
        words = [draw.choice("abcde") for _ in range(6)]
        score = 0.12 * (numbers[0] - 20) - 0.1 * (numbers[1] - 20) + (words[0] == "a") - 2.2
        left = int(draw.random() < 1 / (1 + 2.718281828**-score))
        lines.append(",".join(map(str, [f"p{i}", left, *numbers, *words])))
    (folder / "made_up.csv").write_text("\n".join(lines) + "\n")
    (folder / "made_up.toml").write_text(
        '[snapshot]\nfile = "made_up.csv"\nid = "id"\ntarget = "left"\nhorizon_days = 365\n'
    )


def names() -> list[str]:
    """The names of the columns."""
    return [f"n{i:02d}" for i in range(24)] + [f"w{i}" for i in range(6)]


def made_rows(n: int) -> list[dict[str, object]]:
    """Rows to score."""
    draw = random.Random(11)
    return [
        {name: draw.randint(0, 40) if name[0] == "n" else draw.choice("abcde") for name in names()}
        for _ in range(n)
    ]


def request(path: str, body: bytes, kind: str, *headers: str) -> bytes:
    """One HTTP request as bytes."""
    head = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


async def one_connection(port: int, sent: bytes, until: float, times: list[float]) -> None:
    """Ask and wait, again and again, on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise AssertionError(head + await reader.read(400))
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        times.append(time.perf_counter() - started)
    writer.close()


def load(port: int, sent: bytes, connections: int, seconds: float) -> Measured:
    """The same request over so many connections for so long."""

    async def run() -> list[float]:
        times: list[float] = []
        until = time.perf_counter() + seconds
        await asyncio.gather(*(one_connection(port, sent, until, times) for _ in range(connections)))
        return times

    started = time.perf_counter()
    times = uvloop.run(run())
    took = time.perf_counter() - started
    return Measured(len(times) / took, 1000 * sorted(times)[int(0.99 * (len(times) - 1))])


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(
    command: list[str], env: dict[str, str], address: str, folder: Path
) -> Iterator[tuple[int, float]]:
    """A running server: its process and the seconds until it answered."""
    started = time.perf_counter()
    with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
        child = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        while True:
            if child.poll() is not None:
                raise AssertionError(Path(log.name).read_text()[-3000:])
            try:
                with urllib.request.urlopen(address, timeout=2):
                    break
            except OSError:
                time.sleep(0.02)
        yield child.pid, time.perf_counter() - started
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(30)


def memory_mib(pid: int) -> float:
    """Memory that the process and its children hold, in MiB."""
    found, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        status = Path(f"/proc/{one}/status").read_text()
        found += int(status.partition("VmRSS:")[2].split()[0]) / 1024
        waiting += [int(child) for child in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    return found


def bodies(rows: list[dict[str, object]], key: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The requests of both sides, by case."""
    own = [{"id": f"r{i}", "values": row} for i, row in enumerate(rows)]
    table = pa.Table.from_pylist(rows).append_column("id", pa.array([row["id"] for row in own]))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    auth = f"Authorization: Bearer {key}"
    ours = {
        "one row": request("/v1/scores", json.dumps({"rows": own[:1]}).encode(), "application/json", auth),
        "1,000 rows": request("/v1/scores", json.dumps({"rows": own}).encode(), "application/json", auth),
        "1,000 rows, Arrow": request("/v1/scores", bytes(sink.getvalue()), STREAM, auth, f"Accept: {STREAM}"),
    }
    theirs = {
        name: request("/invocations", json.dumps({"dataframe_records": some}).encode(), "application/json")
        for name, some in (("one row", rows[:1]), ("1,000 rows", rows))
    }
    theirs["1,000 rows, Arrow"] = theirs["1,000 rows"]
    return ours, theirs


def prepared(folder: Path) -> tuple[dict[str, str], str]:
    """A home with a promoted model; the environment that points to it and a key."""
    write_table(folder)
    (folder / "mlruns").mkdir()
    env = {
        **os.environ, "ERMINE_HOME": str(folder / "home"),
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlruns/mlflow.db",
        "OMP_NUM_THREADS": "1", "MLFLOW_DISABLE_TELEMETRY": "true", "PYTHONPATH": str(REPO),
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION": "false", "PATH": f"{BIN}:{os.environ['PATH']}",
    }  # fmt: skip

    def ermine(*arguments: str) -> str:
        done = subprocess.run(
            [str(BIN / "ermine"), *arguments], env=env, cwd=folder, capture_output=True, text=True
        )
        if done.returncode:
            raise AssertionError(done.stderr + done.stdout)
        return done.stdout

    ermine("train", "--map", "made_up.toml", "--no-promote")
    ermine("models", "promote", "--override", "a benchmark", "--confirm-leak", "a benchmark")
    made = json.loads(ermine("key", "create", "--role", "hr_system", "--purpose", "benchmark", "--json"))
    return env, str(made["key"])


CASES = (("one row", 1), ("one row", 16), ("1,000 rows", 1), ("1,000 rows, Arrow", 1))
BARS = {("one row", 1): 20.0, ("one row", 16): 20.0, ("1,000 rows", 1): 2.5, ("1,000 rows, Arrow", 1): 4.0}
P99_BAR = 15.0


def main() -> int:
    """Measure, print, and end with 1 when a bar is missed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=4.0)
    asked.add_argument("--turns", type=int, default=3)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="ermine-speed-") as name:
        folder = Path(name)
        env, key = prepared(folder)
        ours, theirs = bodies(made_rows(1_000), key)
        port, other = free_port(), free_port()
        serve = [str(BIN / "ermine"), "serve", "--no-feedback", "--port", str(port)]
        mlflow = [
            str(BIN / "mlflow"),
            "models",
            "serve",
            "-m",
            "models:/made_up@champion",
            "--env-manager",
            "local",
        ]
        mlflow += ["--host", "127.0.0.1", "--port", str(other), "--workers", "1"]
        with (
            server(serve, env, f"http://127.0.0.1:{port}/readyz", folder) as (pid, ready),
            server(mlflow, env, f"http://127.0.0.1:{other}/ping", folder) as (their_pid, their_ready),
        ):
            sides = ((port, ours), (other, theirs))
            for case in {name for name, _ in CASES}:
                for one, requests in sides:
                    load(one, requests[case], 1, 1.0)
            missed = False
            for case, connections in CASES:
                runs = [
                    [load(one, requests[case], connections, options.seconds) for one, requests in sides]
                    for _ in range(options.turns)
                ]
                missed |= told(case, connections, runs)
            own, other_mib = memory_mib(pid), memory_mib(their_pid)
            print(
                f"ready after {ready:.1f} s, {own:.0f} MiB; MLflow {their_ready:.1f} s, {other_mib:.0f} MiB"
            )
    return int(missed)


def told(case: str, connections: int, runs: list[list[Measured]]) -> bool:
    """Print one case; whether it misses its bar."""
    ratio = statistics.median(ours.rate / theirs.rate for ours, theirs in runs)
    tails = statistics.median(theirs.p99 / ours.p99 for ours, theirs in runs)
    ours, theirs = (
        Measured(
            statistics.median(run[side].rate for run in runs),
            statistics.median(run[side].p99 for run in runs),
        )
        for side in (0, 1)
    )
    bar = BARS[case, connections]
    short = ratio < bar or (connections == 16 and tails < P99_BAR)
    print(
        f"{case}, {connections} connection(s): {ours.rate:,.0f} requests/s (p99 {ours.p99:.1f} ms), "
        f"MLflow {theirs.rate:,.0f} ({theirs.p99:.1f} ms): {ratio:.1f} times the requests "
        f"(bar {bar:g}), p99 {tails:.1f} times lower"
        f"{f' (bar {P99_BAR:g})' if connections == 16 else ''}{'  MISSED' if short else ''}"
    )
    return short


if __name__ == "__main__":
    sys.exit(main())
