"""How commands talk: prose and tables for people, one JSON object for machines, progress on standard error."""

import ctypes
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from data_contracts.errors import ErmineError
from data_contracts.progress import Tick


class Talk:
    """One command's voice. With `as_json`, standard output carries exactly one JSON object."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        self.out = Console(stderr=as_json, highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str = "") -> None:
        """A line for people; markup in square brackets is Rich's."""
        self.out.print(text)

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table for people; numbers are given as text, already in their units."""
        table = Table(title=title, title_justify="left", header_style="bold", show_edge=False)
        for position, column in enumerate(columns):
            table.add_column(column, justify="left" if position == 0 else "right", overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        self.out.print(table, soft_wrap=False)  # fitted to the width: a long cell folds inside its column

    def finish(self, result: Mapping[str, Any], *, then: str = "") -> None:
        """End the command: the JSON object for machines, or the next command for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(result, default=str, ensure_ascii=False, allow_nan=False) + "\n")
        elif then:
            self.out.print(f"[dim]Next:[/dim] {then}")

    @contextmanager
    def progress(self, title: str) -> Iterator[Tick]:
        """Show a bar while the block works; the yielded tick moves it."""
        columns = (
            SpinnerColumn(finished_text="[green]✓[/green]"),
            TextColumn("{task.fields[title]:<10}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        with _printing_aside(self.as_json), Progress(*columns, console=self.err) as bar:
            task = bar.add_task("", total=None, title=title)

            def tick(done: int, total: int, what: str) -> None:
                bar.update(task, completed=done, total=total or None, description=what)

            yield tick
            finished = bar.tasks[0].total or 1
            bar.update(task, completed=finished, total=finished, description="")


@contextmanager
def _printing_aside(wanted: bool) -> Iterator[None]:
    """What a library prints by itself goes to standard error: standard output is for the one JSON object."""
    if not wanted:
        yield
        return
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # the C library holds back what it prints
        os.dup2(kept, 1)
        os.close(kept)


def report_error(error: ErmineError, as_json: bool) -> int:
    """Print a refusal where the caller looks for it and return the exit code."""
    if as_json:
        problem = {
            "error": type(error).__name__,
            "title": error.title,
            "detail": error.message,
            "remedy": error.remedy,
        }
        sys.stdout.write(json.dumps(problem, ensure_ascii=False) + "\n")
    else:
        err = Console(stderr=True, highlight=False, soft_wrap=True)
        err.print(f"Refused: {error.message}", style="red", markup=False)
        if error.remedy:
            err.print(error.remedy, markup=False)
    return error.exit_code
