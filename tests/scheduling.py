"""Which worker runs which test: a file's tests stay together, so that what they share is built once."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

TOGETHER = {
    "tests/features/test_spark.py": "spark",
    "tests/journeys/test_spark_journey.py": "spark",
    "tests/training/test_spark_scoring.py": "spark",
    "tests/journeys/test_every_page.py": "every page",
    "tests/journeys/test_role_journeys.py": "every page",
}
"""Files that share one thing that is dear to make: a Spark session, a browser with a served home."""


class Together(LoadFileScheduling):  # type: ignore[misc]
    """File by file, in their order; files of one group as if they were one.

    xdist's own groups change an item's id after it was made, which pytest 9.2 no longer heeds.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return TOGETHER.get(file, file)


def together(config: pytest.Config, log: Producer) -> Together:
    """The scheduler of the suite."""
    return Together(config, log)
