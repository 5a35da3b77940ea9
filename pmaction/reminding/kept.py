"""What is to be remembered after a round: what was known, what was read, and what was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from pmaction.change import Change, Outcome, Result
from pmaction.last_written import IssueNumber
from pmaction.reminding.draft import Draft
from pmaction.reminding.fired import latest_marks
from pmaction.reminding.marks import answered_in, parse_said, said_in, snoozed_in
from pmaction.reminding.reading import Reading
from pmaction.standing import Recent, Record

THERE = (Outcome.DONE, Outcome.SKIPPED)


def kept(record: Record, reading: Reading, draft: Draft, results: Iterable[Result]) -> Record:
    """Give what is known now. What failed may be there all the same, and counts as begun.

    What was begun before was read by now, but for what could not be.
    """
    results = tuple(results)
    said, snoozed = set(draft.said), dict(draft.snoozed)
    for change in _written(results):
        name = change.comment_id or ""
        said |= set(map(str, said_in(name)))
        if (granted := snoozed_in(name)) is not None:
            snoozed[granted.key] = granted.until
    failed = [one.issue for one in results if one.outcome is Outcome.FAILED and one.issue]
    unread = [number for number in record.begun if number not in reading.threads]
    return Record(
        latest_marks(filter(None, map(parse_said, record.said | said))),
        {**record.snoozed, **snoozed},
        (),
        _unheard(reading, draft, results),
        _heard_to(reading),
        record.silent_to,
    ).beginning([*failed, *unread])


def read_marks(reading: Reading) -> Draft:
    """Give only what our comments say that were read."""
    said: set[str] = set()
    snoozed: dict[str, date] = {}
    for _, comments in reading.comments():
        for mark in filter(None, (one.mark for one in comments)):
            said |= set(map(str, said_in(mark)))
            if (granted := snoozed_in(mark)) is not None:
                snoozed[granted.key] = granted.until
    return Draft(said=frozenset(said), snoozed=snoozed)


def is_worth_keeping(new: Record, old: Record, reading: Reading) -> bool:
    """Say whether a record is not what it was.

    How far comments were read counts only where they were many: the next run goes on from there.
    """
    if _but_for_moment(new) != _but_for_moment(old):
        return True
    if reading.recent is None or new.heard_to == old.heard_to:
        return False
    if old.heard_to is not None and reading.record.heard_to is None:
        return True
    read = sum(map(len, reading.recent.comments.values()))
    return not reading.recent.is_complete or read >= _MANY


_MANY = 100
_CLOCKS_DIFFER = timedelta(minutes=5)


def _but_for_moment(record: Record) -> tuple[object, ...]:
    return record.said, record.snoozed, record.begun, record.unheard, record.silent_to


def _unheard(reading: Reading, draft: Draft, results: Iterable[Result]) -> frozenset[IssueNumber]:
    """Give the issues in which people may ask for something that nobody looked at or answered."""
    answered = {one.change.comment_id for one in results if one.outcome in THERE}
    unanswered = (
        change.issue
        for change in draft.plan.changes
        if answered_in(change.comment_id or "") and change.comment_id not in answered
    )
    return (reading.record.unheard - draft.heard).union(filter(None, unanswered))


def _heard_to(reading: Reading) -> datetime | None:
    until = reading.recent.until if reading.recent is not None else None
    return max(filter(None, (until, reading.record.heard_to)), default=None)


def heard_in_time(record: Record, recent: Recent | None) -> Record:
    """Give a record without a moment that is still to come, by the tracking system's clock.

    Of what was written before such a moment nobody can tell what was heard.
    """
    now = recent.until if recent is not None and recent.is_complete else None
    if now is None or record.heard_to is None or record.heard_to - now <= _CLOCKS_DIFFER:
        return record
    return replace(record, heard_to=None)


def _written(results: Iterable[Result]) -> Iterator[Change]:
    return (one.change for one in results if one.outcome in THERE and one.issue is not None)
