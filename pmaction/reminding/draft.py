"""What is said on a day: matters × what was said before → a plan, or what must be read for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from msgspec import Struct

from pmaction.change import Change, Note, Plan
from pmaction.identity import reading_order
from pmaction.last_written import IssueNumber
from pmaction.reminding.comments import answer_change, fitting, group_changes
from pmaction.reminding.digest import Spoken
from pmaction.reminding.fired import Terms, latest_said, of_present_keys, quiet_until, unsaid
from pmaction.reminding.gathering import grouped
from pmaction.reminding.marks import Said, said_in, snoozed_in
from pmaction.reminding.matter import Matter, Place
from pmaction.reminding.reading import Reading
from pmaction.reminding.snooze import answers, heard, of_known, unasked
from pmaction.standing import IssueComment, Record, Standing

NOTHING = Reading()


class Draft(Struct, frozen=True):
    """A plan of comments; one that is only made from guesses names what must be read first.

    `unread` are issues whose comments must be read, what matters most first, `unasked` comments of
    whose authors it must be known whether they may write. `said` and `snoozed` are what was found
    out by reading; in issues that are `heard` everybody was. What is `left` is said in a later run.
    """

    plan: Plan = Plan()
    unread: tuple[IssueNumber, ...] = ()
    unasked: tuple[IssueComment, ...] = ()
    said: frozenset[str] = frozenset()
    snoozed: Mapping[str, date] = MappingProxyType({})
    heard: frozenset[IssueNumber] = frozenset()
    left: int = 0

    @property
    def is_certain(self) -> bool:
        """Say whether nothing is left to be read."""
        return not self.unread and not self.unasked


def draft(
    spoken: Sequence[Spoken],
    terms: Terms,
    standing: Standing | None,
    reading: Reading = NOTHING,
    asked: Sequence[Matter] = (),
) -> Draft:
    """Plan the comments about what is due, as far as that is known from what was read so far.

    People's commands are answered there, and where they are `asked` for what may not be due.
    """
    return _Drafting(terms, standing, reading).draft(spoken, asked)


class _Drafting:
    """A plan of comments in the making."""

    def __init__(self, terms: Terms, standing: Standing | None, reading: Reading) -> None:
        self.terms, self.standing, self.reading = terms, standing, reading
        self.record = standing.record if standing is not None else Record()
        self.found: list[Change | Note] = []
        self.unasked: list[IssueComment] = []
        self.heard: set[IssueNumber] = set()

    def draft(self, spoken: Sequence[Spoken], asked: Sequence[Matter]) -> Draft:
        """Give the plan, or what it lacks."""
        said = self._said(spoken)
        spoken = unsaid(spoken, latest_said(said))
        snoozed = self._snoozed([*asked, *(one.matter for one in spoken)])
        spoken = [one for one in spoken if not self._is_snoozed(one.matter, snoozed)]
        left = [one for one in spoken if self._waits(one.matter)]
        spoken = [one for one in spoken if not self._waits(one.matter)]
        most = self.terms.reminders.digest_from
        groups = [part for group in grouped(spoken, most) for part in fitting(group)]
        self.found.sort(key=lambda one: reading_order(one.item))
        for group in sorted(groups, key=lambda one: one.members[0].key):
            self.found += group_changes(group, self.terms.reminders, self._number)
        notes = [one for one in self.found if isinstance(one, Note)]
        return Draft(
            Plan(
                tuple(one for one in self.found if isinstance(one, Change)),
                (*sorted(notes, key=lambda one: reading_order(one.item)), *self._of_left(left)),
            ),
            tuple(self._unread([*(one.matter for one in spoken), *asked])),
            tuple(self.unasked),
            frozenset(map(str, said)),
            snoozed,
            frozenset(self.heard),
            len(left),
        )

    def _unread(self, matters: Sequence[Matter]) -> Iterator[IssueNumber]:
        """Give what must be read first: what was begun, who waits since long, the most overdue."""
        waiting = self.record.unheard
        ordered = sorted(matters, key=lambda one: (one.place.number not in waiting, one.due))
        lacking = [one.place for one in ordered if self.reading.lacks(one.place)]
        if not self.reading.knows_marks:
            lacking += (Place(self._number(one.place)) for one in ordered)
        numbers = (*self.record.begun, *(one.number for one in lacking))
        for number in dict.fromkeys(numbers):
            if number is None or number in self.reading.threads:
                continue
            if not self.reading.is_left_out(number):
                yield number

    def _waits(self, matter: Matter) -> bool:
        return self.reading.waits(Place(self._number(matter.place)))

    def _of_left(self, left: Sequence[Spoken]) -> Iterator[Note]:
        """Say what is left for the next run, and why."""
        for number, why in sorted(self.reading.broken.items(), key=lambda pair: str(pair[0])):
            yield Note(
                "",
                f"the comments of {number} cannot be read, so that nothing is said there: {why}",
                "The next run tries again.",
            )
        if waiting := len({one.matter.item for one in left}):
            what = "1 action item is" if waiting == 1 else f"{waiting:,} action items are"
            yield Note(
                "",
                f"{what} left for the next run: what people wrote there has to be read first",
            )

    def _number(self, place: Place) -> IssueNumber | None:
        if place.number is not None or self.standing is None:
            return place.number
        return self.standing.number

    def _said(self, spoken: Sequence[Spoken]) -> set[Said]:
        """Give what the comments that were read say was said."""
        keys = {one.matter.place.number: one.matter.item for one in spoken}
        found = (
            said
            for number, comments in self.reading.comments()
            for one in comments
            if one.mark is not None
            for said in said_in(one.mark, keys.get(number, ""))
        )
        return set(of_present_keys(found, [one.matter for one in spoken]))

    def _names(self, matter: Matter) -> Iterable[str]:
        """Give the key of its item, and former ones under which a snooze is remembered.

        Those of others in its place are among them.
        """
        former = (key for key in matter.item_keys if key in self.record.snoozed)
        return (matter.item, *matter.beside, *former)

    def _is_snoozed(self, matter: Matter, snoozed: Mapping[str, date]) -> bool:
        """Say whether it is quiet: by the comments that were read, or else as is remembered."""
        number = matter.place.number or ""
        if self.reading.of(number) is None and not self.reading.is_left_out(number):
            return False  # as far as is known
        until = snoozed.get(matter.item) or quiet_until(matter, self.record)
        return until > matter.today

    def _snoozed(self, matters: Sequence[Matter]) -> dict[str, date]:
        """Give until when things are quiet by what was read, and answer what people ask there."""
        snoozed: dict[str, date] = {}
        for _, every in self.reading.comments():
            granted = filter(None, (snoozed_in(one.mark) for one in every if one.mark))
            snoozed |= {one.key: one.until for one in granted}
        for matter in {one.place.number: one for one in reversed(matters)}.values():
            number = matter.place.number
            if number is None or (comments := self.reading.of(number)) is None:
                continue
            longest = self.terms.reminders.longest_snooze
            asks = heard(comments, matter.item_keys, matter.today, self.terms.zone, longest)
            if asks.until is not None:
                snoozed |= dict.fromkeys(self._names(matter), asks.until)
            missing = tuple(unasked(asks, self.reading.may_write))
            if not missing:
                self.heard.add(number)
            elif self.reading.asks_no_more:
                asks = of_known(asks, self.reading.may_write)
            else:
                self.unasked += missing
            for answer in answers(asks, self.reading.may_write):
                if answer.verdict in ("granted", "ended") and answer.command.until is not None:
                    snoozed |= dict.fromkeys(self._names(matter), answer.command.until)
                if not matter.place.locked:
                    self.found.append(answer_change(answer, matter, longest, comments))
        return snoozed
