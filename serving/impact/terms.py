"""The terms on which a run was made: costs, and the effect by which its lists were ordered."""

from sqlalchemy import Connection, insert

from serving.store.impact_tables import run_terms
from training.impact.business import Terms
from training.impact.effect import EffectInUse


def store_terms(
    conn: Connection, run_id: str, terms: Terms, assumed_effect: float, effect: EffectInUse
) -> None:
    """Store them, in the transaction that stores the run."""
    conn.execute(
        insert(run_terms).values(
            run_id=run_id,
            **vars(terms),
            assumed_effect=assumed_effect,
            effect=effect.value,
            effect_from=effect.source,
        )
    )
