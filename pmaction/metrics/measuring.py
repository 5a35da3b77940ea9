"""Facts and a window → metrics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pmaction.config import Config
from pmaction.facts import Facts, IncidentFact, ItemFact
from pmaction.identity import reading_order
from pmaction.likeness import Alike
from pmaction.metrics.bands import dora_metrics
from pmaction.metrics.groups import ages, group, groups, lateness, series, tallies
from pmaction.metrics.periods import Extent, extent, is_alerted, period, share
from pmaction.metrics.targets import is_slow, target_results
from pmaction.metrics.values import DetectionGap, LeftOut, Metrics, Recurrence, Window
from pmaction.teams import NO_TEAM

_PRIORITIES = ("P0", "P1", "P2", "P3")
_CATEGORIES = ("prevention", "detection", "response", "process", "reliability", "security")


def last_days(today: date, days: int = 90) -> Window:
    """Give the window of the last days, today included."""
    return Window(date.fromordinal(max(today.toordinal() - days + 1, 1)), today)


def measure(
    facts: Facts,
    config: Config,
    window: Window,
    alike: Sequence[Alike] = (),
    *,
    team: str | None = None,
    service: str | None = None,
) -> Metrics:
    """Count the facts of a window; `alike` are the suspected recurrences among all incidents.

    With a `team` only what concerns it is counted: its action items, and the incidents that one of
    them follows from or that one of its members wrote of. With a `service`, spelled in any case,
    the incidents that name it, and their items.
    """
    scoped = concerning(facts, team, service)
    found, earlier = extent(scoped, window), extent(scoped, window.before)
    days_past_due = config.targets.days_past_due
    now, before = period(found, days_past_due), period(earlier, days_past_due)
    months = series(found)
    told = (signal for one in found.incidents for signal in one.signals)
    signals = [one for one in told if one.before is not None and one.after is not None]
    teams = (*config.teams, NO_TEAM)
    return Metrics(
        as_of=found.as_of,
        now=now,
        before=before,
        team=team,
        service=service,
        targets=target_results(found, now, before, config.targets),
        dora=dora_metrics(config.dora, now.restore),
        months=months,
        total=group(None, scoped.items, found),
        teams=groups(found, lambda one: one.team, teams),
        priorities=groups(found, lambda one: one.priority, _PRIORITIES),
        categories=groups(found, lambda one: one.category, _CATEGORIES),
        ages=ages(found),
        lateness=lateness(found),
        services=tallies(found, earlier, months, _services),
        causes=tallies(found, earlier, months, _causes),
        recurrences=tuple(recurrences(found.incidents, _still_open(facts, found), alike)),
        detection_gaps=tuple(detection_gaps(found.incidents, config.targets.minutes_to_detect)),
        signals_before=share(one.before for one in signals),
        signals_after=share(one.after for one in signals),
        incidents=found.incidents,
        open_items=_open_items(found),
        left_out=_left_out(found),
    )


def concerning(facts: Facts, team: str | None, service: str | None) -> Facts:
    """Give the facts that concern a team, a service, or both; None for all of them.

    An item whose owner is in several teams concerns each of them, and then counts as that team's.
    """
    wanted = service.casefold() if service is not None else None

    def is_of_service(services: Sequence[str]) -> bool:
        return wanted is None or any(name.casefold() == wanted for name in services)

    return replace(
        facts,
        incidents=tuple(
            one
            for one in facts.incidents
            if (team is None or team in one.teams) and is_of_service(one.services)
        ),
        items=tuple(
            one if team is None else replace(one, team=team)
            for one in facts.items
            if (team is None or team == one.team or team in one.other_teams)
            and is_of_service(one.services)
        ),
        quiet_items=facts.quiet_items if team is None and service is None else 0,
    )


def _services(incident: IncidentFact) -> Sequence[str]:
    return incident.services


def _causes(incident: IncidentFact) -> Sequence[str]:
    return (incident.cause_kind,) if incident.cause_kind is not None else ()


def recurrences(
    incidents: Iterable[IncidentFact], still: Mapping[str, Sequence[str]], alike: Sequence[Alike]
) -> Iterator[Recurrence]:
    """Give what happened again, declared or else suspected.

    `still` are the keys of open action items by postmortem.
    """
    looks_like = {one.later: one for one in alike}
    for incident in incidents:
        if incident.recurrence_of is not None:
            earlier = incident.recurrence_of
            yield Recurrence(
                later=incident.id,
                earlier=earlier,
                kind="declared",
                why="its postmortem says so",
                open_items=tuple(still.get(earlier, ())),
            )
        elif (one := looks_like.get(incident.id)) is not None:
            yield Recurrence(
                later=one.later,
                earlier=one.earlier,
                kind="suspected",
                why=one.why,
                open_items=tuple(still.get(one.earlier, ())),
            )


def _still_open(facts: Facts, found: Extent) -> dict[str, list[str]]:
    still: dict[str, list[str]] = {}
    for item in facts.items:
        if found.standing.is_open(item):
            still.setdefault(item.postmortem, []).append(item.key)
    return still


def detection_gaps(incidents: Iterable[IncidentFact], limit: int | None) -> Iterator[DetectionGap]:
    """Give the incidents that were noticed late or not by an alert, or that name a gap."""
    for one in incidents:
        slow = is_slow(one.detect, limit)
        if slow or is_alerted(one) is False or one.detection_gaps:
            yield DetectionGap(
                id=one.id,
                detect=one.detect,
                method=one.method,
                is_slow=slow,
                gaps=one.detection_gaps,
            )


def _open_items(found: Extent) -> tuple[ItemFact, ...]:
    still = (one for one in found.facts.items if found.standing.is_open(one))
    due = found.standing.due
    return tuple(sorted(still, key=lambda one: (due(one) or date.max, reading_order(one.key))))


def _left_out(found: Extent) -> LeftOut:
    items, standing = found.facts.items, found.standing
    return LeftOut(
        undated=sum(one.day is None for one in found.facts.incidents),
        ahead=sum(
            one.day is not None and one.day > found.facts.today and one.day not in found.window
            for one in found.facts.incidents
        ),
        no_due=sum(standing.is_open(one) and standing.due(one) is None for one in items),
        no_end=sum(one.state != "open" and one.ended is None for one in items),
        no_start=sum(one.state == "open" and one.opened is None for one in items),
        quiet=found.facts.quiet_items,
    )
