"""A whole postmortem as a document, in the layout that such documents usually have."""

from __future__ import annotations

from collections.abc import Iterator

from pmaction.incident import Alert
from pmaction.model import Postmortem
from pmaction.policy import Terms
from pmaction.render.postmortem.coverage import coverage_section
from pmaction.render.postmortem.escaping import address, line, name
from pmaction.render.postmortem.impact import customer_impact, impact_section, revenue_impact
from pmaction.render.postmortem.items import (
    check_list,
    failure_mode_table,
    horizon_table,
    names,
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
    quote,
    said,
    section,
    table,
    words,
    written,
)
from pmaction.render.postmortem.validation import follow_up_table, validation_section

MOMENTS = ("started", "declared", "detected", "acknowledged", "mitigated", "restored", "resolved")
TITLE = "# Postmortem: "
CONFIDENTIAL = "yes; do not pass this document on"


def postmortem_markdown(postmortem: Postmortem, terms: Terms) -> str:
    """Write the whole postmortem; `terms` gives action items without a due date theirs."""
    return written(
        joined(
            [f"{TITLE}{line(postmortem.title)}"],
            facts(_head(postmortem)),
            _summary(postmortem),
            _details(postmortem),
            _timeline(postmortem),
            _root_cause(postmortem),
            impact_section(postmortem.impact),
            _resolution(postmortem),
            _action_items(postmortem, terms),
            _lessons(postmortem),
            section("## Prevention", horizon_table(postmortem.action_items), always=True),
            coverage_section("## Detection coverage", postmortem.detection_coverage),
            validation_section(postmortem.validation_plan),
            section("## Follow-up meetings", follow_up_table(postmortem.follow_ups)),
            section("## Planning", facts(_planning(postmortem))),
            _references(postmortem),
            _sign_off(postmortem),
            section("## Notes", quote(postmortem.notes)),
        )
    )


def incident_date(postmortem: Postmortem) -> str:
    """Give the day of the incident, as well as it is known."""
    first = postmortem.times.first_known
    return str(first.day) if first is not None else UNKNOWN


def _head(postmortem: Postmortem) -> Iterator[Fact]:
    yield Fact("Postmortem", postmortem.id)
    yield Fact("Incident ID", line(postmortem.incident_id or ""))
    yield Fact("Date", incident_date(postmortem))
    yield Fact("Authors", names(postmortem.authors) or UNKNOWN)
    yield Fact("Reviewers", names(one.name for one in postmortem.reviewers) or UNKNOWN)
    yield Fact("Status", postmortem.status)
    yield Fact("Confidential", CONFIDENTIAL if postmortem.confidential else None)


def _summary(postmortem: Postmortem) -> list[str]:
    summary = postmortem.summary
    told = (
        Fact("Incident", long=summary.incident),
        Fact("Impact", long=summary.impact),
        Fact("Root cause", long=summary.root_cause),
        Fact("Resolution", long=summary.resolution),
        Fact("Prevention", long=summary.prevention),
        Fact("Leverage point", long=summary.leverage_point),
    )
    story = section("### Narrative", quote(summary.narrative))
    return section("## Executive summary", facts(told), story, always=True)


def _details(postmortem: Postmortem) -> list[str]:
    times = postmortem.times
    severity = (
        Fact("Severity", line(postmortem.severity or UNKNOWN)),
        Fact("Services affected", names(postmortem.services) or UNKNOWN),
        Fact("Kind of cause", postmortem.cause_kind),
        Fact("Scope", postmortem.scope),
        Fact("Customer impact", customer_impact(postmortem.impact)),
        Fact("Revenue impact", revenue_impact(postmortem.impact)),
        Fact("Duration", said(times.duration)),
    )
    moments = [(moment, getattr(times, moment)) for moment in MOMENTS]
    rows = [[headed(moment), at.text] for moment, at in moments if at is not None]
    return section(
        "## Incident details",
        section("### Severity classification", facts(severity)),
        section("### Times", table(["Moment", "Time"], rows), always=True),
        section("### Detection", facts(_detection(postmortem))),
    )


