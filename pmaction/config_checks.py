"""What a configuration cannot mean though its schema allows it, such as names of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pmaction.config import Holidays
from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.policy_checks import check_policy
from pmaction.positions import Path
from pmaction.suggest import suggest
from pmaction.teams import NO_TEAM


def check_config(document: Document) -> Iterator[Finding]:
    """Give the findings of a configuration that fits its schema."""
    yield from _useless_patterns(document)
    yield from _time_zones(document)
    yield from _names_of_teams(document)
    yield from _holidays(document)
    yield from _quiet_days(document)
    yield from _shares(document)
    yield from check_policy(document)


def _useless_patterns(document: Document) -> Iterator[Finding]:
    for index, pattern in enumerate(document.data.get("postmortems", ())):
        parts = [part for part in pattern.split("/") if part not in ("", ".")]
        if any("**" in part and part != "**" for part in parts):
            message = f"`{pattern}` has ** beside other characters, and names nothing"
        elif pattern.endswith("/") or not parts or parts[-1] == "**":
            message = f"`{pattern}` names folders, and no file"
        else:
            continue
        hint = "Write it like postmortems/**/*.yaml, where ** stands for any number of folders."
        yield document.error(("postmortems", index), "bad-format", message, hint)


def _time_zones(document: Document) -> Iterator[Finding]:
    places: list[tuple[Path, str | None]] = [(("time_zone",), document.data.get("time_zone"))]
    for name, team in document.data.get("teams", {}).items():
        places.append((("teams", name, "time_zone"), team.get("time_zone")))
    for path, zone in places:
        if zone is None or _is_time_zone(zone):
            continue
        from zoneinfo import available_timezones

        known = available_timezones()
        hint = (
            "Use an IANA name such as Europe/Berlin or UTC."
            if known
            else "This system knows none but UTC; `pip install tzdata` brings the others."
        )
        # Of abbreviations such as CEST there is none that is meant for sure.
        of_places = {name for name in known if "/" in name} | {"UTC"}
        by_city = sorted(name for name in of_places if name.rpartition("/")[2] == zone)
        meant = f". Did you mean `{by_city[0]}`?" if by_city else suggest(zone, of_places)
        message = f"`{zone}` is not a time zone{meant}"
        yield document.error(path, "unknown-name", message, hint)


def _is_time_zone(name: str) -> bool:
    if name == "UTC":
        return True
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _names_of_teams(document: Document) -> Iterator[Finding]:
    for name in document.data.get("teams", {}):
        if name.strip().casefold() == NO_TEAM:
            message = f"a team cannot be called `{name}`: that stands for items without a team"
            hint = "Give it another name."
            yield document.finding(
                ("teams", name), "not-allowed", Severity.ERROR, message, hint, of_key=True
            )


def _holidays(document: Document) -> Iterator[Finding]:
    said = document.data.get("working_days", {}).get("holidays")
    if said is None:
        return
    from pmaction.public_holidays import why_unknown

    problem = why_unknown(Holidays(said["country"], said.get("region")))
    if problem is not None:
        path = ("working_days", "holidays", problem.property)
        yield document.error(path, "unknown-name", problem.message, problem.hint)


def _quiet_days(document: Document) -> Iterator[Finding]:
    for place, text in enumerate(document.data.get("reminders", {}).get("quiet", ())):
        path = ("reminders", "quiet", place)
        try:
            days = [date.fromisoformat(day) for day in text.strip().split("/")]
        except ValueError:
            message = f"`{text}` names a day that is on no calendar"
            hint = "Write it like 2025-12-24, or 2025-12-22/2026-01-02."
            yield document.error(path, "impossible-date", message, hint)
            continue
        if days[0] > days[-1]:
            message = f"`{text}` ends before it begins"
            hint = f"Write the first day first: {days[-1]}/{days[0]}."
            yield document.error(path, "impossible-date", message, hint)


def _shares(document: Document) -> Iterator[Finding]:
    targets = document.data.get("targets", {})
    for name in ("p0_published", "items_done_in_time", "recurrence"):
        share = targets.get(name, 0)
        # One in a hundred may well be the most that comes again.
        if 0 < share < 1 or (share == 1 and name != "recurrence"):
            message = f"`{name}` is in percent, and {share:g} % is next to nothing"
            hint = f"Did you mean {share * 100:g}?"
            yield document.error(("targets", name), "out-of-range", message, hint)
