"""The feedback pages beside the server: started first, ended together, whichever of the two ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from data_contracts.errors import Unavailable

_PATIENCE = 15.0


class FeedbackPagesFailed(Unavailable):
    """The process of the feedback pages has ended."""


@contextmanager
def feedback_pages(port: int) -> Iterator[None]:
    """Serve the feedback pages on `port` during the block; should they end before it does, so does this process.

    Raises `FeedbackPagesFailed` when they cannot start; why, they have said on standard error.
    """
    command = [sys.executable, "-P", "-m", "ermine.jobs.intake", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        over = Event()
        try:
            if not child.stdout or not child.stdout.readline():
                raise FeedbackPagesFailed(
                    "The feedback pages did not start.",
                    remedy="Above stands why. `ermine serve --no-feedback` serves without them.",
                )
            Thread(target=_end_with, args=(child, over), daemon=True).start()
            yield
        finally:
            over.set()
            _end(child)


def _end_with(child: "subprocess.Popen[bytes]", over: Event) -> None:
    """A server whose feedback links lead nowhere should be restarted, not go on in silence."""
    child.wait()
    if not over.is_set():
        print("The feedback pages have ended, so the server ends too.", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
