"""The fairness report as HTML: a section for the model card, and a page of its own."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from training.fairness.report import FairnessReport
from training.fairness.words import VERDICTS, finding_text, summary


def fairness_section(report: FairnessReport) -> Markup:
    """The report as a piece of HTML in the classes of the card: sentences and one table, without a heading."""
    return Markup(_environment().get_template("fairness.html").render(fairness=report))


def fairness_page(report: FairnessReport, title: str) -> str:
    """The report as one self-contained, printable page."""
    page = _environment().get_template("report_page.html")
    return page.render(title=title, body=fairness_section(report))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("training", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        fairness_summary=summary, fairness_finding=finding_text, fairness_verdict=lambda name: VERDICTS[name]
    )
    return environment
