"""The dossier in Markdown, as a page, and as JSON: three forms of the same facts."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from pydantic import TypeAdapter

from ermine.dossier.facts import Dossier
from training.fairness.words import summary
from training.impact.page import standalone

_TEMPLATE = "dossier.md"


def as_markdown(dossier: Dossier) -> str:
    """The dossier as Markdown; a text from the home cannot break out of its cell."""
    environment = Environment(
        loader=PackageLoader("ermine", "dossier"),
        autoescape=False,  # it is no HTML: `as_page` escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_in_a_cell,
    )
    environment.filters |= {"figure": _figure, "summary": summary}
    return environment.get_template(_TEMPLATE).render(dossier=dossier, data=dossier.data, model=dossier.model)


def as_page(dossier: Dossier) -> str:
    """The same as one printable HTML page that loads nothing."""
    title, _, body = as_markdown(dossier).partition("\n")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return standalone(title.removeprefix("# "), reader.render(body))


def as_json(dossier: Dossier) -> dict[str, Any]:
    """The same as plain values; of the model, what the signed file says of itself and the report of its training."""
    fields: dict[str, Any] = TypeAdapter(Dossier).dump_python(dossier, mode="json")
    if dossier.model is not None:
        champion = dossier.model.champion
        fields["model"]["champion"]["inputs"] = [one.name for one in champion.scorecard.features]
        del fields["model"]["champion"]["scorecard"]
    return fields


def _in_a_cell(value: object) -> object:
    return value.replace("|", "\\|").replace("\n", " ") if isinstance(value, str) else value


def _figure(figure: dict[str, float | None] | None, digits: int = 3) -> str:
    """A figure with its interval, as 0.803 (0.744 to 0.858)."""
    if figure is None or figure["value"] is None:
        return "not known"
    value, low, high = (figure[name] for name in ("value", "low", "high"))
    return f"{value:.{digits}f}" + ("" if low is None else f" ({low:.{digits}f} to {high:.{digits}f})")
