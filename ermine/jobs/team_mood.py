"""Team bands for a build: from the releases of a home, with the cut-points of the model that reads them."""

import polars as pl

from data_contracts.policy.privacy import PrivacyPolicy, load_privacy_policy
from ermine.home import Home
from ermine.jobs.releases import releases_of
from ermine.settings import Settings
from features.team_bands import BAND, COLUMNS, TeamBands, band_values
from serving.insight.mood_bands import Cuts, UnitMood, band_of, cut_points, cuts_in, unit_moods
from training.dataset import TrainingData
from training.evaluation.figures import Difference
from training.scorecard import Scorecard
from training.shapes import TableShape


def published_moods(settings: Settings, home: Home) -> tuple[UnitMood, ...]:
    """The published mood of every unit, round by round; none in a home without feedback."""
    return tuple(unit_moods(releases_of(settings, home)))


def bands_to_learn(settings: Settings, home: Home, privacy: PrivacyPolicy) -> TeamBands | None:
    """The bands for a training, cut into thirds of what was published; None unless the policy lets them in."""
    if not privacy.mood_in_scores:
        return None
    moods = published_moods(settings, home)
    return team_bands(moods, cut_points(moods))


def bands_for(
    settings: Settings, home: Home, scorecard: Scorecard | None, privacy: PrivacyPolicy
) -> TeamBands | None:
    """The bands that a scorecard reads, by its own cut-points; None if it reads none or the policy bars them."""
    if scorecard is None or not privacy.mood_in_scores:
        return None
    shapes = [feature.shape for feature in scorecard.features if feature.name == BAND]
    if not shapes or not isinstance(shapes[0], TableShape):
        return None
    return team_bands(published_moods(settings, home), cuts_in(shapes[0].levels))


def would_buy(settings: Settings, home: Home, data: TrainingData) -> Difference | None:
    """What the published mood would add to a model of these rows; None where the policy lets it in, or nothing was
    published of them."""
    privacy = load_privacy_policy(home.privacy_file)
    if privacy.mood_in_scores or data.as_of is None or data.unit_id is None:
        return None
    moods = published_moods(settings, home)
    bands = team_bands(moods, cut_points(moods))
    if bands is None:
        return None
    rows = pl.DataFrame({"unit_id": data.unit_id, "as_of": pl.Series(data.as_of).cast(pl.Date)})
    from training.evaluation.mood_gain import mood_gain  # here: a run reads bands and fits nothing

    return mood_gain(data, band_values(rows, bands))


def team_bands(moods: tuple[UnitMood, ...], cuts: Cuts) -> TeamBands | None:
    """Moods as bands; None without any cut-point."""
    if not cuts:
        return None
    rows = [
        {
            "unit_id": one.unit_id,
            "round": one.round_id,
            "known_at": one.known_at,
            "band": band_of(one.mood, cuts),
        }
        for one in moods
    ]
    return TeamBands(pl.DataFrame(rows, schema=COLUMNS))
