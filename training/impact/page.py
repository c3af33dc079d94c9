"""A report that stands by itself: one printable HTML page around a piece of HTML."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def standalone(title: str, body: str) -> str:
    """The page; `body` is HTML already and is not escaped again."""
    environment = Environment(
        loader=PackageLoader("training", "templates"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report_page.html").render(title=title, body=Markup(body))
