"""What a report on some days has to say by the book-keeping, in the report's own names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from simulation.books import due_of, due_on, middle, minutes, was_open, was_overdue
from simulation.organization import Row, minutes_after

LONG = 30
HOURS_TO_PUBLISH = 48
SHORT = 30


def period(incidents: Iterable[Row], items: Iterable[Row], since: date, until: date) -> Row:
    """What happened on these days, the last of which is the one on which it is asked."""
    incidents = [one for one in incidents if since <= one["started"].date() <= until]
    items = [one for one in items if one["opened"] is not None]
    p0 = [one for one in incidents if one["severity"] == "P0"]
    asked = [one for one in incidents if must_be_published(one)]
    return {
        "incidents": len(incidents),
        "severities": dict(Counter(one["severity"] for one in incidents)),
        "detect": lengths(minutes(one, "started", "detected") for one in incidents),
        "acknowledge": lengths(minutes(one, "detected", "acknowledged") for one in incidents),
        "restore": lengths(minutes(one, "started", "resolved") for one in incidents),
        "resolve": lengths(minutes(one, "detected", "resolved") for one in incidents),
        "publish": lengths(
            minutes(one, "resolved", "published") for one in incidents if one["published"]
        ),
        "published": published(asked, until),
        "p0_published": published(p0, until),
        "published_in_time": share(published_in_time(one, until) for one in asked),
        "recurrences": share(one["recurrence_of"] is not None for one in incidents),
        "alerted": share(one["method"] == "automated-alert" for one in incidents),
        "opened": sum(since <= one["opened"] <= until for one in items),
        "done": ended(items, "done", since, until),
        "wont_do": ended(items, "wont_do", since, until),
        "closed": share(
            one["ended"] is not None
            for one in items
            if one["ended"] is None or one["ended"] >= since
        ),
        "in_time": share(done_in_time(one, since, until) for one in items),
        "moved": share(
            bool(one["extensions"])
            for one in items
            if (due := due_of(one)) is not None and since <= due <= until
        ),
        "open": sum(was_open(one, until) for one in items),
        "overdue": sum(was_overdue(one, until) for one in items),
        "long_overdue": sum(
            was_overdue(one, until)
            and (due := due_on(one, until)) is not None
            and (until - due).days > LONG
            for one in items
        ),
    }


def share(answers: Iterable[bool | None]) -> Row:
    """How many are true, of those that are true or false."""
    known = [one for one in answers if one is not None]
    return {"count": sum(known), "of": len(known)}


def lengths(found: Iterable[float | None]) -> Row:
    """Median, 90th percentile, and how many are known."""
    every = list(found)
    median, most, known = middle(every)
    return {
        "median_minutes": median,
        "p90_minutes": most,
        "known": known,
        "approximate": 0,
        "unknown": len(every) - known,
    }


def ended(items: Iterable[Row], how: str, since: date, until: date) -> int:
    """How many ended like that on these days."""
    return sum(
        one["state"] == how and one["ended"] is not None and since <= one["ended"] <= until
        for one in items
    )


def done_in_time(item: Row, since: date, until: date) -> bool | None:
    """Whether an item that was due on these days was done by then; None if it does not count."""
    due = due_of(item)
    if due is None or not since <= due <= until or item["state"] == "wont_do":
        return None
    if item["state"] == "done":
        noted = item["done_at"] if item["said"] == "done" else None
        in_time: bool = min(noted or item["ended"], item["ended"]) <= due
        return in_time
    return False if due < until else None


def publish_by(incident: Row) -> datetime:
    """When a postmortem is to be published."""
    return minutes_after(incident["resolved"] or incident["started"], HOURS_TO_PUBLISH * 60)


def must_be_published(incident: Row) -> bool:
    """Whether a postmortem is missed that is never published."""
    if incident["severity"] == "P1":
        lasted = minutes(incident, "started", "resolved") or 0
        return incident["recurrence_of"] is not None or lasted > SHORT
    is_worst: bool = incident["severity"] == "P0"
    return is_worst


def published_in_time(incident: Row, today: date) -> bool | None:
    """Whether a postmortem was published in time; None while there is some left."""
    published, limit = incident["published"], publish_by(incident)
    if published is None:
        return False if today > limit.date() else None
    if incident["resolved"] is None:
        on_the_day: bool = published.date() <= limit.date()
        return on_the_day
    exactly: bool = published.timestamp() <= limit.timestamp()
    return exactly


def published(incidents: Iterable[Row], today: date) -> Row:
    """How many are published, of those that are or should be."""
    return share(
        one["published"] is not None
        for one in incidents
        if one["published"] or published_in_time(one, today) is not None
    )


def teams(
    incidents: Iterable[Row], items: Iterable[Row], since: date, today: date
) -> dict[str, Row]:
    """What each team has to do and has done."""
    happened = {one["id"] for one in incidents if since <= one["started"].date() <= today}
    sunday = today + timedelta(days=7 - today.isoweekday())
    grouped: dict[str, list[Row]] = {}
    for item in items:
        if item["opened"] is not None:
            grouped.setdefault(item["team"], []).append(item)
    return {
        name: {
            "name": name,
            "total": len(those),
            "open": sum(one["state"] == "open" for one in those),
            "overdue": sum(was_overdue(one, today) for one in those),
            "due_this_week": sum(
                one["state"] == "open"
                and (due := due_of(one)) is not None
                and today <= due <= sunday
                for one in those
            ),
            "done": sum(one["state"] == "done" for one in those),
            "wont_do": sum(one["state"] == "wont_do" for one in those),
            "slips": sum(len(one["extensions"]) for one in those),
            "in_time": share(done_in_time(one, since, today) for one in those),
            "incidents": len({one["incident"]["id"] for one in those} & happened),
        }
        for name, those in grouped.items()
    }
