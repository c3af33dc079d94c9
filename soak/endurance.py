"""A worker scores one row after the other for ten minutes at four fifths of what it can: it must not grow.

How much it can is measured first, at sixteen connections. Memory and open files are read every ten seconds after a
warm-up of one minute; the first and the last quarter of those readings are compared. Exits with 1 when memory has grown
by 5 % or more, when a file more is open, or when an answer was not a score.

    python -m soak.endurance [--minutes 10]
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from benchmarks.serving_speed import BIN, bodies, free_port, load, made_rows, memory_mib, prepared, server

CONNECTIONS, SHARE, WARM_UP_S, EVERY_S = 16, 0.8, 60.0, 10.0
MOST_GROWTH = 0.05

Reading = tuple[float, int]
"""Memory in MiB, and open files."""


async def paced(port: int, sent: bytes, every: float, until: float) -> int:
    """One connection that asks every so many seconds; how many answers it had. Raises on one that is no 200."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    due, answers = time.perf_counter(), 0
    while (now := time.perf_counter()) < until:
        await asyncio.sleep(max(0.0, due - now))
        due += every
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise AssertionError(head.decode(errors="replace"))
        await reader.readexactly(int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]))
        answers += 1
    writer.close()
    return answers


async def watched(pid: int, until: float) -> list[Reading]:
    """What the process holds, from the end of the warm-up on."""
    await asyncio.sleep(WARM_UP_S)
    found = []
    while time.perf_counter() < until:
        found.append((memory_mib(pid), len(list(Path(f"/proc/{pid}/fd").iterdir()))))
        await asyncio.sleep(EVERY_S)
    return found


async def endured(port: int, pid: int, sent: bytes, rate: float, seconds: float) -> tuple[int, list[Reading]]:
    """Ask at that rate for so long; the answers, and what was read of the process meanwhile."""
    until = time.perf_counter() + seconds
    asking = [paced(port, sent, CONNECTIONS / rate, until) for _ in range(CONNECTIONS)]
    readings, *answers = await asyncio.gather(watched(pid, until), *asking)
    return sum(answers), readings


def told(answers: int, rate: float, seconds: float, readings: list[Reading]) -> int:
    """Print what was found; 1 when the process grew."""
    quarter = max(1, len(readings) // 4)
    before, after = (
        [statistics.median(one[part] for one in some) for part in (0, 1)]
        for some in (readings[:quarter], readings[-quarter:])
    )
    growth = after[0] / before[0] - 1
    print(f"{answers:,} answers in {seconds / 60:.0f} minutes at {rate:.0f} a second (80 % of what it could)")
    print(f"memory {before[0]:.0f} MiB, at the end {after[0]:.0f} MiB: {growth:+.1%} (bar: below 5 %)")
    print(f"open files {before[1]:.0f}, at the end {after[1]:.0f} (bar: none more)")
    return int(growth >= MOST_GROWTH or after[1] > before[1])


def main() -> int:
    """Measure, print, and end with 1 when the worker grew."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--minutes", type=float, default=10.0)
    seconds = WARM_UP_S + 60 * asked.parse_args().minutes
    with tempfile.TemporaryDirectory(prefix="ermine-soak-") as name:
        folder = Path(name)
        env, key = prepared(folder)
        sent, port = bodies(made_rows(1), key)[0]["one row"], free_port()
        serve = [str(BIN / "ermine"), "serve", "--no-feedback", "--port", str(port)]
        with server(serve, env, f"http://127.0.0.1:{port}/readyz", folder) as (pid, _):
            rate = SHARE * load(port, sent, CONNECTIONS, 10.0).rate
            answers, readings = uvloop.run(endured(port, pid, sent, rate, seconds))
    return told(answers, rate, seconds, readings)


if __name__ == "__main__":
    sys.exit(main())
