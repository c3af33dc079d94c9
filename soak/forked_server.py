"""The service in a process forked from one that has imported it already: to be killed often, without long waits."""

import os
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["ermine.jobs.serving", __name__])


class ForkedServer(ForkServerProcess):
    """A process of its own, with the calls of `subprocess.Popen` that a test of kills makes."""

    def wait(self, timeout: float) -> int | None:
        """Wait until it has ended."""
        self.join(timeout)
        return self.exitcode

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self.exitcode


def fork_server(env: Mapping[str, str], port: int, log: Path) -> ForkedServer:
    """What `ermine serve --port PORT --no-feedback` does, begun in this environment."""
    server = ForkedServer(target=_serve, args=(dict(env), port, str(log)), daemon=True)
    server.start()
    return server


def _serve(env: dict[str, str], port: int, log: str) -> None:
    from ermine.jobs.serving import build_app, serve_app
    from ermine.settings import load_settings

    os.environ.update(env)
    told = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(told, 1)
    os.dup2(told, 2)
    serve_app(build_app(load_settings()), "127.0.0.1", port)
