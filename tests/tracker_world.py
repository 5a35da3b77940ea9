"""A small organization for tests of the tracker file: five postmortems and what became of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from worlds import item, postmortem, sourced

from pmaction.config import Config, Dora, Team
from pmaction.desired import SourcedPostmortem
from pmaction.incident import Impact, RequestImpact, RevenueImpact, Times, UserImpact
from pmaction.issue import Issue, Listing
from pmaction.model import Extension, Postmortem
from pmaction.moment import parse_moment

TODAY = date(2025, 12, 22)
CONFIG = Config(
    teams={
        "Backend": Team(lead="@mei-tanaka", members=("@ana-petrova", "@jonas-weber")),
        "Platform": Team(lead="@sam-okafor"),
    },
    dora=Dora(deployments_a_week=20),
)
PAGE = "https://github.com/example-org/site/issues"


def lasting(start: str, detected: str, end: str) -> Times:
    """The times of an incident."""
    return Times(
        started=parse_moment(start), detected=parse_moment(detected), resolved=parse_moment(end)
    )


def issue(
    key: str,
    number: int | str,
    opened: str = "",
    closed: str = "",
    reason: str | None = "completed",
    **fields: Any,
) -> Issue:
    """An issue of ours, open unless it says when it was closed."""
    values: dict[str, Any] = {
        "number": number,
        "key": key,
        "title": "t",
        "state": "closed" if closed else "open",
        "reason": reason if closed else None,
        "labels": frozenset({"pmaction"}),
        "url": f"{PAGE}/{number}",
        "opened_at": _noon(opened),
        "closed_at": _noon(closed),
    }
    return Issue(**(values | fields))


def _noon(day: str) -> datetime | None:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC) if day else None


EMAIL = postmortem(
    item(
        "A1",
        "Export connection pool metrics",
        due=date(2025, 12, 21),
        priority="P0",
        owner="@ana-petrova",
    ),
    item(
        "A2",
        "Alert on pool usage above 80 %",
        due=date(2025, 12, 23),
        owner="Backend",
        depends_on=("A1",),
    ),
    item("A3", "Let the pool grow with traffic", due=date(2026, 1, 15), owner="@jonas-weber"),
    item("A4", "Raise the size of the pool", due=date(2025, 12, 20), owner="@ana-petrova"),
    item("A5", "Move to another database", due=None, priority="P3", owner=None),
    pm_id="PM-2025-008",
    title="Email service out of database connections",
    status="published",
    severity="P0",
    incident_id="P0-131",
    services=("email-service", "postgres"),
    authors=("@ana-petrova", "On-call engineer"),
    published_at=parse_moment("2025-12-16"),
    recurrence_of="PM-2025-003",
    times=lasting("2025-12-14T10:00Z", "2025-12-14T10:02:15Z", "2025-12-14T10:12Z"),
    impact=Impact(
        users=UserImpact(count=500),
        requests=RequestImpact(failed=1200),
        revenue=RevenueImpact(amount=150, currency="USD"),
    ),
)
LEAK = postmortem(
    item("A1", "Rotate the keys of the vault", due=date(2025, 12, 12), owner="Platform"),
    item("A2", "Read who may see the vault", due=date(2026, 1, 30), owner="@sam-okafor"),
    pm_id="PM-2025-007",
    title="Keys of the vault in a log",
    severity="P0",
    services=("vault",),
    authors=("@sam-okafor",),
    times=lasting("2025-12-02T08:00Z", "2025-12-02T09:00Z", "2025-12-02T11:00Z"),
    confidential=True,
)
ZONE = postmortem(
    item(
        "A1",
        "Watch that zone transfers are complete",
        due=date(2025, 10, 28),
        owner="Platform",
        extensions=(
            Extension(date(2025, 11, 7), "Hardware.", "@mei-tanaka", date(2025, 10, 27)),
            Extension(date(2025, 11, 14), "Still.", "@mei-tanaka", date(2025, 11, 6)),
        ),
    ),
    item("A2", "Transfer zones in one piece", due=date(2025, 10, 28), owner="@sam-okafor"),
    pm_id="PM-2025-006",
    title="Half a zone after a transfer",
    status="published",
    severity="P1",
    services=("dns",),
    authors=("@sam-okafor",),
    published_at=parse_moment("2025-10-16T09:00Z"),
    times=lasting("2025-10-14T10:00Z", "about 2025-10-14T10:30Z", "2025-10-14T10:31Z"),
    impact=Impact(description="Names of half the customers could not be resolved for half an hour"),
)
ORDERS = postmortem(
    item("A1", "Index the table of orders", due=date(2025, 8, 27), owner="@ana-petrova"),
    item("A2", "Limit what one query may cost", due=date(2025, 9, 20), owner="@jonas-weber"),
    item("A3", "Write a second database driver", due=date(2025, 9, 20), owner="Backend"),
    pm_id="PM-2025-003",
    title="Orders API timed out",
    status="published",
    severity="P0",
    services=("orders-api", "postgres"),
    authors=("@jonas-weber",),
    published_at=parse_moment("2025-08-14T09:00Z"),
    times=lasting("2025-08-13T10:00Z", "2025-08-13T10:20Z", "2025-08-13T10:45Z"),
    impact=Impact(users=UserImpact(count=2300)),
)
NOTES = postmortem(
    item("A1", "Find out more", owner=None),
    pm_id="PM-2025-009",
    title="Something with the printers",
    status="draft",
    times=Times(),
)
EVERYTHING = (NOTES, ORDERS, EMAIL, ZONE, LEAK)
ISSUES = (
    issue("PM-2025-003/A1", 11, "2025-08-14", "2025-08-20"),
    issue("PM-2025-003/A2", 12, "2025-08-14", "2025-10-02"),
    issue("PM-2025-003/A3", 13, "2025-08-14", "2025-09-01", reason="not_planned"),
    issue("PM-2025-006/A1", 41, "2025-10-16"),
    issue("PM-2025-006/A2", 42, "2025-10-16", "2025-10-27"),
    issue("PM-2025-007/A1", 43, "2025-12-05"),
    issue("PM-2025-007/A2", 44, "2025-12-05"),
    issue("PM-2025-008/A1", 51, "2025-12-16"),
    issue("PM-2025-008/A2", 52, "2025-12-16"),
    issue("PM-2025-008/A3", 53, "2025-12-16"),
    issue("PM-2025-008/A4", 54, "2025-12-16", "2025-12-18"),
    issue("PM-2025-008/A5", 55, "2025-12-16"),
)


def files(*postmortems: Postmortem) -> list[SourcedPostmortem]:
    """Postmortems with made-up places; all of them if none is given."""
    return [sourced(one) for one in postmortems or EVERYTHING]


def listing(*issues: Issue) -> Listing:
    """A listing of these issues; of all if none is given."""
    return Listing(issues or ISSUES)
