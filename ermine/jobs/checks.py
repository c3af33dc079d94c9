"""Refuse a command that names another source or model than the one this home serves."""

from pathlib import Path

from data_contracts.errors import Conflict, InputRefused
from data_contracts.snapshot_mapping import load_mapping
from ermine.home import Home
from ermine.settings import Settings


class OtherModel(Conflict):
    """The home serves another model than the one named."""


def refuse_other_map(settings: Settings, map_file: Path | None, model: str | None) -> None:
    """Check `--map` and `--model` (name or name@champion) against the home's record."""
    home = Home(settings.home)
    record = home.required_record()
    if map_file is not None:
        home.refuse_other(load_mapping(map_file).name)
    if model is None:
        return
    name, _, alias = model.partition("@")
    if alias not in ("", "champion"):
        raise InputRefused(
            f"--model {model!r}: only the champion serves.",
            remedy="Promote that version first: ermine models promote.",
        )
    if name != record.model:
        raise OtherModel(f"The home {home.path} serves the model {record.model!r}, not {name!r}.")
