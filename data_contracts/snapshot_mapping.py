"""A mapping: which column of a flat table is the id, the day, the target, and which may not be a feature."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from data_contracts.errors import MappingRefused
from data_contracts.policy.playbook import Theme
from data_contracts.policy.policy_file import explain, read_toml

Name = Annotated[str, StringConstraints(min_length=1)]


class SnapshotMapping(BaseModel):
    """What the columns of a flat table mean. What is not named here is a feature.

    `protected` columns are kept for audit only. `survey` columns are named survey answers, features only
    where the privacy policy allows them. `missing` lists the texts that mean "not known" besides an empty cell.
    `categories` are columns of codes that look like numbers. `themes` says what a column is about, which
    chooses the conversation. `money` are amounts of one person: they may move a score, but are never shown beside
    a name. `note` is shown wherever figures are (is the data fictional?).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    folder: Annotated[Path, Field(exclude=True)] = Path()
    file: Name | None = None
    id: Name
    as_of: Name | None = None
    target: Name | None = None
    horizon_days: Annotated[int, Field(ge=1, le=3660)] = 365
    protected: tuple[Name, ...] = ()
    survey: tuple[Name, ...] = ()
    drop: tuple[Name, ...] = ()
    missing: tuple[Name, ...] = ()
    categories: tuple[Name, ...] = ()
    money: tuple[Name, ...] = ()
    unit: Name | None = None
    note: str = ""
    labels: dict[Name, Name] = Field(default_factory=dict)
    themes: dict[Name, Theme] = Field(default_factory=dict)

    @property
    def not_features(self) -> tuple[str, ...]:
        """The columns that are named as something other than a feature."""
        roles = [name for name in (self.id, self.as_of, self.target) if name is not None]
        return (*roles, *self.protected, *self.survey, *self.drop)

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that the mapping speaks of, once: a table without one of them is not the one meant."""
        unit = () if self.unit is None else (self.unit,)
        return tuple(
            dict.fromkeys(
                (*self.not_features, *unit, *self.categories, *self.money, *self.labels, *self.themes)
            )
        )

    @model_validator(mode="after")
    def _one_role_each(self) -> "SnapshotMapping":
        roles = self.not_features
        if twice := sorted({name for name in roles if roles.count(name) > 1}):
            raise ValueError(f"these columns have two roles: {', '.join(twice)}")
        if self.unit is not None and self.unit in (self.id, self.target, *self.protected, *self.survey):
            raise ValueError(f"unit: {self.unit!r} has another role; people cannot be listed by it")
        return self

    def as_toml(self) -> str:
        """The mapping as a file that `load_mapping` reads back, whatever the file is called."""
        flat = self.model_dump(exclude_none=True, exclude={"labels", "themes"})
        lines = ["[snapshot]", *(f"{key} = {_toml(value)}" for key, value in flat.items())]
        for table, entries in (("labels", self.labels), ("themes", self.themes)):
            lines += [f"[snapshot.{table}]", *(f"{_toml(key)} = {_toml(to)}" for key, to in entries.items())]
        return "\n".join(lines) + "\n"


def _toml(value: str | int | tuple[str, ...]) -> str:
    """JSON of a text, a whole number or a list of texts is TOML too."""
    return json.dumps(value, ensure_ascii=False)


def load_mapping(path: Path) -> SnapshotMapping:
    """The mapping in the file at `path`, named after the file unless it names itself.

    Raises MappingRefused that names each wrong key.
    """
    content = read_toml(path, MappingRefused)
    snapshot = content.get("snapshot")
    if not isinstance(snapshot, dict) or set(content) != {"snapshot"}:
        raise MappingRefused(f"{path}: needs one table called [snapshot], has {', '.join(content) or 'none'}")
    try:
        return SnapshotMapping.model_validate(
            {"name": path.stem, **snapshot, "folder": path.absolute().parent}
        )
    except ValidationError as problem:
        raise MappingRefused(
            f"{path}: {problem.error_count()} rule(s) broken, in [snapshot]\n{explain(problem)}",
            remedy="Correct the mapping; maps/ has examples.",
        ) from problem
