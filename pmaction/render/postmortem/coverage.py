"""The detection coverage map: what is watched before and after each round of action items."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pmaction.model import DetectionCoverage, SignalCoverage
from pmaction.render.postmortem.escaping import line
from pmaction.render.postmortem.parts import UNKNOWN, joined, section, table

PHASES: tuple[tuple[str, Callable[[DetectionCoverage], SignalCoverage | None]], ...] = (
    ("Before", lambda signal: signal.before),
    ("After P0", lambda signal: signal.after_p0),
    ("After P1", lambda signal: signal.after_p1),
    ("After P2", lambda signal: signal.after_p2),
)
_Covered = Callable[[SignalCoverage], bool]
_MEASURES: tuple[tuple[str, _Covered], ...] = (
    ("Alert", lambda covered: covered.alert == "full"),
    ("Dashboard", lambda covered: covered.dashboard == "full"),
    ("Covered", lambda covered: "full" in (covered.alert, covered.dashboard)),
)
RULE = "A signal is covered if an alert or a dashboard watches it in full; partial does not count."


def coverage_section(heading: str, signals: Sequence[DetectionCoverage]) -> list[str]:
    """Write the map, how many signals are covered in each phase, and what is gained."""
    if not signals:
        return []
    known = [phase for phase in PHASES if any(phase[1](signal) for signal in signals)]
    signal_head = ["Signal", *(name for name, _ in PHASES), "Note"]
    rows = [
        [
            line(one.signal),
            *(_cell(of(one)) for _, of in PHASES),
            line(one.note or ""),
        ]
        for one in signals
    ]
    counts = [
        [measure, *(_share(signals, of, covers) for _, of in PHASES)]
        for measure, covers in _MEASURES
    ]
    return section(
        heading,
        table(signal_head, rows),
        joined(
            [f"How many of the {len(signals)} signals are watched in full:"],
            table(["Watched by", *(name for name, _ in PHASES)], counts),
        ),
        [f"{improvement(signals)} {RULE}"] if known else [RULE],
    )


def improvement(signals: Sequence[DetectionCoverage]) -> str:
    """Say how far the coverage gets from before to after the last phase that is known."""
    covers = _MEASURES[-1][1]
    before = _count(signals, PHASES[0][1], covers)
    last = [
        (name, found)
        for name, of in PHASES[1:]
        if (found := _count(signals, of, covers)) is not None
    ][-1:]
    if before is None or not last:
        return "Detection improvement: unknown."
    (name, after), total = last[0], len(signals)
    gain = _percent(after, total) - _percent(before, total)
    return (
        f"Detection improvement: from {_percent(before, total)} % ({before} of {total} signals) "
        f"to {_percent(after, total)} % ({after} of {total}) {name.lower().replace('p', 'P')}, "
        f"{gain:+} percentage points."
    )


def _count(
    signals: Sequence[DetectionCoverage],
    of: Callable[[DetectionCoverage], SignalCoverage | None],
    covers: _Covered,
) -> int | None:
    """Count the signals that are covered; None if nothing is said about this phase."""
    said = [covered for signal in signals if (covered := of(signal)) is not None]
    return sum(map(covers, said)) if said else None


def _share(
    signals: Sequence[DetectionCoverage],
    of: Callable[[DetectionCoverage], SignalCoverage | None],
    covers: _Covered,
) -> str:
    count = _count(signals, of, covers)
    return UNKNOWN if count is None else f"{count} ({_percent(count, len(signals))} %)"


def _percent(count: int, total: int) -> int:
    return round(100 * count / total)


def _cell(covered: SignalCoverage | None) -> str:
    if covered is None or (covered.alert is None and covered.dashboard is None):
        return UNKNOWN
    return f"alert {covered.alert or UNKNOWN}, dashboard {covered.dashboard or UNKNOWN}"