def _detection(postmortem: Postmortem) -> Iterator[Fact]:
    detection, times = postmortem.detection, postmortem.times
    alert = detection.alert or Alert()
    yield Fact("Detected", times.detected.text if times.detected else UNKNOWN)
    yield Fact("Alert", name(alert.name) if alert.name else "none named")
    yield Fact("Detection method", words(detection.method) or UNKNOWN)
    yield Fact("Time to detect (TTD)", said(times.time_to_detect))
    yield Fact("How it was noticed", long=detection.description)
    yield Fact("Alert volume", long=alert.volume)
    yield Fact("Alert quality", long=alert.quality)
    yield Fact("Alert purpose", long=alert.purpose)


def _timeline(postmortem: Postmortem) -> list[str]:
    times = postmortem.times
    rows = [
        [one.at.text, line(one.event), name(one.actor or ""), line(one.action_taken or "")]
        for one in postmortem.timeline
    ]
    total = (
        Fact("Total duration", said(times.duration)),
        Fact("Time to detect (TTD)", said(times.time_to_detect)),
        Fact("Time to resolve (MTTR)", said(times.time_to_resolve)),
        Fact("Time to restore service", said(times.time_to_restore)),
    )
    entries = table(["Time", "Event", "Actor", "Action taken"], rows)
    return section("## Timeline", entries or [EMPTY], facts(total))


def _root_cause(postmortem: Postmortem) -> list[str]:
    cause = postmortem.root_cause
    whys = [
        [str(step), line(why.question), line(why.answer)]
        for step, why in enumerate(cause.five_whys, 1)
    ]
    return section(
        "## Root cause analysis",
        section("### What happened", quote(cause.description)),
        section("### Five whys", table(["Step", "Why", "Because"], whys)),
        section("### Root cause in short", quote(cause.category)),
        section("### Failure modes", failure_mode_table(postmortem)),
        section("### Contributing factors", bullets(cause.contributing_factors)),
        section("### Detection gaps", bullets(cause.detection_gaps)),
        always=True,
    )


def _resolution(postmortem: Postmortem) -> list[str]:
    resolution = postmortem.resolution
    return section(
        "## Resolution",
        section("### Immediate fix", quote(resolution.immediate_fix)),
        section("### Validation", quote(resolution.validation)),
        section("### Regression test", quote(resolution.regression_test)),
        always=True,
    )


def _action_items(postmortem: Postmortem, terms: Terms) -> list[str]:
    needless = Fact("No action is needed", long=postmortem.no_action_needed)
    items = shown(postmortem, terms)
    return section("## Action items", facts((needless,)), check_list(items), always=True)


def _lessons(postmortem: Postmortem) -> list[str]:
    lessons = postmortem.lessons
    return section(
        "## Lessons learned",
        section("### What went well", bullets(lessons.went_well)),
        section("### What went poorly", bullets(lessons.went_poorly)),
        section("### Where we were lucky", bullets(lessons.lucky)),
        section("### Surprising findings", bullets(lessons.surprising)),
        always=True,
    )


def _planning(postmortem: Postmortem) -> Iterator[Fact]:
    planning = postmortem.planning
    yield Fact("Prioritization", planning.prioritization)
    yield Fact("Capacity", planning.capacity)
    yield Fact("Ownership model", planning.ownership_model)
    yield Fact("Due-date policy", planning.due_policy)
    yield Fact("Tracking system", planning.tracking_system)
    yield Fact("Epic", line(planning.epic or ""))


def _references(postmortem: Postmortem) -> list[str]:
    references = [
        [words(one.type) or "", line(one.title or ""), address(one.url)]
        for one in postmortem.references
    ]
    related = [
        [
            one.id or line(one.external or ""),
            address(one.url) if one.url else "",
            line(one.note or ""),
        ]
        for one in postmortem.related_incidents
    ]
    again = postmortem.recurrence_of or ""
    link = address(again) if again.startswith(("http://", "https://")) else again
    return section(
        "## References",
        table(["Type", "Title", "Address"], references),
        section("### Related incidents", table(["Incident", "Address", "Note"], related)),
        facts((Fact("Recurrence of", link),)),
        always=True,
    )


def _sign_off(postmortem: Postmortem) -> list[str]:
    rows = [
        [
            name(one.name),
            line(one.role or ""),
            str(one.signed_off_on) if one.signed_off_on is not None else "not yet",
        ]
        for one in postmortem.reviewers
    ]
    published = postmortem.published_at.text if postmortem.published_at else "not yet"
    told = (
        Fact("Published", published),
        Fact("Distribution", names(postmortem.distribution) or UNKNOWN),
    )
    return section(
        "## Review and sign-off", table(["Reviewer", "Role", "Signed off on"], rows), facts(told)
    )
