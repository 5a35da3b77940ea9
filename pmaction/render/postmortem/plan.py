"""The action plan of a postmortem: what will be done in which order, and what that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pmaction.identity import item_key
from pmaction.model import Postmortem, Priority
from pmaction.policy import Terms
from pmaction.render.postmortem.coverage import coverage_section, improvement
from pmaction.render.postmortem.document import incident_date
from pmaction.render.postmortem.escaping import line
from pmaction.render.postmortem.impact import business_impact, customer_impact
from pmaction.render.postmortem.items import (
    NO_PRIORITY,
    STATES,
    Shown,
    failure_mode_table,
    shown,
)
from pmaction.render.postmortem.parts import (
    EMPTY,
    UNKNOWN,
    Fact,
    bullets,
    facts,
    headed,
    joined,
    said,
    section,
    table,
    words,
    written,
)
from pmaction.render.postmortem.sequence import in_sequence
from pmaction.render.postmortem.validation import follow_up_table, validation_section

PRIORITIES: tuple[tuple[Priority | None, str, str], ...] = (
    ("P0", "P0 (critical)", "## Immediate actions (P0)"),
    ("P1", "P1 (high)", "## Short-term actions (P1)"),
    ("P2", "P2 (medium)", "## Longer-term actions (P2)"),
    ("P3", "P3 (low)", "## Actions that can wait (P3)"),
    (None, "Priority not set", "## Actions without a priority"),
)
NO_ISSUE = "not named in the file"
_ALWAYS = ("P0", "P1", "P2")


def plan_markdown(postmortem: Postmortem, terms: Terms) -> str:
    """Write the action plan; `terms` gives action items without a due date theirs."""
    items = in_sequence(shown(postmortem, terms), postmortem.planning.prioritization)
    coverage = coverage_section("## Detection coverage map", postmortem.detection_coverage)
    return written(
        joined(
            [f"# Postmortem action plan: {line(postmortem.title)}"],
            facts(_head(postmortem)),
            _summary(postmortem, items),
            section("## Action items", _prioritized(items), always=True),
            *(_details(heading, priority, items) for priority, _, heading in PRIORITIES),
            coverage or ["## Detection coverage map", "", EMPTY],
            validation_section(postmortem.validation_plan, always=True),
            _tracking(postmortem, items),
            _rollup(postmortem, items),
        )
    )


def _head(postmortem: Postmortem) -> Iterator[Fact]:
    planning = postmortem.planning
    yield Fact("Postmortem", postmortem.id)
    yield Fact("Date", incident_date(postmortem))
    yield Fact("Scope", postmortem.scope or UNKNOWN)
    yield Fact("Prioritization", planning.prioritization or UNKNOWN)
    yield Fact("Capacity", planning.capacity or UNKNOWN)
    yield Fact("Ownership model", planning.ownership_model or UNKNOWN)
    yield Fact("Due-date policy", planning.due_policy)
    confidential = "yes; do not pass this plan on" if postmortem.confidential else None
    yield Fact("Confidential", confidential)


def _summary(postmortem: Postmortem, items: Sequence[Shown]) -> list[str]:
    summary, impact = postmortem.summary, postmortem.impact
    theme = (
        Fact("Incident theme", long=summary.incident or UNKNOWN),
        Fact("Primary failure mode", long=_primary_failure_mode(postmortem)),
        Fact("Top prevention leverage point", long=summary.leverage_point or UNKNOWN),
    )
    radius = (
        Fact("Users affected", customer_impact(impact)),
        Fact("Duration", said(postmortem.times.duration)),
        Fact("Business impact", business_impact(impact)),
    )
    return section(
        "## Summary",
        facts(theme),
        section("### Blast radius", facts(radius)),
        section("### Failure modes and what addresses them", failure_mode_table(postmortem)),
        section("### Action summary", facts(_counts(items))),
    )


def _primary_failure_mode(postmortem: Postmortem) -> str:
    modes = postmortem.root_cause.failure_modes
    described = modes[0].description if modes else postmortem.summary.root_cause
    return described or postmortem.root_cause.description or UNKNOWN


def _counts(items: Sequence[Shown]) -> Iterator[Fact]:
    counts = Counter(one.item.priority for one in items)
    yield Fact("Total actions", str(len(items)))
    for priority, name, _ in PRIORITIES:
        if counts[priority] or priority in _ALWAYS:
            yield Fact(name, _actions(counts[priority]))
    if len(items) > (open_ones := sum(one.item.status == "open" for one in items)):
        done = sum(one.item.status == "done" for one in items)
        wont = len(items) - open_ones - done
        yield Fact("Progress", f"{done} done, {open_ones} open, {wont} will not be done")


def _actions(count: int) -> str:
    return f"{count} action{'' if count == 1 else 's'}"


def _prioritized(items: Sequence[Shown]) -> list[str]:
    rows = [
        [
            one.item.id,
            headed(one.item.category) if one.item.category else UNKNOWN,
            line(one.item.title),
            one.item.priority or NO_PRIORITY,
            one.item.effort or UNKNOWN,
            one.owner,
            line(one.item.done_when or UNKNOWN),
            one.due,
        ]
        for one in items
    ]
    head = ["ID", "Category", "Action", "Priority", "Effort", "Owner", "Done when", "Due"]
    return table(head, rows)


def _details(heading: str, priority: str | None, items: Sequence[Shown]) -> list[str]:
    parts = [
        joined([f"### {one.item.id}: {line(one.item.title)}"], facts(_with_status(one)))
        for one in items
        if one.item.priority == priority
    ]
    return section(heading, *parts)


def _with_status(one: Shown) -> Iterator[Fact]:
    if one.item.status == "done":
        yield Fact("Status", STATES["done"])
    yield from one.facts()


def _tracking(postmortem: Postmortem, items: Sequence[Shown]) -> list[str]:
    planning = postmortem.planning
    where = (
        Fact("Tracking system", planning.tracking_system or UNKNOWN),
        Fact("Epic", line(planning.epic or UNKNOWN)),
    )
    rows = [
        [
            item_key(postmortem.id, one.item.id),
            one.issue or NO_ISSUE,
            line(one.item.title),
            one.item.priority or NO_PRIORITY,
            one.owner,
            one.due,
        ]
        for one in items
    ]
    head = ["Item key", "Issue", "Action", "Priority", "Owner", "Due"]
    return section(
        "## Tracking notes",
        facts(where),
        section("### Issues", table(head, rows)),
        section("### Follow-up meetings", follow_up_table(postmortem.follow_ups)),
    )


def _rollup(postmortem: Postmortem, items: Sequence[Shown]) -> list[str]:
    """Write what leadership wants to know, in a form that can be passed on by itself."""
    summary = postmortem.summary
    validated = [one.success_criteria for one in postmortem.validation_plan if one.success_criteria]
    told = [
        Fact("Incident", f"{line(postmortem.title)} ({incident_date(postmortem)})"),
        Fact("Impact", long=summary.impact or UNKNOWN),
        Fact("Root cause", long=summary.root_cause or UNKNOWN),
    ]
    gain = [improvement(postmortem.detection_coverage)] if postmortem.detection_coverage else []
    return section(
        "## Rollup for leadership",
        facts(told),
        section("### Actions", facts(_by_priority(items)), always=True),
        section("### How we know that it works", bullets(validated)),
        gain,
    )


def _by_priority(items: Sequence[Shown]) -> Iterator[Fact]:
    for priority, name, _ in PRIORITIES:
        group = [one for one in items if one.item.priority == priority]
        if not group:
            continue
        done = sum(one.item.status == "done" for one in group)
        aims = dict.fromkeys(words(one.item.category) or "" for one in group)
        what = ", ".join(filter(None, aims))
        by = max((one.due for one in group if one.due[0].isdigit()), default="")
        parts = [
            f"{_actions(len(group))}{f' ({what})' if what else ''}",
            f"{done} done",
            f"the last one due {by}" if by else "no due date",
        ]
        yield Fact(name, ", ".join(parts))
