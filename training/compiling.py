"""From a fitted glass box to the scorecard that is served."""

from collections.abc import Sequence

from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData
from training.glass_box import GlassBox
from training.scorecard import FORMAT, WITH_PEERS, Band, Calibration, Evidence, Feature, Period, Scorecard


def scorecard_of(
    box: GlassBox,
    specs: Sequence[FeatureSpec],
    calibration: Calibration,
    bands: tuple[Band, ...],
    data: TrainingData,
    *,
    name: str,
    task: str,
    evidence: Evidence,
) -> Scorecard:
    """The scorecard of `box`, whose shapes belong to `specs`, as fitted on all rows of `data`."""
    peers = data.peers.only(frozenset(spec.name for spec in specs)) if data.peers else None
    return Scorecard(
        format=FORMAT if peers is None else WITH_PEERS,
        name=name,
        task=task,
        horizon_days=data.horizon_days,
        feature_set=data.feature_set,
        trained=_period(data),
        base=box.base,
        calibration=calibration,
        features=tuple(Feature.of(spec, shape) for spec, shape in zip(specs, box.shapes, strict=True)),
        bands=bands,
        evidence=evidence,
        base_rate=data.base_rate,
        peers=peers,
    )


def _period(data: TrainingData) -> Period:
    days = [day.astype("datetime64[D]").item() for day in data.dates]
    fields = {"from": days[0], "until": days[-1]} if days else {"from": None, "until": None}
    return Period(rows=data.rows, events=data.events, data_hash=data.data_hash, **fields)
