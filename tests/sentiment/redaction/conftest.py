"""One redactor with a small roster for every test: loading the language model takes seconds."""

import pytest

from sentiment.redaction.redactor import Redactor

ROSTER = (
    "Anna Maria Weber-Smith", "William Hope", "Jürgen Müller", "Mark Young", "Li Wu", "Sinéad O'Connor",
    "Katarzyna Wrona", "Robert Haldane", "María de la Cruz", "Dlamini, Thandeka",
)  # fmt: skip


@pytest.fixture(scope="session")
def redactor() -> Redactor:
    """A redactor that knows ten invented people."""
    return Redactor(ROSTER)
