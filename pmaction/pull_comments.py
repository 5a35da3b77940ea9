"""The one comment on a pull request: the plan before the merge, the issues after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from pmaction.change import Change, Kind, Plan
from pmaction.identity import is_item, postmortem_of, reading_order
from pmaction.issue import Issue, IssueFields, LastWritten, Listing
from pmaction.redaction import shown_title
from pmaction.render.inert import table_cell
from pmaction.render.markdown import issues_markdown
from pmaction.shown_plan import differences, mark_of, read_mark, with_mark

COMMENT_ID = "pull-request"
"""The comment's id for ever: what was the plan becomes the list of issues."""

NOTHING_THERE: Mapping[int, str | None] = MappingProxyType({})

_TOLD = re.compile(r"pull-(\d{1,9})-(\d{1,9})", re.ASCII)


def plan_comment(pull: int, text: str, existing: str | None, *, is_empty: bool) -> Plan:
    """Plan the comment that shows a plan; `existing` is what it says now, None without one.

    Where merging changes nothing, no comment is begun; one that is there is brought up to date.
    """
    if existing == text or (existing is None and is_empty):
        return Plan()
    change = Change(
        kind=Kind.COMMENT,
        item=f"#{pull}",
        title="what merging the pull request would do",
        why="it says so nowhere yet" if existing is None else "the plan is another one now",
        before=IssueFields(comment=existing),
        after=IssueFields(comment=text),
        comment_id=COMMENT_ID,
        pull=pull,
    )
    return Plan((change,))


def issue_comments(
    listing: Listing,
    confidential: frozenset[str] = frozenset(),
    pull: int | None = None,
    existing: Mapping[int, str | None] = NOTHING_THERE,
) -> Plan:
    """Plan to name on each merged pull request, or on this one, the issues that came with it.

    `confidential` are the ids of postmortems of which nothing is told. What was told is recorded in
    the parent's issue, so that it is told once, even if somebody deletes the comment. `existing`
    are the comments as they stand there, by pull request: where the plan that one of them showed
    was another one, that is said.
    """
    ours = listing.by_key()
    came = _by_pull(ours)
    return Plan(
        tuple(
            change
            for number in sorted(came)
            if pull in (None, number)
            for change in _naming(number, came[number], ours, confidential, existing.get(number))
        )
    )


def difference_comment(listing: Listing, pull: int, existing: str | None) -> Plan:
    """Plan to say on a merged pull request that brought no issues what it was shown to do and not.

    Where all came as shown, or nothing was, the comment stays as it is.
    """
    ours = listing.by_key()
    shown = read_mark(existing)
    if shown is None:
        return Plan()
    said = differences(shown, pull, (), ours)
    text = with_mark(issues_markdown(0, (), said), mark_of(existing))
    if not said or text == existing:
        return Plan()
    change = Change(
        kind=Kind.COMMENT,
        item=f"#{pull}",
        title="what merging the pull request did otherwise than shown",
        why="the plan that it shows was not carried out like that",
        before=IssueFields(comment=existing),
        after=IssueFields(comment=text),
        comment_id=COMMENT_ID,
        pull=pull,
    )
    return Plan((change,))


def pulls_with_issues(listing: Listing) -> frozenset[int]:
    """Give the merged pull requests with which issues came."""
    return frozenset(_by_pull(listing.by_key()))


def _by_pull(ours: Mapping[str, Issue]) -> dict[int, list[Issue]]:
    # What a stranger wrote leads nowhere: with a pull request came issues that pmaction opened.
    pulls = {one.last.pull for one in ours.values() if not one.by_stranger}
    came: dict[int, list[Issue]] = {}
    for issue in sorted(ours.values(), key=lambda one: reading_order(one.key)):
        if issue.last.pull is not None and issue.last.pull in pulls:
            came.setdefault(issue.last.pull, []).append(issue)
    return came


def _naming(
    pull: int,
    issues: Sequence[Issue],
    ours: Mapping[str, Issue],
    confidential: frozenset[str],
    existing: str | None,
) -> Iterator[Change]:
    grouped: dict[str, list[Issue]] = {}
    for issue in issues:
        grouped.setdefault(postmortem_of(issue.key), []).append(issue)
    lines = list(_lines(grouped, ours, confidential))
    shown = read_mark(existing)
    said = differences(shown, pull, issues, ours) if shown is not None else ()
    # The mark stays: should more issues come with the next run, the comparison is made anew.
    text = with_mark(issues_markdown(len(issues), lines, said), mark_of(existing))
    for postmortem_id, group in grouped.items():
        # Without its parent's issue, the first of the items' remembers what was told.
        keeper = ours.get(postmortem_id, group[0])
        if _told(keeper.comments, pull) >= len(group):
            continue
        yield Change(
            kind=Kind.COMMENT,
            item=keeper.key,
            title=f"names its issues on pull request #{pull}",
            issue=keeper.number,
            why=f"pull request #{pull} brought {len(group)} of its issues, and does not say so yet",
            after=IssueFields(comment=text),
            written=LastWritten(comments=frozenset({f"pull-{pull}-{len(group)}"})),
            comment_id=COMMENT_ID,
            pull=pull,
        )


def _told(comments: Iterable[str], pull: int) -> int:
    """Give how many issues were named on a pull request, as far as that is recorded."""
    found = (_TOLD.fullmatch(name) for name in comments)
    return max((int(one[2]) for one in found if one and int(one[1]) == pull), default=0)


def _lines(
    grouped: Mapping[str, Sequence[Issue]], ours: Mapping[str, Issue], confidential: frozenset[str]
) -> Iterator[str]:
    for postmortem_id, issues in grouped.items():
        is_secret = postmortem_id in confidential
        parent = ours.get(postmortem_id)
        if parent is None:
            yield f"- {table_cell(postmortem_id)}"
        else:
            title = shown_title(parent).removeprefix(f"{postmortem_id}:").strip()
            yield _line("", parent, postmortem_id, "" if is_secret else title)
        for issue in issues:
            if is_item(issue.key):
                item_id = issue.key.partition("/")[2]
                yield _line("  ", issue, item_id, "" if is_secret else shown_title(issue))
            elif issue.key != postmortem_id:
                yield _line("  ", issue, issue.key, "more action items")


def _line(indent: str, issue: Issue, name: str, title: str) -> str:
    said = f": {table_cell(title)}" if title else " (confidential)"
    return f"{indent}- #{issue.number} {table_cell(name)}{said}"
