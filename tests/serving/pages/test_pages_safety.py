"""What every page keeps to: nothing from elsewhere, nothing inline, nothing unescaped, nothing kept."""

import re
from html.parser import HTMLParser

import pytest

from serving.access.roles import Role

PAGES = (
    "/sign-in",
    "/week",
    "/people",
    "/people/E1",
    "/people/E2",
    "/people/E6",
    "/model",
    "/nowhere",
    "/people/E9",
)


@pytest.fixture
def pages(week):
    """Every kind of page by its address, each from a browser that may see it."""
    manager, scientist, nobody = week.manager(), week.signed_in(Role.DATA_SCIENTIST), week.visitor()
    browsers = {"/model": scientist, "/sign-in": nobody}
    return {path: browsers.get(path, manager).get(path) for path in PAGES}


class Tags(HTMLParser):
    """Collects the tags of a page with their attributes, and which of them hold text of their own."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    handle_startendtag = handle_starttag


def test_no_page_points_anywhere_else(pages):
    """Every address in every page is a path of our own."""
    for path, answer in pages.items():
        for tag, attributes in Tags(answer.text).tags:
            for name in ("href", "src", "action", "hx-get", "srcset", "data"):
                address = attributes.get(name) or "/"
                assert re.match(r"^(/(?!/)|#)", address), (path, tag, name, address)


def test_no_page_carries_script_or_style_of_its_own(pages):
    """Scripts and styles come from files; there is no inline handler, style or javascript: address."""
    for path, answer in pages.items():
        for tag, attributes in Tags(answer.text).tags:
            assert tag != "style", path
            assert tag != "script" or attributes.get("src"), path
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (path, tag)


def test_every_page_has_the_strict_policy_and_is_not_kept(pages):
    """The content policy allows scripts and styles from here only, and no page about people is stored."""
    for path, answer in pages.items():
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] in ("'self'", "'none'"), path
        assert policy["script-src"] == policy["style-src"] == "'self'", path
        assert answer.headers["cache-control"] == "no-store", path


def test_a_hostile_name_stays_text(pages):
    """A name made of markup is shown as its letters and creates no element."""
    for path in ("/week", "/people/E2"):
        text = pages[path].text
        assert "&lt;script&gt;alert(" in text
        assert "<script>alert(" not in text
        assert not [attributes for tag, attributes in Tags(text).tags if tag == "img"]
        assert "&lt;b&gt;Platform&lt;/b&gt;" in text


def test_pages_about_people_show_no_money_and_no_probability(pages):
    """No percent sign, no currency and no figure of a single person's probability stands beside a name."""
    for path in ("/week", "/people/E1", "/people/E2"):
        visible = re.sub(r"<[^>]+>", " ", pages[path].text)
        assert not re.search(
            r"[€$£¥]|\b(EUR|USD|GBP)\b|replacement cost|net value", visible, re.IGNORECASE
        ), path
        assert not re.search(r"\d\s*(%|per ?cent)|probab|\b0\.\d{3,}", visible.replace("E/4 5%", "")), path


def test_every_page_names_its_language_and_has_one_main_heading(pages):
    """Screen readers get a language, a title, a main part and exactly one first heading."""
    for path, answer in pages.items():
        tags = [tag for tag, _ in Tags(answer.text).tags]
        assert '<html lang="en">' in answer.text, path
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1), path


def test_assets_are_served_from_here_for_ever_and_nothing_else_is(week):
    """A page's own assets may be kept for a year; other files of the package cannot be fetched."""
    client = week.visitor()
    for tag, attributes in Tags(client.get("/sign-in").text).tags:
        if tag == "link":
            answer = client.get(attributes["href"])
            assert answer.status_code == 200, attributes
            assert "immutable" in answer.headers["cache-control"]
            base = attributes["href"].rsplit("/", 1)[0]
    for path in ("..%2fparts.py", "%2e%2e%2fparts.py", "vendor/README.md", "nothing.css"):
        assert client.get(f"{base}/{path}").status_code == 404, path
    assert client.get("/static/000000000000/base.css").status_code == 404


def test_style_sheets_fetch_nothing_from_elsewhere(week):
    """Whatever our style sheets load, they load from the vendored folder."""
    client = week.visitor()
    [sheet] = re.findall(r'rel="stylesheet" href="([^"]+base\.css)"', client.get("/sign-in").text)
    for address in re.findall(r'url\("?([^")]+)"?\)', client.get(sheet).text):
        assert re.match(r"^(vendor/)?[a-z0-9.-]+$", address), address
        assert client.get(sheet.replace("base.css", address)).status_code == 200, address
