"""Take the pictures of the documentation from a running demo: `python docs/pictures/make.py` after `make demo`.

Needs Chromium at /usr/bin/chromium and the `dev` extra. Everybody in the pictures is invented.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
ERMINE = Path(sys.executable).with_name("ermine")
PORT = 8765
URL = f"http://127.0.0.1:{PORT}"
SHOTS = (
    ("week.png", ("--role", "er_manager", "--er-manager", "ER01"), None, (1200, 900)),
    (
        "person.png",
        ("--role", "er_manager", "--er-manager", "ER01"),
        "ol.people a[href^='/people/']",
        (1200, 1500),
    ),
    ("model.png", ("--role", "data_scientist"), None, (1200, 1400)),
)


def key(options: tuple[str, ...]) -> str:
    """A new sign-in key of the home that ERMINE_HOME names."""
    made = subprocess.run(
        [str(ERMINE), "key", "create", "--sign-in", "--json", *options],
        capture_output=True,
        text=True,
        check=True,
    )
    return str(json.loads(made.stdout)["key"])


def wait_until_ready() -> None:
    """Until the server answers; raises after half a minute."""
    for _ in range(60):
        try:
            with urllib.request.urlopen(f"{URL}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server did not start: run `make demo` first")


def take(browser: Browser) -> None:
    """Sign in for each picture with a fresh key and save what is seen."""
    for name, who, link, (width, height) in SHOTS:
        page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        page.goto(URL)
        page.fill("input[name=key]", key(who))
        page.keyboard.press("Enter")
        page.wait_for_selector("main h1, main h2")
        page.wait_for_url(lambda url: "sign-in" not in url)
        if link:
            page.locator(link).first.click()
            page.wait_for_url("**/people/*")
        page.screenshot(path=HERE / name)
        print(HERE / name)


def main() -> None:
    """Serve the demo's home, take every picture, stop the server."""
    server = subprocess.Popen(
        [str(ERMINE), "serve", "--port", str(PORT)], env=os.environ, stdout=subprocess.DEVNULL
    )
    try:
        wait_until_ready()
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
            take(playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags))
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
