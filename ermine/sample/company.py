"""The company as it stands: its organisation, its people and what has been written down about them."""

from dataclasses import dataclass, field

import numpy as np

from ermine.sample.arrays import Floats, Ints
from ermine.sample.ledger import Ledgers
from ermine.sample.org import Org
from ermine.sample.people import People


@dataclass
class Company:
    """State that moves from month to month.

    `load` is how far above contract a unit works at present, `climate` how its members feel together there, in
    standard deviations; no table shows the climate. `side_rng` draws what changes nothing of what follows.
    """

    org: Org
    people: People
    rng: np.random.Generator
    side_rng: np.random.Generator
    load: Floats
    climate: Floats
    books: Ledgers = field(default_factory=Ledgers)

    def write_assignments(self, who: Ints, day: int | Ints) -> None:
        """Write down the present job of these people, valid from `day`."""
        people = self.people
        self.books.assignments.add(
            who,
            day=day,
            unit=people.unit[who],
            manager=people.manager[who],
            family=people.family[who],
            level=people.level[who],
            location=people.location[who],
            work_mode=people.work_mode[who],
            hours_share=people.hours_share[who],
            contract=people.contract[who],
            contract_end=people.contract_end[who],
        )

    def write_salaries(self, who: Ints, day: int | Ints) -> None:
        """Write down the present salary of these people, valid from `day`."""
        people = self.people
        self.books.compensation.add(who, day=day, salary=people.salary[who], midpoint=people.midpoint[who])
