"""Patterns: what incidents with the same kind of cause have in common, over all times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pmaction.facts import Facts, IncidentFact, ItemFact
from pmaction.identity import reading_order
from pmaction.likeness import Alike
from pmaction.metrics.lengths import spans_of
from pmaction.metrics.measuring import detection_gaps, recurrences
from pmaction.metrics.values import DetectionGap, Recurrence, Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The incidents with one kind of cause, the newest first and those without a date last.

    `services` and `years` say how many incidents there were, the most frequent service and the
    latest year first. `open_items` are in the order of their due dates; `done_items` the latest
    first. Texts are those of the postmortems.
    """

    kind: str
    incidents: tuple[IncidentFact, ...]
    detect: Spans
    restore: Spans
    services: tuple[tuple[str, int], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    detection_gaps: tuple[DetectionGap, ...] = ()
    recurrences: tuple[Recurrence, ...] = ()
    open_items: tuple[ItemFact, ...] = ()
    done_items: tuple[ItemFact, ...] = ()
    wont_do: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All patterns, the most frequent first; `without_kind` is how many incidents name no kind.

    Confidential postmortems are among those.
    """

    patterns: tuple[Pattern, ...] = ()
    without_kind: int = 0


def patterns(facts: Facts, alike: Sequence[Alike] = (), slow: int | None = None) -> Patterns:
    """Group the incidents by kind of cause.

    `alike` are the suspected recurrences; `slow` is in how many minutes an incident is to be
    detected.
    """
    by_kind: dict[str, list[IncidentFact]] = {}
    items: dict[str, list[ItemFact]] = {}
    for incident in facts.incidents:
        if incident.cause_kind is not None:
            by_kind.setdefault(incident.cause_kind, []).append(incident)
    for item in facts.items:
        items.setdefault(item.postmortem, []).append(item)
    kinds = sorted(by_kind, key=lambda kind: (-len(by_kind[kind]), kind))
    return Patterns(
        patterns=tuple(_pattern(kind, by_kind[kind], items, alike, slow) for kind in kinds),
        without_kind=sum(one.cause_kind is None for one in facts.incidents),
    )


def _pattern(
    kind: str,
    found: Iterable[IncidentFact],
    items: dict[str, list[ItemFact]],
    alike: Sequence[Alike],
    slow: int | None,
) -> Pattern:
    incidents = sorted(found, key=lambda one: (one.day or date.min, one.id), reverse=True)
    theirs = [item for one in incidents for item in items.get(one.id, ())]
    still = {key: [i.key for i in several if i.state == "open"] for key, several in items.items()}
    services = Counter(name for one in incidents for name in dict.fromkeys(one.services))
    years = Counter(one.day.year for one in incidents if one.day is not None)
    return Pattern(
        kind=kind,
        incidents=tuple(incidents),
        services=tuple(sorted(services.items(), key=lambda one: (-one[1], one[0]))),
        years=tuple(sorted(years.items(), reverse=True)),
        detect=spans_of(one.detect for one in incidents),
        restore=spans_of(one.restore for one in incidents),
        detection_gaps=tuple(detection_gaps(incidents, slow)),
        recurrences=tuple(recurrences(incidents, still, alike)),
        open_items=tuple(sorted((one for one in theirs if one.state == "open"), key=_by_due)),
        done_items=tuple(sorted((one for one in theirs if one.state == "done"), key=_latest)),
        wont_do=sum(one.state == "wont_do" for one in theirs),
    )


def _by_due(item: ItemFact) -> tuple[date, tuple[str, bool, str, int, str]]:
    return item.due or date.max, reading_order(item.key)


def _latest(item: ItemFact) -> tuple[int, tuple[str, bool, str, int, str]]:
    return -(item.ended.toordinal() if item.ended else 0), reading_order(item.key)
