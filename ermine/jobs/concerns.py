"""Serious concerns of a home: the key that opens them, and the daily look through the comments of open rounds."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Engine

from data_contracts.errors import Conflict, ErmineError
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from ermine.clock import calendar_day
from ermine.home import Home
from ermine.jobs.comment_reading import classifier_of
from ermine.settings import Settings
from ermine.store import open_feedback_store
from sentiment.classifier import TextClassifier
from serving.audit.trail import AuditTrail
from serving.feedback.concerns.desk import Desk, SealedHere
from serving.feedback.concerns.keys import (
    create_opening_key,
    load_opening_key,
    load_sealing_key,
    publish,
    refuse_other_key,
)
from serving.feedback.concerns.queue import Duty
from serving.feedback.concerns.sweeping import Sweep, sweep_round
from serving.feedback.rounds import all_rounds
from serving.store.engine import reading
from training.signing import KeyExists, read_private, write_private


class ConcernKeyInside(Conflict):
    """The concern handlers' key must not lie beside what it opens."""


def make_concern_key(settings: Settings) -> Path:
    """Make the concern handlers' key and its public half in the home; raises `KeyExists` where there is one."""
    home = Home(settings.home)
    home.required_record()
    if home.concern_public_file.exists():
        raise KeyExists(
            f"{home.concern_public_file}: this home has a key, and concerns may be sealed to it.",
            remedy=f"Its private half was written to {settings.concern_key_path} unless it was moved since.",
        )
    private = _outside(settings)
    create_opening_key(private, home.concern_public_file)
    return private


def ensure_concern_key(settings: Settings) -> None:
    """Make sure that concerns can be sealed; an existing key is taken, and only a missing one made."""
    home, private = Home(settings.home), _outside(settings)
    home.required_record()
    if home.concern_public_file.exists():
        return
    if private.exists():
        publish(load_opening_key(private), home.concern_public_file)
    else:
        create_opening_key(private, home.concern_public_file)


def opening_key(settings: Settings) -> X25519PrivateKey:
    """The key that opens this home's concerns; raises `KeyAbsent`, `KeyRefused` or `KeyNotTrusted` with what to do."""
    key = load_opening_key(_outside(settings))
    refuse_other_key(key, Home(settings.home).concern_public_file)
    return key


def concern_desk(settings: Settings, home: Home, store: Engine, feedback: Engine, audit: AuditTrail) -> Desk:
    """The desk of this home's concern handlers; the key is looked for when something is to be opened."""
    rules = load_privacy_policy(home.privacy_file).concerns

    def key() -> X25519PrivateKey:
        try:
            return opening_key(settings)
        except ErmineError as refused:
            raise SealedHere(refused.message, remedy=refused.remedy) from refused

    return Desk(
        engine=feedback,
        store=store,
        audit=audit,
        duty=Duty(rules.handlers, rules.acknowledge_days, rules.answer_days),
        sealing_key=lambda: load_sealing_key(home.concern_public_file),
        opening_key=key,
        today=lambda: calendar_day(settings),
    )


def sweep_open_rounds(settings: Settings, tick: Tick) -> list[Sweep]:
    """Look through the comments of every open round once; needs the public key only."""
    home = Home(settings.home)
    home.required_record()
    engine = open_feedback_store(settings, home)
    with reading(engine) as conn:
        open_now = [found.round_id for found in all_rounds(conn) if found.state in ("open", "closing")]
    if not open_now:
        return []
    classifier = classifier_of(settings)
    return [sweep_one(settings, engine, round_id, classifier, tick) for round_id in open_now]


def sweep_one(
    settings: Settings, engine: Engine, round_id: str, classifier: TextClassifier, tick: Tick
) -> Sweep:
    """Look through the comments of one round."""
    home = Home(settings.home)
    ensure_concern_key(settings)
    return sweep_round(
        engine,
        round_id,
        lambda texts: classifier.serious(texts, tick),
        load_sealing_key(home.concern_public_file),
        _sweep_key(home),
        calendar_day(settings),
    )


def _sweep_key(home: Home) -> bytes:
    if not home.sweep_key_file.exists():
        write_private(home.sweep_key_file, secrets.token_bytes(32))
    return read_private(home.sweep_key_file, "key of digests", "It is made anew when it is absent.")


def _outside(settings: Settings) -> Path:
    path = settings.concern_key_path
    if path.absolute().is_relative_to(settings.home.absolute()):
        raise ConcernKeyInside(
            f"{path} lies inside the home.", remedy="Keep the key outside: ERMINE_CONCERN_KEY."
        )
    return path
