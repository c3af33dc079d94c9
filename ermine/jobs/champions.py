"""Which scorecards a home serves: the verified champion, or the tenure list while there is none."""

from ermine.home import Home
from training.champion import Champion, ChampionAbsent, load_champion
from training.scorecard import Scorecard
from training.signing import load_public_key


def champion_of(home: Home, model: str) -> Champion | None:
    """The champion that serves, checked in full; None before the first promotion."""
    if not home.champion_file(model).exists():
        return None
    try:
        return load_champion(home.champion_file(model), load_public_key(home.public_key_file), model)
    except ChampionAbsent:
        return None


def cold_start_of(home: Home, model: str) -> Scorecard | None:
    """The tenure list of the last training; None when the data has no tenure or nothing was trained."""
    file = home.cold_start_file(model)
    return Scorecard.from_json(file.read_bytes()) if file.exists() else None
