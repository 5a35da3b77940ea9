"""What people's commands in an issue come to: `/snooze 2w`, and others that are only answered."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pmaction.reminding.commands import Command, command_in, commands_in
from pmaction.reminding.marks import answered_in, snoozed_in
from pmaction.standing import IssueComment

MOST_ASKED = 10
"""Of so many people the commands in an issue are looked at, members of the repository first."""


class Heard(Struct, frozen=True):
    """What the comments of an issue ask for on a day.

    `until` is when quiet ends that was granted before; `commands` are those that nobody answered
    and that still mean something, the newest first: of each person the newest one, and the newest
    that says how long. `answered` are the people who had an answer before.
    """

    today: date
    until: date | None = None
    commands: tuple[Command, ...] = ()
    answered: frozenset[str] = frozenset()

    @property
    def is_quiet(self) -> bool:
        """Say whether quiet was granted that is not over."""
        return self.until is not None and self.until > self.today


Verdict = Literal["granted", "ended", "refused", "unclear", "told"]


class Answer(Struct, frozen=True):
    """What a command comes to."""

    command: Command
    verdict: Verdict


def heard(
    comments: Sequence[IssueComment],
    keys: frozenset[str] | None,
    today: date,
    zone: tzinfo,
    longest: int,
) -> Heard:
    """Read what an issue's comments, in the order in which they were written, ask for.

    What somebody wrote before a comment of theirs that was answered was passed over then, and so
    was every snooze before one that was granted. A comment that was edited counts from then on.
    `keys` are that of its item and those that it had; without them a snooze of any item counts.
    """
    comments = _as_last_edited(comments)
    places = {str(one.number): index for index, one in enumerate(comments) if one.mark is None}
    until: date | None = None
    last_granted = -1
    granted: set[tuple[str, date]] = set()
    answered: dict[str, int] = {}
    for index, one in enumerate(comments):
        if one.mark is None or (number := answered_in(one.mark)) is None:
            continue
        at = min(places.get(number, index), index)
        if number in places:
            author = comments[places[number]].author
            answered[author] = max(at, answered.get(author, -1))
        snoozed = snoozed_in(one.mark)
        if snoozed is not None and (keys is None or snoozed.key in keys):
            until, last_granted = snoozed.until, max(at, last_granted)
            granted.add((number, until))
    newer = [
        command
        for index, one in reversed(tuple(enumerate(comments)))
        if one.mark is None and not one.is_bot and index > answered.get(one.author, -1)
        if (command := command_in(one, today, zone, longest)) is not None
        if command.until is None
        or (index > last_granted and (str(one.number), command.until) not in granted)
    ]
    is_quiet = until is not None and until > today
    commands = _that_count(_of_some(_newest_of_each(newer)), today, is_quiet=is_quiet)
    return Heard(today, until, tuple(commands), frozenset(answered))


def asks_something(comments: Sequence[IssueComment]) -> bool:
    """Say whether somebody asks for anything that no comment among these answers."""
    return any(commands_in(one) for one in comments if one.mark is None) and bool(
        heard(comments, None, date.min, UTC, 1).commands
    )


def _as_last_edited(comments: Sequence[IssueComment]) -> Sequence[IssueComment]:
    """Put what people edited where they would have written it then."""
    if not any(one.edited_at is not None and one.mark is None for one in comments):
        return comments
    latest: datetime | None = None
    moments = []
    for one in comments:
        moment = one.edited_at if one.mark is None and one.edited_at else one.written_at
        moment = moment or latest
        if moment is None:
            return comments
        moments.append(moment)
        latest = one.written_at or latest
    order = sorted(range(len(comments)), key=lambda index: moments[index])
    return [comments[index] for index in order]


def _newest_of_each(newest_first: Iterable[Command]) -> Iterator[Command]:
    """Give of each person the newest command, and the newest that says how long."""
    spoke: set[str] = set()
    settled: set[str] = set()
    for command in newest_first:
        author = command.comment.author
        if author not in (spoke if command.until is None else settled):
            yield command
        spoke.add(author)
        if command.until is not None:
            settled.add(author)


def _of_some(newest_first: Iterable[Command]) -> list[Command]:
    """Leave out all but some people, so that nobody is kept from being heard by a crowd."""
    found = list(newest_first)
    insiders = {one.comment.author for one in found if one.comment.by_insider}
    authors = dict.fromkeys(one.comment.author for one in found)
    first = set(sorted(authors, key=lambda author: author not in insiders)[:MOST_ASKED])
    return [one for one in found if one.comment.author in first]


def _that_count(
    newest_first: Sequence[Command], today: date, *, is_quiet: bool
) -> Iterator[Command]:
    """Leave out a snooze that is over, unless it ends one that is not."""
    lasting = [index for index, one in enumerate(newest_first) if one.until and one.until > today]
    for index, one in enumerate(newest_first):
        is_over = one.until is not None and one.until <= today
        if not is_over or is_quiet or (lasting and lasting[-1] > index):
            yield one


def unasked(found: Heard, known: Container[str]) -> Iterator[IssueComment]:
    """Give the comments of whose authors it must be known whether they may write."""
    for command in found.commands:
        if command.comment.author not in known:
            yield command.comment


def of_known(found: Heard, known: Container[str]) -> Heard:
    """Leave out the commands of people of whom nobody knows whether they may write."""
    commands = tuple(one for one in found.commands if one.comment.author in known)
    return replace(found, commands=commands)


def answers(found: Heard, may_write: Mapping[str, bool]) -> Iterator[Answer]:
    """Say what the unanswered commands come to: at most one answer for each, the newest first.

    Of those who may write, the newest snooze counts, and takes the place of all before it; what
    cannot be done is answered beside it. Others are refused, each of them once.
    """
    by_writers = [one for one in found.commands if may_write.get(one.comment.author, False)]
    newest = next((one for one in by_writers if one.until is not None), None)
    refused = set(found.answered)
    for command in found.commands:
        author = command.comment.author
        if command is newest:
            if command.until is not None and command.until > found.today:
                yield Answer(command, "granted")
            elif found.is_quiet:
                yield Answer(command, "ended")
        elif may_write.get(author, False):
            if command.until is None:
                yield Answer(command, "unclear" if command.is_snooze else "told")
        elif command.name == "snooze" and author not in refused:
            refused.add(author)
            yield Answer(command, "refused")
