"""The days on which something that is due is spoken of: due date × policy × working days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from pmaction.config import Escalation, Reminders
from pmaction.working_days import WorkingDays

_DAY = timedelta(days=1)


class Step(Struct, frozen=True):
    """One reminder: `days` after its due date, negative before; `on` is when it fires.

    `planned` is due date plus days, from which `on` differs when nobody is reminded on that day.
    `because_of` are the settings that it comes from, such as `reminders.after 7`.
    """

    days: int
    on: date
    planned: date
    because_of: tuple[str, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Say whether it fires on another day than was planned."""
        return self.on != self.planned


class Silence(Struct, frozen=True):
    """The days on which nobody is reminded: quiet spans, and those that are no working days.

    `spans` are in order and do not touch each other; without a `week` all days are working days.
    """

    spans: tuple[tuple[date, date], ...] = ()
    week: WorkingDays | None = None

    def why(self, day: date) -> str:
        """Say why nobody is reminded on a day; nothing if somebody may be."""
        if (span := self._span(day)) is not None:
            first, last = span
            return f"quiet on {first}" if first == last else f"quiet from {first} to {last}"
        return "" if self.week is None else self.week.why_free(day)

    def is_on(self, day: date) -> bool:
        """Say whether nobody is reminded on a day."""
        return bool(self.why(day))

    def after(self, day: date) -> date:
        """Give the first day from this one on that is not silent, or the calendar's last day."""
        while day < date.max and self.is_on(day):
            span = self._span(day)
            day = max(day, span[1]) if span is not None else day
            day = day + _DAY if day < date.max else day
        return day

    def before(self, day: date) -> date:
        """Give the last day up to this one that is not silent, or the calendar's first day."""
        while day > date.min and self.is_on(day):
            span = self._span(day)
            day = min(day, span[0]) if span is not None else day
            day = day - _DAY if day > date.min else day
        return day

    def _span(self, day: date) -> tuple[date, date] | None:
        return next((span for span in self.spans if span[0] <= day <= span[1]), None)


def silence_of(reminders: Reminders, week: WorkingDays) -> Silence:
    """Give the silent days of a policy; a span that ends before it begins is none."""
    spans = sorted(span for text in reminders.quiet if (span := _span_of(text)) is not None)
    joined: list[tuple[date, date]] = []
    for first, last in spans:
        if joined and first.toordinal() <= joined[-1][1].toordinal() + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return Silence(tuple(joined), week if reminders.skip_weekends else None)


def _span_of(text: str) -> tuple[date, date] | None:
    first, _, last = text.partition("/")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        return None
    return span if span[0] <= span[1] else None


def steps(due: date, reminders: Reminders, week: WorkingDays) -> Iterator[Step]:
    """Give the steps of a due date in the order in which they fire.

    They are endless if the policy repeats the last one, and end with the calendar at the latest.
    A warning on a silent day fires on the last day before it that is not, all else on the first
    one after it.
    """
    silence = silence_of(reminders, week)
    named = _named(reminders)
    for days in sorted(named):
        yield _step(due, days, silence, tuple(named[days]))
    if not reminders.repeat:
        return
    days = _last(named) + reminders.repeat
    while due.toordinal() + days <= date.max.toordinal():
        yield _step(due, days, silence, (f"reminders.repeat {reminders.repeat}",))
        days += reminders.repeat


def asking_once(reminders: Reminders) -> Reminders:
    """Give the policy for what is asked for on the day after its date, such as an owner.

    It is not spoken of before; if the policy repeats its last step, this is repeated as well.
    """
    return replace(reminders, before=(), after=(1,), escalate=Escalation())


def latest_step(due: date, reminders: Reminders, silence: Silence, today: date) -> Step | None:
    """Give the last step that has fired up to `today`, or None; nothing fires on a silent day."""
    if silence.is_on(today):
        return None
    named, late = _named(reminders), (today - due).days
    fired = [days for days in named if days <= late or _fires_early(due, days, silence, today)]
    last = _last(named)
    if reminders.repeat and late >= last + reminders.repeat:
        # Directly, and not one after the other: an item may be years late.
        again = last + (late - last) // reminders.repeat * reminders.repeat
        return _step(due, again, silence, (f"reminders.repeat {reminders.repeat}",))
    return _step(due, max(fired), silence, tuple(named[max(fired)])) if fired else None


def _fires_early(due: date, days: int, silence: Silence, today: date) -> bool:
    return days < 0 and silence.before(_days_after(due, days)) <= today


def _step(due: date, days: int, silence: Silence, because_of: tuple[str, ...]) -> Step:
    planned = _days_after(due, days)
    on = silence.before(planned) if days < 0 else silence.after(planned)
    return Step(days, on, planned, because_of)


def _named(reminders: Reminders) -> dict[int, list[str]]:
    """Give the settings behind each step but the repeated ones, by its days."""
    found: dict[int, list[str]] = {}
    for before in dict.fromkeys(reminders.before):
        found.setdefault(-before, []).append(f"reminders.before {before}")
    for after in dict.fromkeys(reminders.after):
        found.setdefault(after, []).append(f"reminders.after {after}")
    for who in ("backup", "lead", "manager"):
        if (days := getattr(reminders.escalate, who)) is not None:
            found.setdefault(days, []).append(f"reminders.escalate.{who} {days}")
    return found


def _last(named: dict[int, list[str]]) -> int:
    """Give the days of the step after which the others repeat: the due date's if none is later."""
    return max((0, *named))


def _days_after(day: date, days: int) -> date:
    """Count days within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
