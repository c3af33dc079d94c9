"""The drift report as one self-contained, printable page."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from training.card import picture_tag
from training.drift.pictures import drift_pictures
from training.drift.report import DriftReport
from training.drift.words import headline, month_text


def drift_page(report: DriftReport, title: str) -> str:
    """What was found, what to do, pictures, and a table of every input."""
    environment = Environment(
        loader=PackageLoader("training", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(headline=headline, month=month_text, picture=picture_tag)
    body = environment.get_template("drift.html").render(drift=report, pictures=drift_pictures(report))
    return environment.get_template("report_page.html").render(title=title, body=Markup(body))
