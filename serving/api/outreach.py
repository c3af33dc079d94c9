"""The outreach list of the ER manager whose key is used, for their own population only."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from data_contracts.errors import NotFound
from serving.access.roles import Principal
from serving.api import examples
from serving.api.documentation import answers
from serving.api.guard import ErManagerKey, parts_of
from serving.outreach.queries import latest_run, manager_item, manager_list, manager_runs
from serving.outreach.views import OutreachItem, OutreachList, RunInfo
from serving.store.engine import reading

router = APIRouter(prefix="/v1/outreach", tags=["outreach"])

Name = Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]


@dataclass(frozen=True)
class Runs:
    """Runs that made a list for the caller, latest first."""

    runs: tuple[RunInfo, ...]


@router.get("/runs", **answers(examples.RUNS))
def get_runs(request: Request, caller: ErManagerKey, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Runs:
    """The runs that made a list for you, latest first."""
    with reading(parts_of(request).engine) as conn:
        return Runs(manager_runs(conn, er_manager_id_of(caller), limit))


@router.get("", **answers(examples.OUTREACH, 404))
def get_list(request: Request, caller: ErManagerKey, run: Name = "latest") -> OutreachList:
    """Your ranked list: whom first, why, about what. `run` is an id or "latest"."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        if run == "latest":
            latest = latest_run(conn)
            if latest is None:
                raise NotFound("No outreach run has been made yet.", remedy="Make one with `ermine run`.")
            run = latest.run_id
        found = manager_list(conn, run, er_manager_id_of(caller), parts.today())
    people = [item.employee_id for item in (*found.items, *found.carried) if item.employee_id is not None]
    parts.audit.seen(
        parts.engine, caller, "list.viewed", subjects=people, run=run, people=len(people), door="api"
    )
    return found


@router.get("/{item_id}", **answers(examples.ITEM, 404))
def get_item(
    request: Request,
    caller: ErManagerKey,
    item_id: Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[^\x00]+$")],
) -> OutreachItem:
    """One line of one of your lists; anybody else's is answered like an unknown one."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        item = manager_item(conn, er_manager_id_of(caller), item_id, parts.today())
    parts.audit.seen(
        parts.engine, caller, "item.viewed", subject=item.employee_id, item=item.item_id, door="api"
    )
    return item


def er_manager_id_of(caller: Principal) -> str:
    """The ER manager whom the key acts for."""
    if caller.er_manager_id is None:
        raise TypeError("an er_manager key without its ER manager cannot be created")
    return caller.er_manager_id
