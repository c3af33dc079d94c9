"""The band of a unit: of its published group, by fixed cut-points, so that nobody moves anybody else's."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data_contracts.org import OrgTree
from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Answer, ReadComment
from sentiment.release.document import ClosedRound, release_document
from sentiment.release.floors import Floors
from serving.insight.mood_bands import band_names, band_of, cut_points, cuts_in, unit_moods
from serving.insight.releases import Release

PARENTS = {
    "top": None,
    **{f"d{d}": "top" for d in range(4)},
    **{f"t{d}{t}": f"d{d}" for d in range(4) for t in range(4)},
}
TEAMS = [unit for unit in PARENTS if unit.startswith("t") and unit != "top"]
CUTS = (-20, 20)


def said(rng, least=4, most=30):
    """Comments of sixteen teams, of which some write too little to be shown."""
    return [
        Answer(team, {}, ReadComment("text", True, str(rng.choice(["negative", "neutral", "positive"]))))
        for team in TEAMS
        for _ in range(int(rng.integers(least, most)))
    ]


def released(answers):
    """The release of these comments."""
    floors = Floors.of(load_privacy_policy().floors)
    eligible = dict.fromkeys(TEAMS, 40) | {f"d{d}": 160 for d in range(4)} | {"top": 640}
    document = release_document(ClosedRound("r", OrgTree(PARENTS), eligible, (), answers, floors))
    day, homes = date(2026, 6, 30), {unit: unit for unit in PARENTS}
    return Release("r", day, day, document, {}, homes, eligible)


def carried(answers):
    """For each unit the published group whose band it carries, and the band."""
    return {one.unit_id: (one.group, band_of(one.mood, CUTS)) for one in unit_moods([released(answers)])}


def edited(answers, rng):
    """The same comments with one of them added, changed or deleted, and its author's team."""
    at = int(rng.integers(len(answers)))
    team, kind = answers[at].unit, rng.choice(["add", "change", "delete"])
    other = ReadComment("text", True, str(rng.choice(["negative", "positive"])))
    if kind == "add":
        return [*answers, Answer(team, {}, other)], team
    if kind == "change":
        return [*answers[:at], replace(answers[at], comment=other), *answers[at + 1 :]], team
    return [*answers[:at], *answers[at + 1 :]], team


def test_one_comment_moves_its_own_published_group_and_nobody_else():
    """Of 80 edits: where the same groups are published, only groups that hold the author move, each as a whole."""
    rng, tree, compared = np.random.default_rng(11), OrgTree(PARENTS), 0
    for _ in range(80):
        answers = said(rng)
        before, (after, team) = carried(answers), edited(answers, rng)
        now = carried(after)
        if groups_of(before) != groups_of(now):
            continue  # the edit crossed a floor: the next test
        compared += 1
        moved = {unit for unit in before if before[unit] != now[unit]}
        groups = {before[unit][0] for unit in moved}
        assert groups <= set(tree.path(team))
        assert moved == {unit for unit in before if before[unit][0] in groups}
    assert compared > 60


def groups_of(found):
    """The published group of each unit."""
    return {unit: group for unit, (group, _) in found.items()}


def test_a_comment_that_crosses_a_floor_moves_whole_groups_to_or_from_one_that_holds_its_author():
    """Teams around the floor of ten: another team's figures may appear or go, never other than with all its members."""
    rng, tree, crossed, others = np.random.default_rng(11), OrgTree(PARENTS), 0, 0
    for _ in range(80):
        answers = said(rng, 9, 12)
        before, (after, team) = carried(answers), edited(answers, rng)
        now, path = carried(after), set(tree.path(team))
        crossed += groups_of(before) != groups_of(now)
        moved = {unit for unit in before if before[unit] != now[unit]}
        assert all({before[unit][0], now[unit][0]} & path for unit in moved)
        for side in (before, now):
            groups = {side[unit][0] for unit in moved}
            assert groups & path or moved == {unit for unit in side if side[unit][0] in groups}
        others += any(before[unit][1] != now[unit][1] and before[unit][0] not in path for unit in moved)
    assert crossed > 10
    assert 0 < others <= 4  # of 80 edits made where they matter most, so many move the band of another team


def test_a_unit_that_is_not_shown_carries_the_band_of_the_next_published_one():
    """And so do all its neighbours that are not shown: the same value for every member."""
    found = carried(said(np.random.default_rng(3)))
    hidden = {unit: group for unit, (group, _) in found.items() if group != unit}
    assert hidden
    assert all(found[unit] == found[group] for unit, group in hidden.items())


@pytest.mark.parametrize("cuts", [(-12, 20), (5,), (-30, -10, 15)])
def test_the_cut_points_stand_in_the_names_of_the_bands(cuts):
    """What a model keeps of its bands is enough to make the same bands again, also with one of them missing."""
    names = band_names(cuts)
    assert cuts_in(names) == cuts
    assert cuts_in(names[1:]) == cuts or len(cuts) == 1
    assert [band_of(cut, cuts) for cut in cuts] == list(names[1:])
    assert band_of(cuts[0] - 1, cuts) == names[0]


def test_cut_points_are_thirds_of_what_was_published():
    """Each published group counts once, however many units carry its band; few figures give none."""
    moods = list(unit_moods([released(said(np.random.default_rng(3)))]))
    values = sorted({one.group: one.mood for one in moods}.values())
    low, high = cut_points(moods)
    assert sum(value < low for value in values) <= len(values) / 3 + 1
    assert low < high
    assert cut_points(moods[:0]) == ()
