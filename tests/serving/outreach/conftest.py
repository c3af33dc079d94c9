"""A stored run and the two ER managers who act on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from serving.access.roles import Principal, Role
from serving.audit.trail import AuditTrail
from serving.outreach.inputs import RunInputs
from serving.outreach.queries import manager_list
from serving.outreach.states import Standing
from serving.outreach.views import OutreachItem, OutreachList
from serving.outreach.workflow import Act, Decision, decide, log_outcome
from serving.relationship.contacts import Logged
from serving.store.engine import reading, writing


@dataclass
class Office:
    """The store of one test and what ER managers do in it; `today` moves on."""

    engine: Engine
    audit: AuditTrail
    at: Any
    today: date
    run_id: str = ""

    def act(self, er_manager_id: str = "ER-1") -> Act:
        """Somebody acting today."""
        who = Principal(f"key-{er_manager_id}", Role.ER_MANAGER, "test", er_manager_id)
        return Act(who, er_manager_id, self.today, self.at, self.audit)

    def week(self, er_manager_id: str = "ER-1") -> OutreachList:
        """The list of the last run as it is read today."""
        with reading(self.engine) as conn:
            return manager_list(conn, self.run_id, er_manager_id, self.today)

    def line(self, place: int = 0, er_manager_id: str = "ER-1") -> OutreachItem:
        """One line of the list."""
        return self.week(er_manager_id).items[place]

    def decide(self, item_id: str, action: Any, version: int, by: str = "ER-1", **parts: Any) -> Standing:
        """Decide and give the new standing."""
        with writing(self.engine) as conn:
            return decide(conn, self.act(by), item_id, Decision(action, version, **parts))

    def log(self, item_id: str, version: int, by: str = "ER-1", **parts: Any) -> Standing:
        """Log a contact that answers a line."""
        with writing(self.engine) as conn:
            return log_outcome(conn, self.act(by), item_id, version, Logged(**{"kind": "talked", **parts}))


@pytest.fixture
def office(
    engine: Engine, audit: AuditTrail, kit: Any, inputs: RunInputs, store: Callable[[RunInputs], str]
) -> Office:
    """A store with one run over sixty people."""
    return Office(engine, audit, kit.now, kit.as_of, store(inputs))
