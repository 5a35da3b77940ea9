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
from pmaction.reminding.digest import Group, Spoken, grouped, host
from pmaction.reminding.fired import Terms, latest_said, of_present_keys, quiet_until
from pmaction.reminding.marks import Said, said_in, snoozed_in
from pmaction.reminding.matter import Matter, Place
from pmaction.reminding.reading import Reading
from pmaction.reminding.snooze import answers, heard, of_known, unasked
from pmaction.standing import IssueComment, Record, Standing

NOTHING = Reading()


class Draft(Struct, frozen=True):
    """A plan of comments; one that is only made from guesses names what must be read first.

    `unread` are issues whose comments must be read, `wanted` those that are read as far as there
    is room, `unasked` comments of whose authors it must be known whether they may write. `said`
    and `snoozed` are what was found out by reading; in issues that are `heard` everybody was.
    """

    plan: Plan = Plan()
    unread: frozenset[IssueNumber] = frozenset()
    wanted: frozenset[IssueNumber] = frozenset()
    unasked: tuple[IssueComment, ...] = ()
    said: frozenset[str] = frozenset()
    snoozed: Mapping[str, date] = MappingProxyType({})
    heard: frozenset[IssueNumber] = frozenset()

    @property
    def is_certain(self) -> bool:
        """Say whether nothing is left to be read."""
        return not self.unread and not self.wanted and not self.unasked


def draft(
    spoken: Sequence[Spoken],
    terms: Terms,
    standing: Standing | None,
    reading: Reading = NOTHING,
) -> Draft:
    """Plan the comments about what is due, as far as that is known from what was read so far."""
    return _Drafting(terms, standing, reading).draft(spoken)


class _Drafting:
    """A plan of comments in the making."""

    def __init__(self, terms: Terms, standing: Standing | None, reading: Reading) -> None:
        self.terms, self.standing, self.reading = terms, standing, reading
        self.record = standing.record if standing is not None else Record()
        self.found: list[Change | Note] = []
        self.unasked: list[IssueComment] = []
        self.heard: set[IssueNumber] = set()

    def draft(self, spoken: Sequence[Spoken]) -> Draft:
        """Give the plan, or what it lacks."""
        said = self._said(spoken)
        latest = latest_said(said)
        spoken = [
            one
            for one in spoken
            if one.step.days > latest.get((one.matter.key, one.matter.due), one.step.days - 1)
        ]
        snoozed = self._snoozed(spoken)
        spoken = [one for one in spoken if not self._is_snoozed(one.matter, snoozed)]
        self.found += (_waiting(one) for one in spoken if self.reading.waits(one.matter.place))
        spoken = [one for one in spoken if not self.reading.waits(one.matter.place)]
        most = self.terms.reminders.digest_from
        groups = [part for group in grouped(spoken, most) for part in fitting(group)]
        for group in groups:
            self.found += group_changes(group, self.terms.reminders, self._number)
        unread = {place for group in groups for place in self._to_write_to(group)}
        unread |= set(self.record.begun)
        unread -= self.reading.threads.keys()
        places = (one.matter.place for one in spoken)
        wanted = {one.number for one in places if one.number and self.reading.lacks(one)}
        self.found.sort(key=lambda one: reading_order(one.item))
        return Draft(
            Plan(
                tuple(one for one in self.found if isinstance(one, Change)),
                tuple(one for one in self.found if isinstance(one, Note)),
            ),
            frozenset(unread),
            frozenset(wanted) - unread - self.reading.no_room,
            tuple(self.unasked),
            frozenset(map(str, said)),
            snoozed,
            frozenset(self.heard),
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

    def _to_write_to(self, group: Group) -> Iterator[IssueNumber]:
        """Give the issue that a group is said in, unless it is known what was said there."""
        matter = host(group)
        if matter is None and not group.is_digest and group.members[0].matter.place.locked:
            return
        place = self._number(matter.place if matter is not None else Place())
        if place is not None and not self.reading.is_complete:
            yield place

    def _names(self, matter: Matter) -> Iterable[str]:
        """Give the key of its item, and former ones under which a snooze is remembered."""
        return (matter.item, *(key for key in matter.item_keys if key in self.record.snoozed))

    def _is_snoozed(self, matter: Matter, snoozed: Mapping[str, date]) -> bool:
        """Say whether it is quiet: by the comments that were read, or else as is remembered."""
        if self.reading.of(matter.place.number or "") is None and (
            matter.place.number not in self.reading.no_room
        ):
            return False  # as far as is known
        until = snoozed.get(matter.item) or quiet_until(matter, self.record)
        return until > matter.today

    def _snoozed(self, spoken: Sequence[Spoken]) -> dict[str, date]:
        """Give until when things are quiet by what was read, and answer what people ask there."""
        snoozed: dict[str, date] = {}
        for _, every in self.reading.comments():
            granted = filter(None, (snoozed_in(one.mark) for one in every if one.mark))
            snoozed |= {one.key: one.until for one in granted}
        for one in {one.matter.place.number: one for one in reversed(spoken)}.values():
            number, matter = one.matter.place.number, one.matter
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
                    self.found.append(answer_change(answer, matter, longest))
        return snoozed


def _waiting(one: Spoken) -> Note:
    return Note(
        one.matter.item,
        f"nothing is said in {one.matter.place.number} yet: too many comments are new, and those "
        "there are read in a later run",
    )
