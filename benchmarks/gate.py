"""Seconds that the release gate and its auditor take, and the share of groups that may be shown, by size of company.

python -m benchmarks.gate [--people 5000 100000] [--repeats 3]
"""

import argparse
import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from data_contracts.org import OrgTree
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.policy.questions import load_questions
from sentiment.labels import SENTIMENTS, TOPICS
from sentiment.release.answers import SCALES, Answer, Question, ReadComment
from sentiment.release.auditor import audit
from sentiment.release.coarsening import coarsening
from sentiment.release.document import ClosedRound, gated_measures, release_document
from sentiment.release.floors import Floors
from sentiment.release.gate import gate
from serving.feedback.releasing import audited

TEAM, WIDTH, ANSWERING, WRITING = 11, 6, 0.6, 0.3
"""People in a team, teams below a unit, and the shares of people who answer and who write."""


def main() -> int:
    """Print a line for each size; 1 when a group that is too small could be worked out."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, nargs="+", default=[5_000, 100_000])
    options.add_argument("--repeats", type=int, default=3)
    chosen = options.parse_args()
    print(
        "All people in these data are FICTIONAL. Seconds are medians; all measures, unless one question is named."
    )
    exposed = [size(people, chosen.repeats) for people in chosen.people]
    return int(any(exposed))


def size(people: int, repeats: int) -> int:
    """Measure one size; gives how many groups are exposed (none, as it should be)."""
    closed, units = answered(people)
    gated = gated_measures(closed)
    cells = len(gated) * len(closed.tree.parents)
    shown = sum(len(one.shown) for one in gated)
    scores = next(one for one in gated if one.measure.kind == "scale")
    exposed = sum(len(audit(audited(closed, one))) for one in gated)
    print(
        f"\n{people:,} people in {units:,} units, kept under {len(closed.tree.parents):,} groups; "
        f"{len(closed.answers):,} answers; {len(gated)} measures\n"
        f"  gate, one question    {seconds(lambda: gate(closed.tree, scores.measure), repeats):8.3f} s\n"
        f"  all, with counting    {seconds(lambda: gated_measures(closed), repeats):8.2f} s\n"
        f"  the whole document    {seconds(lambda: release_document(closed), repeats):8.2f} s\n"
        f"  the auditor           {seconds(lambda: [audit(audited(closed, one)) for one in gated], repeats):8.2f} s\n"
        f"  shown: {len(scores.shown) / len(closed.tree.parents):.0%} of groups for a question, "
        f"{shown / cells:.0%} of all cells; exposed groups: {exposed} (bar 0)"
    )
    return exposed


def answered(people: int, seed: int = 7) -> tuple[ClosedRound, int]:
    """A closed round of a company of that size, and how many units it has."""
    rng = np.random.default_rng(seed)
    teams = people // TEAM
    above = lambda k: None if k == 0 else f"u{(k - 1) // WIDTH:06d}"  # noqa: E731
    parents = {f"u{k:06d}": above(k) for k in range(teams)}
    own = dict(
        zip(parents, rng.multinomial(people, rng.dirichlet(np.full(teams, 4.0))).tolist(), strict=True)
    )
    tree = OrgTree(parents)
    homes = coarsening(tree, own, 10)
    kept = {home: tree.parents[home] for home in set(homes.values())}
    kept_tree = OrgTree({home: None if up is None else homes[up] for home, up in kept.items()})
    questions = [Question(one.id, one.kind, one.text) for one in load_questions()]
    said = [
        said_by(rng, homes[unit], questions)
        for unit, n in own.items()
        for _ in range(rng.binomial(n, ANSWERING))
    ]
    inside = dict.fromkeys(kept_tree.parents, 0)
    for unit, n in own.items():
        for up in kept_tree.path(homes[unit]):
            inside[up] += n
    floors = Floors.of(load_privacy_policy().floors)
    return ClosedRound("r", kept_tree, inside, questions, said, floors), teams


def said_by(rng: np.random.Generator, home: str, questions: list[Question]) -> Answer:
    """What one person says: most questions, perhaps a comment about a topic or two."""
    scores = {one.id: int(rng.choice(SCALES[one.kind])) for one in questions if rng.random() < 0.9}
    if rng.random() > WRITING:
        return Answer(home, scores)
    topics = tuple(rng.choice(list(TOPICS), int(rng.integers(1, 3)), replace=False).tolist())
    return Answer(home, scores, ReadComment("words", True, str(rng.choice(list(SENTIMENTS))), topics))


def seconds(act: Callable[[], object], repeats: int) -> float:
    """The median time of an act."""
    return median(timed(act) for _ in range(repeats))


def timed(act: Callable[[], object]) -> float:
    """The time of an act."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
