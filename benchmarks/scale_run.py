"""The whole way from export to page for companies of several sizes: time, memory and disk of each stage.

Each stage is the command that a user would type, in a process of its own, on one home: sample, import, train, run,
release of the newest round; then the pages of an ER manager and the ER lead, asked for over HTTP. The tables are those
of `ermine sample`, 36 months; what people wrote is left out, because reading comments grows with their number alone
(`benchmarks.text_volume` has the rate). Invented people.

    python -m benchmarks.scale_run [--people 1000 10000 --months 36 --train-up-to 10000]
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.serving_speed import BIN, free_port, server

GIB = 2**30
PAGES = {"er_manager": ("/week", "/people", "/units"), "er_lead": ("/team", "/units")}


@dataclass(frozen=True)
class Used:
    """What a stage took: seconds on the clock and of CPU, and its most memory at once in GiB."""

    wall: float
    cpu: float
    memory: float


class Company:
    """One invented company in a folder of its own."""

    def __init__(self, folder: Path, people: int, months: int) -> None:
        self.people, self.months, self.export, self.home = people, months, folder / "export", folder / "home"
        self.folder = folder
        self.env = {
            **os.environ, "ERMINE_HOME": str(self.home), "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
            "OMP_NUM_THREADS": "1", "MLFLOW_DISABLE_TELEMETRY": "true",
        }  # fmt: skip

    def ermine(self, *arguments: str) -> tuple[Used, str]:
        """Run a command to its end; what it used and printed. SystemExit with its own words when it fails."""
        begun = time.perf_counter()
        with (self.folder / "out").open("w+") as out, (self.folder / "err").open("w+") as err:
            child = subprocess.Popen([str(BIN / "ermine"), *arguments], env=self.env, stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            printed, said = ((self.folder / name).read_text("utf-8") for name in ("out", "err"))
        if child.returncode:
            raise SystemExit(
                f"ermine {' '.join(arguments)} ended with {child.returncode}:\n{said[-2000:]}{printed[-500:]}"
            )
        wall = time.perf_counter() - begun
        return Used(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / GIB), printed

    def stages(self, train: bool) -> None:
        """Do and print one stage after the other."""
        used, _ = self.ermine(
            "sample", "--out", str(self.export), "--employees", str(self.people), "--months", str(self.months)
        )  # fmt: skip
        (self.export / "comments.csv").unlink()
        self._told("sample", used, self.export)
        self._told("import", self.ermine("import", str(self.export))[0], self.home / "lake")
        if train:
            self._told("train", self.ermine("train")[0], self.home / "models")
        else:
            self._told_nothing("train")
        self._told("run" if train else "run (no model)", self.ermine("run")[0], self.home / "ermine.db")
        newest = json.loads(self.ermine("round", "show", "--json")[1])["rounds"][0]["round"]
        self._told("release", self.ermine("round", "release", newest)[0], self.home / "feedback.db")
        self._pages()

    def _told(self, stage: str, used: Used, where: Path) -> None:
        print(
            f"{self.people:>9,}  {stage:16} {used.wall:9.1f} {used.cpu:9.1f} {used.memory:8.2f} {_gib(where):8.3f}",
            flush=True,
        )

    def _told_nothing(self, stage: str) -> None:
        print(f"{self.people:>9,}  {stage:16}   not run (--train-up-to)", flush=True)

    def _pages(self) -> None:
        port = free_port()
        serve = [str(BIN / "ermine"), "serve", "--no-feedback", "--port", str(port)]
        with server(serve, self.env, f"http://127.0.0.1:{port}/readyz", self.folder):
            for role, pages in PAGES.items():
                with closing(self._signed_in(role, port)) as client:
                    for page in pages:
                        print(
                            f"{self.people:>9,}  page {page + ' ' + role:24} {_median(client, page):7.0f} ms",
                            flush=True,
                        )

    def _signed_in(self, role: str, port: int) -> httpx.Client:
        named = ("--er-manager", "ER01") if role == "er_manager" else ()
        asked = ("key", "create", "--role", role, "--purpose", "a benchmark", "--sign-in", "--json", *named)
        key = json.loads(self.ermine(*asked)[1])["key"]
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        client.get("/sign-in")
        answer = client.post("/sign-in", data={"key": key, "form": client.cookies["ermine_form"]})
        if answer.status_code != 303:
            raise SystemExit(f"sign-in: {answer.status_code} {re.sub('<[^>]*>', ' ', answer.text)[:300]}")
        return client


def _median(client: httpx.Client, page: str) -> float:
    """Milliseconds that a page takes, the first time left out."""
    times = []
    for _ in range(6):
        begun = time.perf_counter()
        client.get(page).raise_for_status()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[1:])


def _gib(where: Path) -> float:
    files = where.rglob("*") if where.is_dir() else (where,)
    return sum(file.stat().st_size for file in files if file.is_file()) / GIB


def asked() -> argparse.Namespace:
    """The sizes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--people", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--months", type=int, default=36)
    options.add_argument(
        "--train-up-to", type=int, default=10_000, help="larger companies get a list without a model"
    )
    return options.parse_args()


def main() -> int:
    """Print a line for each stage of each company."""
    options = asked()
    print("   people  stage              seconds       CPU  GiB RAM GiB disk")
    for people in options.people:
        with tempfile.TemporaryDirectory(prefix="ermine-scale-") as name:
            Company(Path(name), people, options.months).stages(people <= options.train_up_to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
