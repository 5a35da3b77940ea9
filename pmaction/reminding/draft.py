"""What is said on a day: matters × what was said before → a plan, or what must be read for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from pmaction.change import Change, Note, Plan
from pmaction.config import Reminders
from pmaction.identity import reading_order
from pmaction.issue import Listing
from pmaction.last_written import IssueNumber
from pmaction.reminding.comments import answer_change, fitting, group_changes
from pmaction.reminding.digest import Group, Spoken, grouped, host
from pmaction.reminding.marks import Said, parse_said, said_in
from pmaction.reminding.matter import Matter, Place
from pmaction.reminding.snooze import answers, heard, unasked
from pmaction.reminding.steps import asking_once, latest_step, silence_of
from pmaction.standing import IssueComment, Record, Standing
from pmaction.working_days import WorkingDays

Threads = Mapping[IssueNumber, tuple[IssueComment, ...]]
NOTHING_READ: Threads = MappingProxyType({})


class Terms(Struct, frozen=True):
    """By what it is decided what is said: the policy, the working days, the time zone."""

    reminders: Reminders
    week: WorkingDays
    zone: tzinfo
    today: date


class Draft(Struct, frozen=True):
    """A plan of comments; one that is only made from guesses names what must be read first.

    `unread` are issues whose comments may say more, `unasked` comments of whose authors it must
    be known whether they may write. `said` and `snoozed` are what was found out by reading.
    """

    plan: Plan = Plan()
    unread: frozenset[IssueNumber] = frozenset()
    unasked: tuple[IssueComment, ...] = ()
    said: frozenset[str] = frozenset()
    snoozed: Mapping[str, date] = MappingProxyType({})

    @property
    def is_certain(self) -> bool:
        """Say whether nothing is left to be read."""
        return not self.unread and not self.unasked


def fired(
    matters: Sequence[Matter], terms: Terms, record: Record, listing: Listing
) -> tuple[Spoken, ...]:
    """Give the matters of which a step is due that nothing known says was spoken of.

    Missed days collapse into the latest step; once that one is said, no earlier one follows,
    however late the schedule ran.
    """
    marks = (said for mark in record.said if (said := parse_said(mark)) is not None)
    noted = (
        said
        for issue in listing.issues
        for one in issue.comments
        for said in said_in(one, issue.key)
    )
    latest = latest_said(of_present_keys((*marks, *noted), matters))
    silence = silence_of(terms.reminders, terms.week)
    once = asking_once(terms.reminders)
    found = []
    for matter in matters:
        step = latest_step(
            matter.due, once if matter.asks_once else terms.reminders, silence, matter.today
        )
        if step is None or step.days <= latest.get((matter.key, matter.due), step.days - 1):
            continue
        is_quiet = quiet_until(matter, record) > matter.today
        if not is_quiet or _is_talked_in(matter.place, record):
            found.append(Spoken(matter, step))
    return tuple(found)


def quiet_until(matter: Matter, record: Record) -> date:
    """Give until when an item is remembered as snoozed."""
    return max(record.snoozed.get(key, date.min) for key in matter.item_keys)


def _is_talked_in(place: Place, record: Record) -> bool:
    """Say whether something was written there since, such as the end of a snooze."""
    if place.number is None or place.locked:
        return False
    count = place.comment_count
    return count is None or count != record.seen.get(str(place.number))


def of_present_keys(said: Iterable[Said], matters: Iterable[Matter]) -> Iterator[Said]:
    """Give marks under the keys that their matters have now; others as they are."""
    matters = tuple(matters)
    present = {matter.key for matter in matters}
    names = {
        former: matter.key
        for matter in matters
        for former in matter.former_keys
        if former not in present
    }
    for one in said:
        yield replace(one, key=names[one.key]) if one.key in names else one


def latest_said(said: Iterable[Said]) -> dict[tuple[str, date], int]:
    """Give the days of the last step of each key and due date."""
    latest: dict[tuple[str, date], int] = {}
    for one in said:
        of = one.key, one.due
        latest[of] = max(one.days, latest.get(of, one.days))
    return latest


def draft(
    spoken: Sequence[Spoken],
    terms: Terms,
    standing: Standing | None,
    threads: Threads = NOTHING_READ,
    may_write: Mapping[str, bool] = MappingProxyType({}),
) -> Draft:
    """Plan the comments about what is due, as far as that is known from what was read so far."""
    if not spoken:
        return Draft()
    return _Drafting(terms, standing, threads, may_write).draft(spoken)


class _Drafting:
    """A plan of comments in the making."""

    def __init__(
        self,
        terms: Terms,
        standing: Standing | None,
        threads: Threads,
        may_write: Mapping[str, bool],
    ) -> None:
        self.terms, self.standing = terms, standing
        self.threads, self.may_write = threads, dict(may_write)
        self.record = standing.record if standing is not None else Record()
        self.found: list[Change | Note] = []
        self.unasked: list[IssueComment] = []

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
        most = self.terms.reminders.digest_from
        groups = [part for group in grouped(spoken, most) for part in fitting(group)]
        for group in groups:
            self.found += group_changes(group, self.terms.reminders, self._number)
        unread = {place for group in groups for place in self._to_read(group)}
        if spoken:
            unread |= set(self.record.begun)
        self.found.sort(key=lambda one: reading_order(one.item))
        plan = Plan(
            tuple(one for one in self.found if isinstance(one, Change)),
            tuple(one for one in self.found if isinstance(one, Note)),
        )
        unasked, keys = tuple(self.unasked), frozenset(map(str, said))
        return Draft(plan, frozenset(unread) - self.threads.keys(), unasked, keys, snoozed)

    def _number(self, place: Place) -> IssueNumber | None:
        if place.number is not None or self.standing is None:
            return place.number
        return self.standing.number

    def _said(self, spoken: Sequence[Spoken]) -> set[Said]:
        """Give what the comments that were read say was said."""
        keys = {one.matter.place.number: one.matter.item for one in spoken}
        found = (
            said
            for number, comments in self.threads.items()
            for one in comments
            if one.mark is not None
            for said in said_in(one.mark, keys.get(number, ""))
        )
        return set(of_present_keys(found, [one.matter for one in spoken]))

    def _to_read(self, group: Group) -> Iterator[IssueNumber]:
        """Give the issues without whose comments nothing may be written there, or left out.

        Where many things are said in one comment, only those of others are read in which people
        wrote something since.
        """
        matter = host(group)
        if matter is None and not group.is_digest and group.members[0].matter.place.locked:
            return
        place = self._number(matter.place if matter is not None else Place())
        if place is not None:
            yield place
        for one in group.members:
            number, count = one.matter.place.number, one.matter.place.comment_count
            if number is not None and count != self.record.seen.get(str(number), 0):
                yield number

    def _names(self, matter: Matter) -> Iterable[str]:
        """Give the key of its item, and former ones under which a snooze is remembered."""
        return (matter.item, *(key for key in matter.item_keys if key in self.record.snoozed))

    def _is_snoozed(self, matter: Matter, snoozed: Mapping[str, date]) -> bool:
        """Say whether it is quiet: by the comments that were read, or else as is remembered."""
        if (matter.place.number or "") not in self.threads:
            return False  # as far as is known
        until = snoozed.get(matter.item) or quiet_until(matter, self.record)
        return until > matter.today

    def _snoozed(self, spoken: Sequence[Spoken]) -> dict[str, date]:
        """Give until when things are quiet by what was read, and answer what people ask there."""
        snoozed: dict[str, date] = {}
        for one in {one.matter.place.number: one for one in reversed(spoken)}.values():
            matter = one.matter
            comments = self.threads.get(matter.place.number or "")
            if matter.place.number is None or comments is None:
                continue
            longest = self.terms.reminders.longest_snooze
            asks = heard(comments, matter.item_keys, matter.today, self.terms.zone, longest)
            self.unasked += unasked(asks, self.may_write)
            if asks.until is not None:
                snoozed |= dict.fromkeys(self._names(matter), asks.until)
            for answer in answers(asks, self.may_write):
                if answer.verdict in ("granted", "ended") and answer.command.until is not None:
                    snoozed |= dict.fromkeys(self._names(matter), answer.command.until)
                if not matter.place.locked:
                    self.found.append(answer_change(answer, matter, longest))
        return snoozed
