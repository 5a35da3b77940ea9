"""What an incident cost, in numbers where the file has them, `unknown` where it has not."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.incident import Impact, RequestImpact, RevenueImpact, SlaImpact, UserImpact
from pmaction.render.postmortem.escaping import line
from pmaction.render.postmortem.parts import (
    UNKNOWN,
    Fact,
    facts,
    number,
    percent,
    quote,
    section,
)


def customer_impact(impact: Impact) -> str:
    """Say how many users and requests were hit, or that it is unknown."""
    users = impact.users or UserImpact()
    requests = impact.requests or RequestImpact()
    share = f"{number(users.share_percent)} %" if users.share_percent is not None else ""
    parts = []
    if users.count is not None:
        parts.append(f"{number(users.count)} users{f' ({share})' if share else ''}")
    elif share:
        parts.append(f"{share} of all users")
    if requests.failed is not None:
        total = f" of {number(requests.total)}" if requests.total is not None else ""
        parts.append(f"{number(requests.failed)}{total} requests failed")
    return "; ".join(parts) or UNKNOWN


def revenue_impact(impact: Impact) -> str:
    """Say how much money was lost, or that it is unknown."""
    revenue = impact.revenue or RevenueImpact()
    return UNKNOWN if revenue.amount is None else _money(revenue)


def business_impact(impact: Impact) -> str:
    """Say in one line what it meant for the business: money, service level, complaints."""
    parts = []
    if impact.revenue is not None and impact.revenue.amount is not None:
        parts.append(f"{_money(impact.revenue)} lost")
    if impact.sla is not None and impact.sla.breached is not None:
        parts.append("SLA breached" if impact.sla.breached else "SLA kept")
    if impact.complaints is not None and impact.complaints.count is not None:
        count = impact.complaints.count
        parts.append(f"{number(count)} complaint{'' if count == 1 else 's'}")
    return "; ".join(parts) or UNKNOWN


def impact_section(impact: Impact) -> list[str]:
    """Write the section on the impact."""
    return section(
        "## Impact assessment",
        quote(impact.description),
        section("### User impact", facts(_user_facts(impact))),
        section("### Business impact", facts(_business_facts(impact))),
        section("### Service level impact", facts(_service_facts(impact))),
        always=True,
    )


def _money(revenue: RevenueImpact) -> str:
    amount = number(revenue.amount or 0)
    return f"{amount} {line(revenue.currency)}" if revenue.currency else amount


def _counted(value: float | None) -> str | None:
    return None if value is None else number(value)


def _user_facts(impact: Impact) -> Iterator[Fact]:
    users, requests = impact.users, impact.requests
    if users is not None:
        yield Fact("Affected users", _counted(users.count))
        yield Fact("Share of all users", percent(users.share_percent))
        yield Fact("Which users", long=users.description)
    if requests is not None:
        yield Fact("Failed requests", _counted(requests.failed))
        yield Fact("All requests", _counted(requests.total))
        yield Fact("Which requests", long=requests.description)


def _business_facts(impact: Impact) -> Iterator[Fact]:
    revenue, complaints = impact.revenue, impact.complaints
    if revenue is not None:
        yield Fact("Revenue lost", None if revenue.amount is None else _money(revenue))
        yield Fact("How that was estimated", long=revenue.description)
    if complaints is not None:
        yield Fact("Complaints", _counted(complaints.count))
        yield Fact("Which complaints", long=complaints.description)


def _service_facts(impact: Impact) -> Iterator[Fact]:
    sla, budget = impact.sla or SlaImpact(), impact.error_budget
    breached = {True: "yes", False: "no", None: None}[sla.breached]
    yield Fact("SLA breached", breached)
    yield Fact("Promised service level", percent(sla.target_percent))
    yield Fact("Delivered service level", percent(sla.actual_percent))
    yield Fact("Which SLA", long=sla.description)
    if budget is not None:
        yield Fact("Error budget used", percent(budget.used_percent))
        yield Fact("Error budget left", percent(budget.remaining_percent))
        yield Fact("Which error budget", long=budget.description)
