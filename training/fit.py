"""Training from start to finish: choose a candidate, test it honestly, refit on all rows, compile, judge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from data_contracts.progress import Tick, silent
from training.bands import band_starts, observed_bands
from training.candidate import GlassCandidate
from training.cold_start import cold_start_scorecard
from training.compiling import scorecard_of
from training.dataset import NothingToLearnFrom, TrainingData
from training.drift.reference import DriftReference, drift_reference
from training.evaluation.against_champion import against_champion
from training.evaluation.backtest import MODEL, BackTest, back_test
from training.evaluation.figures import HorizonFigures
from training.evaluation.leaks import leak_signs
from training.evaluation.net_value import Costs
from training.evaluation.proxies import proxy_audit
from training.evaluation.report import EvaluationReport
from training.evaluation.reporting import evaluation_report
from training.evaluation.shape_tables import shape_tables
from training.evaluation.splits import Plan, plan
from training.evaluation.tables import ProxyFigure
from training.evaluation.unripe import unripe_months
from training.evidence import WHATEVER_CAN_BE_FITTED, EvidenceNeeded, too_little_evidence
from training.fairness.report import FairnessReport
from training.fairness.simulated import back_test_fairness
from training.gate import NO_CHAMPION, Verdict, judge
from training.glass_box import GlassBox
from training.horizons import at_other_horizons
from training.matrix import FeatureMatrix
from training.scorecard import Scorecard
from training.selection import Choice, best, choose_each, glass_candidates

MIN_EVENTS = 10


@dataclass(frozen=True)
class Trained:
    """A trained model: `scorecard` is what may be served, `candidate` names what it was compiled from.

    `settings` are the chosen hyper-parameters. `cold_start` is the tenure list to use when `verdict` refuses the
    scorecard; None when the data has no tenure feature. `fairness` judges the lists of the back-test; None without
    protected columns. `reference` is the training population, person-free, to measure drift against.
    """

    scorecard: Scorecard
    candidate: str
    settings: dict[str, float | int | str]
    report: EvaluationReport
    verdict: Verdict
    cold_start: Scorecard | None
    fairness: FairnessReport | None
    reference: DriftReference


def train(
    data: TrainingData,
    *,
    name: str,
    task: str = "voluntary notice",
    champion: Scorecard | None = None,
    watch_at: float = 1.5,
    talk_soon_at: float = 3.0,
    leak_auc: float = 0.90,
    leak_single_auc: float = 0.85,
    costs: Costs | None = None,
    needed: EvidenceNeeded = WHATEVER_CAN_BE_FITTED,
    others: Sequence[TrainingData] = (),
    seed: int = 0,
    tick: Tick = silent,
) -> Trained:
    """The best candidate on `data`, compiled to a scorecard named `name`, with its report and the gate's verdict.

    `watch_at` and `talk_soon_at` are multiples of the base rate (policy), `leak_auc` and `leak_single_auc` the
    limits above which a leak is suspected, `needed` the evidence below which no personal model serves. `champion` is
    the scorecard now serving, to compare with. With `costs` (the policy's) the report says what the list is worth.
    `others` are the same person-months labelled for other horizons, which the report then has figures for. The same
    data
    and seed give the same scorecard, byte for byte, on any number of cores: one thread is used, since sums of
    several threads may differ in the last digit, and since busy cores make them many times slower. Raises
    `NothingToLearnFrom` if no feature varies or either outcome is too rare.
    """
    with threadpool_limits(limits=1):
        made = _made(data, others, seed, tick)
    data, tested = made.data, made.tested
    starts = band_starts(data.base_rate, (watch_at, talk_soon_at))
    scorecard = scorecard_of(
        made.box,
        data.specs,
        made.choice.calibration,
        observed_bands(starts, data, tested.predictions, MODEL),
        data,
        name=name,
        task=task,
        evidence=made.planned.evidence,
    )
    report = _report(made, scorecard, champion, costs, seed)
    judged = judge(report, leak_auc, leak_single_auc, champion.digest if champion else NO_CHAMPION)
    verdict = replace(judged, reasons=(*too_little_evidence(data, needed), *judged.reasons))
    return Trained(
        scorecard,
        made.choice.candidate.name,
        dict(made.choice.settings),
        report,
        verdict,
        cold_start_scorecard(data, made.matrix, tested.predictions, scorecard),
        back_test_fairness(data, tested.predictions, MODEL),
        drift_reference(scorecard, data),
    )


@dataclass(frozen=True)
class _Made:
    """Everything that was fitted: the test, the choice and the model on all rows. `constant` features were left out."""

    data: TrainingData
    constant: tuple[str, ...]
    matrix: FeatureMatrix
    planned: Plan
    tested: BackTest
    choice: Choice[GlassCandidate]
    box: GlassBox
    proxies: tuple[ProxyFigure, ...]
    horizons: tuple[HorizonFigures, ...]


def _made(data: TrainingData, others: Sequence[TrainingData], seed: int, tick: Tick) -> _Made:
    """Test the whole procedure, then choose and fit once more on all rows."""
    data, constant = varying_features(enough_events(data))
    matrix = FeatureMatrix.of(data.frame, data.specs)
    planned = plan(data, seed)
    tested = back_test(data, matrix, planned, seed, tick)
    tick(0, 1, "fit on all rows")
    choice = choose(data, matrix, seed)
    weight = data.fit_weights(np.arange(data.rows))
    box = choice.candidate.fit(matrix, data.y, choice.index, weight).glass_box(choice.index)
    proxies = proxy_audit(data, matrix, seed)
    horizons = at_other_horizons(others, choice, data.frame.columns, seed, tick)
    tick(1, 1, "fit on all rows")
    return _Made(data, constant, matrix, planned, tested, choice, box, proxies, horizons)


def _report(
    made: _Made, scorecard: Scorecard, champion: Scorecard | None, costs: Costs | None, seed: int
) -> EvaluationReport:
    """The figures of the test, and beside them what the data and the champion say."""
    data, matrix, tested = made.data, made.matrix, made.tested
    rival = against_champion(champion, data, tested.predictions, seed)
    return replace(
        evaluation_report(data, made.planned, tested, seed, costs),
        shapes=shape_tables(scorecard, data, matrix),
        left_out=made.constant,
        proxies=made.proxies,
        unripe=unripe_months(data, matrix, made.choice, seed),
        champion=None if isinstance(rival, str) else rival,
        not_compared=rival if isinstance(rival, str) else "",
        leaks=leak_signs(data, matrix),
        horizons=made.horizons,
    )


def enough_events(data: TrainingData) -> TrainingData:
    """The data itself, if both outcomes are frequent enough to be on both sides of every inner split."""
    rarer = min(data.events, data.rows - data.events)
    if rarer < MIN_EVENTS:
        raise NothingToLearnFrom(
            f"{data.events} events in {data.rows:,} labelled rows: at least {MIN_EVENTS} of each outcome are needed.",
            remedy="Import a longer period or more people. Until then `ermine run` makes a cold-start list.",
        )
    return data


def varying_features(data: TrainingData) -> tuple[TrainingData, tuple[str, ...]]:
    """The data without the features that have one and the same value (or none) everywhere, and their names."""
    constant = tuple(name for name in data.frame.columns if data.frame[name].n_unique() < 2)
    if len(constant) == len(data.specs):
        raise NothingToLearnFrom(
            "No feature has two different values.",
            remedy="Check what the mapping drops, or import more tables.",
        )
    specs = tuple(spec for spec in data.specs if spec.name not in constant)
    return replace(data, frame=data.frame.drop(constant), specs=specs), constant


def choose(data: TrainingData, matrix: FeatureMatrix, seed: int) -> Choice[GlassCandidate]:
    """The candidate and settings with the lowest inner log-loss on all rows, with their calibration."""
    return best(choose_each(glass_candidates(seed), data, matrix, np.arange(data.rows), seed))
