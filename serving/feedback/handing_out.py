"""Links are handed out once, to an administrator, and that is written down before they are told."""

from sqlalchemy import Engine

from serving.access.roles import Principal
from serving.audit.trail import AuditTrail
from serving.feedback.desk import RoundDesk
from serving.feedback.links import links_csv
from serving.feedback.rounds import find_round
from serving.feedback.tokens import issue_tokens
from serving.store.engine import writing


def hand_out(
    desk: RoundDesk, store: Engine, audit: AuditTrail, who: Principal, round_id: str, base_url: str = ""
) -> str:
    """The file of links of an open round; raises `RoundUnknown`, `RoundState` and, the second time, `TokensIssued`."""
    with writing(store) as conn, writing(desk.engine) as feedback:
        found = find_round(feedback, round_id)
        issued = issue_tokens(feedback, found)
        audit.record(conn, who, "round.tokens", round=round_id, links=len(issued))
        return links_csv(found, issued, base_url or desk.links_begin_with)


def links_headers(round_id: str) -> dict[str, str]:
    """The headers of a download that no browser and no proxy keeps."""
    return {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{round_id}-links.csv"',
        "Cache-Control": "no-store",
    }
