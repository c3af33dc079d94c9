"""What people decided about a version, put on its card: promotions, confirmed leaks, overridden verdicts."""

from collections.abc import Mapping

from markupsafe import escape

PLACE = "<!-- decisions -->"

WORDS = {
    "promoted_at": "Last promoted",
    "reason": "Why",
    "confirm_leak": "A person confirmed that the suspected leak is none",
    "override": "A person overrode the gate",
}


def with_decisions(page: str, notes: Mapping[str, str]) -> str:
    """The card with what was recorded at its promotions; unchanged where nothing was."""
    known = [(words, notes[key]) for key, words in WORDS.items() if notes.get(key)]
    if not known:
        return page
    lines = "".join(f"<dt>{escape(words)}</dt><dd>{escape(said)}</dd>" for words, said in known)
    return page.replace(PLACE, f'<section class="note"><h3>Decisions</h3><dl>{lines}</dl></section>', 1)
