"""The feedback pages in a real browser the size of a phone."""

import pytest


@pytest.fixture
def phone(browser, asked):
    """Opens a link on a screen 360 wide; collects requests to elsewhere and everything the browser complains about."""
    contexts = []

    def open_link(link, colours="light", scripts=True):
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, color_scheme=colours, java_script_enabled=scripts
        )
        contexts.append(context)
        tab, complaints = context.new_page(), []
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on(
            "request",
            lambda sent: None if sent.url.startswith(asked.address) else complaints.append(sent.url),
        )
        tab.goto(link)
        return tab, complaints

    yield open_link
    for context in contexts:
        context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_phone_gets_from_the_link_to_the_receipt(asked, phone, tmp_path, colours):
    """Open, choose, write, tick, send, receipt: no cookie, nothing from elsewhere, nothing wider than the screen."""
    tab, complaints = phone(asked.link(), colours)
    tab.screenshot(path=tmp_path / f"ask-{colours}.png", full_page=True)
    tab.get_by_role("group", name="recommend").get_by_label("9", exact=True).check()
    tab.get_by_label("In your own words").fill("The new rota is fair.")
    tab.get_by_label("My words may be quoted").check()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.get_by_role("button", name="Send my answers").click()
    tab.get_by_role("heading", name="Thank you").wait_for()
    tab.screenshot(path=tmp_path / f"receipt-{colours}.png", full_page=True)
    assert len(tab.locator("output").inner_text().replace("-", "")) == 20
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    assert tab.context.cookies() == []
    assert tab.evaluate("localStorage.length + sessionStorage.length") == 0
    assert complaints == []


def test_the_form_works_without_scripts(asked, phone):
    """The same journey with scripts switched off, by keyboard alone for the question."""
    tab, complaints = phone(asked.link(), scripts=False)
    tab.get_by_role("group", name="recommend").get_by_label("0", exact=True).focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowRight")
    assert tab.get_by_role("group", name="recommend").get_by_label("1", exact=True).is_checked()
    tab.get_by_role("button", name="Send my answers").click()
    assert "Your receipt" in tab.content()
    assert complaints == []


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ("The rota is not fair", ""),
        ("Nice people. I like Friday and HR", ""),
        ("write to jo@example.com", "an e-mail address"),
        ("call 030 123 45 67", "a phone number"),
        ("I am E00042", "a staff number"),
        ("ask Priya about it", "a name"),
        ("ask Priya, jo@example.com", "an e-mail address and a name"),
    ],
)
def test_the_page_warns_while_typing(asked, phone, typed, warned):
    """What looks like an address, a number or a name is pointed out before it is sent; ordinary words are not."""
    tab, _ = phone(asked.link())
    tab.get_by_label("In your own words").press_sequentially(typed)
    if warned:
        tab.get_by_role("status").filter(has_text=f"This looks like {warned}.").wait_for()
    else:
        tab.wait_for_timeout(700)
        assert tab.get_by_role("status").inner_text() == ""


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_of_feedback_is_accessible(asked, phone, axe, colours):
    """Start, promise, questions, receipt, a used link and the way to an earlier concern: nothing serious by axe."""
    link = asked.link()
    tab, _ = phone(link, colours)
    found = axe(tab)
    tab.get_by_role("group", name="recommend").get_by_label("9", exact=True).check()
    tab.get_by_role("button", name="Send my answers").click()
    tab.get_by_role("heading", name="Thank you").wait_for()
    found += axe(tab)
    for address in (link, asked.address, f"{asked.address}/promise", f"{asked.address}/concern"):
        tab.goto(address)
        assert tab.locator("h1").count() == 1
        found += axe(tab)
    assert found == []
