"""One round of reminders: what is due, and was not said before, is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from msgspec import Struct, structs

from pmaction.change import Change, Kind, Note, Plan
from pmaction.issue import IssueFields, Listing
from pmaction.last_written import IssueNumber
from pmaction.reminding.draft import NOTHING, Draft, draft
from pmaction.reminding.fired import Terms, fired
from pmaction.reminding.kept import read_marks
from pmaction.reminding.looking import Looking
from pmaction.reminding.marks import is_of_many
from pmaction.reminding.matter import Matter
from pmaction.reminding.reading import Reading
from pmaction.standing import STANDING, STANDING_TITLE, Record, Standing
from pmaction.tracking.base import TrackingSystem

_NO_DUES: Mapping[str, date | None] = {}


class Round(Struct, frozen=True):
    """A plan of comments with what it rests on.

    `dues` are the due dates of all that may be spoken of, by its key, None where that is not known.
    `is_quiet` says that nothing was found that could be said, so that nobody was asked anything;
    with `leaves_something` a later run finishes, whatever becomes of the plan.
    """

    plan: Plan
    listing: Listing
    terms: Terms
    dues: Mapping[str, date | None] = _NO_DUES
    draft: Draft = Draft()
    standing: Standing | None = None
    reading: Reading = NOTHING
    is_quiet: bool = False
    leaves_something: bool = False

    @property
    def record(self) -> Record:
        """What was remembered before."""
        return self.standing.record if self.standing is not None else Record()

    def remembers(self, record: Record) -> Record:
        """Give of a record what is still worth remembering."""
        issues = {one.number for one in self.listing.issues}
        issues |= {one.number for one in self.listing.incidents}
        return record.only(self.dues, issues, self.terms.today)


def plan_round(
    matters: Iterable[Matter], terms: Terms, tracking: TrackingSystem, listing: Listing
) -> Round:
    """Plan what is to be said, and ask the tracking system only where something may be due.

    Raises TrackingError when it cannot be asked.
    """
    matters = tuple(matters)
    remembered = listing.standing.record if listing.standing is not None else Record()
    # Where comments have no date, what people ask for counts from the run after they wrote it.
    asked = tuple(one for one in matters if one.place.number in remembered.unheard)
    asked = asked if listing.knows_comments else ()
    if not _may_be_due(matters, terms, remembered, listing) and not asked:
        notes = _of_forgotten(matters, terms, remembered, listing)
        return Round(Plan(notes=notes), listing, terms, is_quiet=True)
    # The list may lag behind a run that ended just now.
    standing = tracking.standing()
    record = standing.record if standing is not None else remembered
    notes = _of_forgotten(matters, terms, record, listing)
    if not _may_be_due(matters, terms, record, listing) and not asked:
        return Round(Plan(notes=notes), listing, terms, is_quiet=True)
    looking = Looking(tracking, listing, standing.record if standing is not None else Record())
    # Whom a snooze was granted may ask for its end.
    spoken = fired(matters, terms, looking.record, listing)
    is_known = looking.knows_what_was_said(listing)
    if not is_known:
        found = read_marks(looking.reading())
        plan = Plan((), (_UNKNOWN,))
    else:
        while not (found := draft(spoken, terms, standing, looking.reading(), asked)).is_certain:
            looking.look(found)
        plan = found.plan
    begin = _opening(plan, standing, listing, is_asked=looking.is_behind)
    trouble = (_not_listed(looking.trouble),) if looking.trouble else ()
    return Round(
        replace(plan, changes=(*begin, *plan.changes), notes=(*plan.notes, *trouble, *notes)),
        listing,
        terms,
        _dues(matters, listing),
        found,
        standing,
        looking.reading(),
        leaves_something=not is_known or looking.leaves_something or found.left > 0,
    )


_UNKNOWN = Note(
    "",
    "nothing is said yet: it is not remembered what was said before, and not all comments could be "
    "read to find it out",
    "Run again: it goes on where this one stopped.",
)


def _not_listed(why: str) -> Note:
    return Note(
        "",
        f"new comments could not be listed ({why}): people's commands are heard in a later run, "
        "but for those in the issues of what is due",
        "The next run tries again.",
    )


def _may_be_due(matters: Sequence[Matter], terms: Terms, record: Record, listing: Listing) -> bool:
    """Say whether anything may be to be said; of what is quiet that may have been ended."""
    return bool(fired(matters, terms, structs.replace(record, snoozed={}), listing))


def _of_forgotten(
    matters: Sequence[Matter], terms: Terms, record: Record, listing: Listing
) -> tuple[Note, ...]:
    """Say of how much nothing is said any more, since there is no room to remember it all."""
    if record.silent_to is None:
        return ()
    all_of_it = fired(matters, terms, structs.replace(record, silent_to=None), listing)
    count = len(all_of_it) - len(fired(matters, terms, record, listing))
    message = (
        f"more is overdue than can be remembered: of what was due up to {record.silent_to} "
        f"nothing is said any more, {count:,} reminder{'s' if count != 1 else ''} today"
    )
    hint = "Close what is done, and extend what is not going to be done soon."
    return (Note("", message, hint),) if count else ()


def _dues(matters: Sequence[Matter], listing: Listing) -> dict[str, date | None]:
    # What is open and without a date today may be late again tomorrow.
    open_issues = (issue for issue in listing.issues if issue.state == "open")
    dues: dict[str, date | None] = {key: None for issue in open_issues for key in issue.keys}
    dues |= {key: None for matter in matters for key in (matter.item, *matter.former_keys)}
    return dues | {matter.key: matter.due for matter in matters}


def _opening(
    plan: Plan, standing: Standing | None, listing: Listing, *, is_asked: bool
) -> tuple[Change, ...]:
    """Plan the standing issue, if there is none and something has to be remembered or said there.

    Where a listing knows all comments, that is a digest alone.
    """
    is_asked = is_asked or has_to_remember(plan, listing)
    if standing is not None or not (is_asked or _is_homeless(plan)):
        return ()
    why = "it remembers what was said, so that nothing is said twice"
    return (keeping(Kind.CREATE, Record(), why, None),)


def has_to_remember(plan: Plan, listing: Listing) -> bool:
    """Say whether something is to be said of which its own issue will not tell."""
    names = (change.comment_id or "" for change in plan.changes if change.kept is None)
    return any(not listing.knows_comments or is_of_many(name) for name in names)


def _is_homeless(plan: Plan) -> bool:
    """Say whether something is to be said that has no issue."""
    return any(change.issue is None and change.kept is None for change in plan.changes)


def keeping(kind: Kind, record: Record, why: str, number: IssueNumber | None) -> Change:
    """Give the change by which the standing issue remembers a record."""
    return Change(
        kind=kind,
        item=STANDING,
        title=STANDING_TITLE,
        why=why,
        after=IssueFields(title=STANDING_TITLE),
        issue=number,
        kept=record,
    )
