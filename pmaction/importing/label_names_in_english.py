"""The English names of labelled lines that say one thing each, by what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "TITLE": "title, subject, incident title, incident name, postmortem title",
        "DATE": """
        date, incident date, date of incident, date of the incident, day, incident day, date of
        outage, occurred on, date occurred, date of occurrence, event date, outage date
    """,
        "SEVERITY": """
        severity, sev, severity level, incident severity, priority, incident priority, sev level,
        level, criticality, incident level, impact level
    """,
        "AUTHORS": """
        author, authors, author s, written by, created by, postmortem author, postmortem owner,
        postmortem lead, prepared by, compiled by, postmortem compiled by, document
        owner, post mortem owner, post mortem author, report author, report owner, postmortem
        authors
    """,
        "REVIEWERS": "reviewer, reviewers, reviewed by, approver, approvers, approved by",
        "SERVICES": """
        services, service, affected services, affected service, service affected, services affected,
        affected systems, affected system, systems affected, system affected, impacted services,
        impacted service, services impacted, service impacted, service name, impacted systems,
        systems, system, component, components, affected components, affected component, components
        affected, affected products, affected product, product, products affected, service s
        affected, service s, affected service s, impacted components
    """,
        "ID": """
        incident id, incident number, incident no, incident ticket, incident ref, incident
        reference, postmortem id, post mortem id, id, incident key, ticket
    """,
        "STARTED": """
        start, started, start time, incident start, incident started, time started, started at,
        start date, began, incident began, outage start, start of incident, beginning, begin, impact
        start, time of incident, incident start time, outage started, time of start, start of
        impact, first impact, issue started, impact started, start datetime, impact start time,
        issue start time, impact started at, incident started at, incident start date, issue start,
        disruption start, service disruption start,
        start of outage, start of the incident, impact began, occurred at, time of occurrence
    """,
        "WINDOW": """
        duration, window, incident window, outage window, impact window, time window, period,
        incident period, outage period, time frame, timeframe, time, time range, incident time,
        incident duration, outage duration, outage, downtime, when, date time, datetime, date and
        time, dates and times, time of outage, impact duration, impact period, occurred
    """,
        "DECLARED": """
        declared, incident declared, declared at, time declared, incident declared at, opened,
        opened at, incident opened, time opened
    """,
        "DETECTED": """
        detected, first detected, detected at, time detected, time of detection, discovered,
        detection time, first alert, noticed, alert fired, first noticed, reported at, incident
        detected, issue detected, first reported
    """,
        "ACKNOWLEDGED": """
        acknowledged, acknowledged at, time acknowledged, acked, ack time, acknowledgement, response
        started, responded
    """,
        "MITIGATED": """
        mitigated, mitigated at, time mitigated, incident mitigated, impact mitigated, mitigation
        time, contained
    """,
        "RESTORED": """
        restored, repaired, recovered, service restored, restored at, recovered at, time restored,
        service recovered, time recovered, incident repaired, impact end, impact ended, end of
        impact, impact end time, impact ended at
    """,
        "RESOLVED": """
        resolved, resolved at, time resolved, incident resolved, end, ended, end time, incident end,
        incident ended, fixed, fixed at, resolution time, finished, outage end, end date, closed at,
        time of resolution, incident end time, outage ended, issue resolved, issue ended, end
        datetime, closed, incident closed, time closed, end of incident, end of the incident, end of
        outage
    """,
        "METHOD": """
        detection method, detected by, method of detection, how detected, detection source,
        discovered by, reported by, first reported by
    """,
        "ALERT": "alert name, alert, alerts fired, name of the alert",
        "ZONE": "time zone, timezone, zone, tz",
        "USERS": """
        affected users, users affected, customers affected, affected customers, number of affected
        users, number of users affected, impacted users, users impacted
    """,
        "PREVENTION": "prevention summary",
        "LEVERAGE": "leverage point, top prevention leverage point",
        "DISTRIBUTION": "distribution, distribution list",
    }
)
