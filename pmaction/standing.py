"""What is remembered of reminders from run to run, and the comments in which people answer them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct, field
from msgspec.structs import replace

from pmaction.identity import is_item
from pmaction.last_written import IssueNumber
from pmaction.reminding.marks import parse_said

STANDING = "reminders"
"""What a change calls the standing issue, in place of an item key."""

REMEMBERED = 400
"""So many days after its due date what was said is remembered of what is not there any more."""

STANDING_TITLE = "Reminders of postmortem action items"


class Record(Struct, frozen=True, omit_defaults=True):
    """What was said of which action item, so that nobody has to look it up.

    What was said stands in the comments themselves. It spares reading those of each issue; of what
    was said in a digest, which is another issue's comment, only this tells.
    `said` are marks such as `PM-2025-001/A1@2025-12-21+7`; those that are `spare` too are given up
    first where there is no room for all, and that is not remembered itself. `snoozed` is the day by
    key from which on an item may be spoken of again. `begun` are the issues that a run was about to
    write to, which did not end if there are any; there, and nowhere else, may be more than `said`
    knows of. `heard_to` is the moment up to which all comments were taken in, but for those that
    people wrote in the issues that are `unheard`. Marks of what was due on `silent_to` or before
    had to be given up: of that nothing is said any more, rather than something twice.
    """

    said: frozenset[str] = frozenset()
    snoozed: Mapping[str, date] = field(default_factory=dict)
    begun: tuple[IssueNumber, ...] = ()
    unheard: frozenset[IssueNumber] = frozenset()
    heard_to: datetime | None = None
    silent_to: date | None = None
    spare: frozenset[str] = frozenset()

    def beginning(self, places: Iterable[IssueNumber]) -> Record:
        """Give this as it is before these issues are written to."""
        return replace(self, begun=tuple(sorted({*self.begun, *places}, key=str)))

    def only(
        self, dues: Mapping[str, date | None], issues: Collection[IssueNumber], today: date
    ) -> Record:
        """Give what still counts: of these keys, of these issues, and for some days to come.

        What was due lately counts in any case, and what is quiet until its day is over: a file may
        just not be usable for a day. Spare is what was said of other due dates than these, where
        they are known, and of other keys. Silence ends when there is nothing that it is for.
        """
        said = frozenset(one for one in self.said if _counts(one, dues, today))
        return replace(
            self,
            said=said,
            snoozed={key: day for key, day in self.snoozed.items() if day > today},
            unheard=self.unheard.intersection(issues),
            silent_to=self.silent_to if self._is_silent_of(dues) else None,
            spare=frozenset(one for one in said if not _is_in_force(one, dues)),
        )

    def _is_silent_of(self, dues: Mapping[str, date | None]) -> bool:
        """Say whether there is anything of which marks may have been given up.

        What is an item's and without a date may be one whose file cannot be used today.
        """
        if self.silent_to is None:
            return False
        known = {(said.key, said.due) for said in map(parse_said, self.said) if said is not None}
        keys = {key for key, _ in known}
        return any(
            (is_item(key) and key not in keys)
            if due is None
            else (due <= self.silent_to and (key, due) not in known)
            for key, due in dues.items()
        )


def _counts(mark: str, dues: Mapping[str, date | None], today: date) -> bool:
    said = parse_said(mark)
    if said is None:
        return False
    return _is_in_force(mark, dues) or (today - said.due).days <= REMEMBERED


def _is_in_force(mark: str, dues: Mapping[str, date | None]) -> bool:
    """Say whether a mark is of a due date that something has now, or may have."""
    said = parse_said(mark)
    if said is None:
        return False
    if said.key in dues:
        return dues[said.key] in (None, said.due)
    return said.key.partition(":")[2] in dues


class Standing(Struct, frozen=True):
    """The one issue of a repository that remembers what was said of all action items."""

    number: IssueNumber
    record: Record = field(default_factory=Record)
    locked: bool = False
    url: str = ""


class IssueComment(Struct, frozen=True, kw_only=True):
    """One comment on an issue.

    `mark` is its lasting id if it is one of ours. `edited_at` is None for what stands as it was
    written, and where nobody knows. `author` is a login, empty where nobody knows;
    `by_insider` says that the platform calls them somebody of the repository.
    """

    number: IssueNumber
    text: str
    author: str = ""
    written_at: datetime | None = None
    edited_at: datetime | None = None
    mark: str | None = None
    by_insider: bool = False
    is_bot: bool = False


class Recent(Struct, frozen=True):
    """What was written or edited since a moment in any issue, in the order of writing.

    `until` is the moment up to which it is all, where that is known. It is not complete where
    there is more after that: too much to be read, or it `failed`, and this says how.
    """

    comments: Mapping[IssueNumber, tuple[IssueComment, ...]] = field(default_factory=dict)
    until: datetime | None = None
    is_complete: bool = True
    failed: str = ""


class Incident(Struct, frozen=True, kw_only=True):
    """An issue of people's that is labelled as an incident."""

    number: IssueNumber
    title: str
    labels: frozenset[str] = frozenset()
    is_false_alarm: bool = False
    opened_at: datetime | None = None
    author: str = ""
    assignees: tuple[str, ...] = ()
    url: str = ""
    locked: bool = False
    comment_count: int | None = None
