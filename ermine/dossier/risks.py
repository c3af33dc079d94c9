"""The register of risks: what may go wrong for whom, what is done about it, and the tests that show it."""

import tomllib
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field


class Risk(BaseModel):
    """One risk; `tests` are `file::test` of this repository, `left` is what nothing here takes away."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    harm: str
    done: str
    tests: list[str] = Field(min_length=1)
    left: str


def load_risks() -> tuple[Risk, ...]:
    """Every risk of the register, in its order."""
    text = files("ermine.dossier").joinpath("risks.toml").read_text("utf-8")
    return tuple(Risk.model_validate(row) for row in tomllib.loads(text)["risk"])
