"""Lots: by keyed hash, in blocks within strata, the same whatever the order."""

from collections import Counter

import pytest

from serving.impact.drawing import Candidate, draw

KEY = "5f" * 32


def people(n: int, band: str = "watch", manager: str = "ER-1") -> list[Candidate]:
    """`n` people of one stratum."""
    return [Candidate(f"E{number:04d}", band, manager) for number in range(n)]


def test_the_order_in_which_people_come_makes_no_difference() -> None:
    """The same people get the same lots."""
    assert draw(people(40), {}, KEY, 0.5) == draw(people(40)[::-1], {}, KEY, 0.5)


def test_another_key_draws_other_lots() -> None:
    """Nobody who does not have the key can know a lot."""
    assert draw(people(40), {}, KEY, 0.5) != draw(people(40), {}, "60" * 32, 0.5)


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_each_four_have_their_share_who_wait(share: float) -> None:
    """Drawn one at a time, after every fourth person of a stratum exactly the share of them wait."""
    arms: list[str] = []
    for number, candidate in enumerate(people(40)):
        (lot,) = draw([candidate], {"watch, ER-1": number}, KEY, share)
        arms.append(lot.arm)
        if len(arms) % 4 == 0:
            assert Counter(arms)["later"] == share * len(arms)


def test_strata_are_drawn_apart() -> None:
    """Each band of each ER manager has its own blocks."""
    some = [
        one for band in ("watch", "talk_soon") for who in ("ER-1", "ER-2") for one in people(8, band, who)
    ]
    lots = draw(some, {}, KEY, 0.5)
    by_stratum = Counter((lot.stratum, lot.arm) for lot in lots)
    assert set(by_stratum.values()) == {4}
    assert len(by_stratum) == 8


def test_over_many_keys_everybody_waits_equally_often() -> None:
    """No place in the order of ids has another chance than its share."""
    waits = Counter(
        lot.employee_id
        for number in range(400)
        for lot in draw(people(6), {}, f"{number:064x}", 0.25)
        if lot.arm == "later"
    )
    assert all(70 <= waits[one.employee_id] <= 130 for one in people(6))
