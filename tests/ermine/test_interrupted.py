"""Ctrl-C ends a command with a line and code 130, whatever library it hits."""

import duckdb
import pytest

from ermine.cli import app


@pytest.mark.parametrize("raised", ["plain", "in an import", "in a query"])
def test_ctrl_c_is_no_traceback(raised, monkeypatch, capsys):
    """Alone, turned into an error by a library that is being imported, or by the query engine."""

    def run():
        if raised == "in a query":
            raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as pressed:
            if raised == "plain":
                raise
            raise ImportError("numpy failed") from pressed

    monkeypatch.setattr(app, "app", run)
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
