"""Every page that a role can click to: accessible, no wider than a phone, quiet, and alone on the network.

Pages are found as a person finds them, by following links from where a sign-in ends, so that a page made tomorrow is
tested tomorrow. Pictures of all of them are written to the folder that ERMINE_PICTURES names, or to pytest's own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from ermine.jobs.keys import WITH_PAGES
from serving.access.roles import Role
from serving.access.sessions import COOKIE_NAME

pytestmark = pytest.mark.slow

MOST_PAGES = 25
NOT_A_PAGE = re.compile(r"\.(csv|json|svg|parquet)$|^/(sign-out|v1)\b")


@dataclass
class Seen:
    """What was wrong on the pages of one role, by address; `axe` tells what is serious on a page."""

    axe: Callable[[Any], list[str]]
    pages: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    axe_is_at_work: bool = False
    charts: int = 0

    def hear(self, said: str) -> None:
        """A complaint of the browser, unless it is about the checker, which sets styles that no page of ours may."""
        if not self.axe_is_at_work:
            self.faults.append(said)


def shape(address: str) -> str:
    """The page's kind: two people's pages are one kind, and a filtered list is the list."""
    parts = urlsplit(address).path.split("/")
    return "/".join(
        "{}" if index > 1 and re.search(r"\d|[A-Z]", unquote(part)) else part
        for index, part in enumerate(parts)
    )


def links(tab: Any, here: str) -> list[str]:
    """Addresses of our own pages that this page links to."""
    found = tab.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)")
    inside = [link.split("#")[0] for link in found if link.startswith(here)]
    return [link for link in inside if not NOT_A_PAGE.search(urlsplit(link).path)]


WITHOUT_FIGURES = """() => [...document.querySelectorAll('main svg[role=img]')]
    .filter(chart => !chart.closest('section, figure, article, .hours')?.querySelector('table, .ends'))
    .map(chart => chart.getAttribute('aria-label'))"""
"""Charts beside which their figures do not stand, as a table or, for a bar, at its ends."""


def look(tab: Any, link: str, width: int, seen: Seen) -> None:
    """What axe finds, whether each chart has its figures beside it, and whether the page is wider than the screen."""
    seen.axe_is_at_work = True
    seen.faults += seen.axe(tab)
    seen.axe_is_at_work = False
    seen.charts += tab.locator("main svg[role=img]").count()
    seen.faults += [f"{link}: no table of {chart}" for chart in tab.evaluate(WITHOUT_FIGURES)]
    if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
        seen.faults.append(f"{link} is {wide} wide on a screen of {width}")
    if tab.locator("h1").count() != 1:
        seen.faults.append(f"{link} has {tab.locator('h1').count()} first headings")


def walk(context: Any, here: str, key: str, role: str, width: int, pictures: Path, seen: Seen) -> None:
    """Sign in and follow every link to a kind of page not seen yet."""
    tab = context.new_page()
    tab.on("console", lambda message: seen.hear(f"{tab.url} console: {message.text}"))
    tab.on("pageerror", lambda error: seen.hear(f"{tab.url} error: {error}"))
    tab.on("request", lambda sent: None if sent.url.startswith(here) else seen.faults.append(sent.url))
    tab.goto(f"{here}/sign-in")
    look(tab, "/sign-in", width, seen)
    tab.fill("input[name=key]", key)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "sign-in" not in url)
    waiting, kinds = [tab.url, *links(tab, here)], set()
    while waiting and len(seen.pages) < MOST_PAGES:
        link = waiting.pop(0)
        if shape(link) in kinds:
            continue
        kinds.add(shape(link))
        answer = tab.goto(link)
        if answer is None or answer.status != 200:
            seen.faults.append(f"{link} answered {answer and answer.status}")
            continue
        seen.pages.append(shape(link))
        look(tab, link, width, seen)
        tab.screenshot(path=pictures / f"{role}{shape(link).replace('/', '-')}-{width}.png", full_page=True)
        waiting += links(tab, here)


@pytest.mark.parametrize(("width", "colours"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("role", [role.value for role in WITH_PAGES])
def test_every_page_of_a_role_is_accessible_quiet_and_fits(
    browser, site, pictures, axe, role, width, colours
):
    """No serious finding of axe, nothing in the console, nothing from elsewhere, nothing wider than the screen."""
    whose = ["--er-manager", "ER01"] if role == Role.ER_MANAGER else []
    key = site.place.key(role, "--sign-in", *whose)
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=colours)
    seen = Seen(axe)
    try:
        walk(context, site.here, key, role, width, pictures, seen)
    finally:
        context.close()
    assert seen.faults == []
    assert seen.pages, "no page was seen"
    if role in (Role.ER_MANAGER, Role.ER_LEAD, Role.DATA_SCIENTIST):
        assert seen.charts, "no chart was seen"


def test_pages_that_no_link_leads_to_are_accessible_and_fit(browser, site, pictures, axe):
    """An employee's way in and page, the officer's page of a person, nothing there, denied, and an ended session."""
    made = site.place.run("subject", "E000043", "--link", "--base-url", site.here, "--json")
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    tab, seen = context.new_page(), Seen(axe)

    def shown(name: str, heading: str) -> None:
        tab.get_by_role("heading", name=heading, level=1).wait_for()
        look(tab, name, 360, seen)
        tab.screenshot(path=pictures / f"{name}-360.png", full_page=True)

    try:
        tab.goto(made.json["link"])
        shown("enter", "")
        tab.get_by_role("button", name="Open my page").click()
        tab.wait_for_url("**/me")
        shown("me", "")
        tab.goto(f"{site.here}/nowhere")
        shown("nothing-there", "There is nothing here")
        tab.goto(f"{site.here}/week")
        shown("denied", "not yours to open")
        context.add_cookies([{"name": COOKIE_NAME, "value": "ended", "url": site.here}])
        tab.goto(f"{site.here}/me")
        shown("ended", "Your session has ended")
        tab.goto(f"{site.here}/sign-in")
        tab.fill("input[name=key]", site.place.key("dpo", "--sign-in"))
        tab.keyboard.press("Enter")
        tab.get_by_label("Employee id").fill("E000043")
        tab.keyboard.press("Enter")
        tab.get_by_role("heading", name="Who looked").wait_for()
        shown("held", "")
    finally:
        context.close()
    assert seen.faults == []
