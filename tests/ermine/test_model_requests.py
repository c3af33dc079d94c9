"""Requests about versions on the command line's side: what is declined, and what is about another model."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ermine.home import COMPANY, Home, HomeRecord
from ermine.jobs.model_requests import RequestOvertaken, decline, promote_requested, requests_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.access.roles import Principal, Role
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing
from serving.versions.on_file import TrainedVersion
from serving.versions.requests import RequestClosed, Wanted, file_request

NOW = datetime(2026, 7, 1, tzinfo=UTC)
WHO = Principal("k1", Role.DATA_SCIENTIST, "a test")


@pytest.fixture
def asked(tmp_path):
    """A home that serves `attrition`, and files a request about version 4 of the model named."""
    settings = Settings(home=tmp_path / "home")
    home = Home(settings.home)
    home.create()
    home.write(HomeRecord(source=COMPANY, model="attrition"))

    def file(model="attrition"):
        version = TrainedVersion(model, 4, "5e" * 16, "boosting", NOW, 180, True, (), False)
        with writing(open_store(settings, home)) as conn:
            wanted = Wanted("promotion", 4, "calmer tails")
            return file_request(conn, wanted, None, (version,), WHO, NOW).request_id

    return settings, file


def test_a_declined_request_is_closed_and_audited(asked):
    """It leaves the list, the audit has its id, and it can be declined once only."""
    settings, file = asked
    request = file()
    assert decline(settings, request).version == 4
    assert requests_of(settings) == ()
    with reading(open_store(settings, Home(settings.home))) as conn:
        [entry] = conn.execute(select(audit_log).where(audit_log.c.action == "model.request_declined"))
    assert request in entry.detail
    with pytest.raises(RequestClosed):
        decline(settings, request)


def test_a_request_about_another_model_is_not_carried_out(asked):
    """The home serves another model by now: the refusal names both and says how to decline."""
    settings, file = asked
    request = file("text")
    with pytest.raises(RequestOvertaken, match="about text; this home serves attrition") as refused:
        promote_requested(settings, request, None, None, None, None)
    assert f"--decline {request}" in refused.value.remedy
