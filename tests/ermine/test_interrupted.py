"""Ctrl-C ends a command with a line and code 130, whatever library it hits."""

import sys
from importlib.abc import MetaPathFinder

import duckdb
import pytest
import typer

from ermine.cli import app, start


def _pressed():
    raise KeyboardInterrupt


@pytest.mark.parametrize("raised", ["plain", "in an import", "in a query", "in a command"])
def test_ctrl_c_is_no_traceback(raised, monkeypatch, capsys):
    """Alone, turned into an error by a library that is being imported, by the query engine, or by Typer."""

    def run():
        if raised == "in a query":
            raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")
        if raised == "in a command":
            typer.run(_pressed)
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as pressed:
            if raised == "plain":
                raise
            raise ImportError("numpy failed") from pressed

    monkeypatch.setattr(app, "app", run)
    monkeypatch.setattr(sys, "argv", ["ermine"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Stopped; nothing was left half written.\n"


def test_any_other_error_is_not_hidden(monkeypatch):
    """A fault of ours still shows where it is."""

    def run():
        raise ValueError("a fault")

    monkeypatch.setattr(app, "app", run)
    with pytest.raises(ValueError, match="a fault"):
        app.main()


def test_ctrl_c_while_the_commands_are_loaded(monkeypatch, capsys):
    """The very first moment gives a line too."""

    class Pressing(MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "ermine.cli.app")
    monkeypatch.setattr(sys, "meta_path", [Pressing()])
    with pytest.raises(SystemExit) as ended:
        start.main()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Stopped before anything was begun.\n"
