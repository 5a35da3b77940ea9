"""What shows that an issue was closed because the work is done: asked for where the policy says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pmaction.change import Change, Kind, Note
from pmaction.desired import DesiredIssue
from pmaction.identity import is_item
from pmaction.issue import NEEDS_EVIDENCE, Issue, IssueFields, IssueNumber
from pmaction.issue_change import issue_change

SHOWN = "shown"
"""What is remembered with an issue once something showed what was done."""

_REMEMBERED = "remembers that something shows what was done; nothing visible changes"
_COMMENT = (
    "This issue was closed as completed, and nothing in it shows what was done: no pull request, "
    "no commit and no comment. Please say here what shows it: a link to the change, the dashboard, "
    f"the test run. It stays closed, and the label `{NEEDS_EVIDENCE}` goes away by itself then."
)
"""One paragraph: in a folder of issues, what is written below it is a person's."""


def in_question(
    wanted: Iterable[DesiredIssue], ours: Mapping[str, Issue]
) -> frozenset[IssueNumber]:
    """Give the issues of which must be found out whether anything shows what was done."""
    return frozenset(
        issue.number
        for one in wanted
        if (issue := ours.get(one.key)) is not None
        if _must_show(one, issue) and not _was_excused(issue)
    )


def with_evidence(
    wanted: Iterable[DesiredIssue], ours: Mapping[str, Issue], shown: Mapping[IssueNumber, bool]
) -> tuple[DesiredIssue, ...]:
    """Say of each item whether its issue lacks evidence; `shown` is what was found out of which.

    The label is wanted then, and so comes and goes, or stays as a person will have it, as others.
    """
    return tuple(_with_evidence(one, ours.get(one.key), shown) for one in wanted)


def _with_evidence(
    wanted: DesiredIssue, issue: Issue | None, shown: Mapping[IssueNumber, bool]
) -> DesiredIssue:
    if issue is None or not _must_show(wanted, issue):
        return wanted
    labels = wanted.labels | {NEEDS_EVIDENCE}
    match shown.get(issue.number):
        case True:
            return replace(wanted, evidence="shown")
        case False:
            return replace(wanted, evidence="missing", labels=labels)
        case _:  # nobody knows, or a person said that it needs none: all stays as it is
            return replace(wanted, labels=labels) if _was_asked(issue) else wanted


def evidence_changes(wanted: DesiredIssue, issue: Issue) -> Iterator[Change | Note]:
    """Ask for evidence in one comment, or remember that there is some."""
    if wanted.evidence == "shown":
        yield issue_change(
            Kind.UPDATE, wanted, issue, _REMEMBERED, {}, {}, {"evidence": wanted.evidence}
        )
    elif wanted.evidence == "missing" and NEEDS_EVIDENCE not in issue.comments:
        if issue.locked:
            what = f"its issue {issue.number} is locked, so that no comment asks for evidence"
            yield Note(wanted.key, what, "Unlock its conversation, so that somebody can answer.")
            return
        yield Change(
            kind=Kind.COMMENT,
            item=wanted.key,
            title=wanted.title,
            issue=issue.number,
            why="a person closed it as completed, and nothing shows what was done",
            after=IssueFields(comment=_COMMENT),
            comment_id=NEEDS_EVIDENCE,
        )


def told(found: Iterable[Change | Note]) -> Iterator[Change | Note]:
    """Give the changes and notes of an issue again, with words where they are about evidence."""
    for one in found:
        if isinstance(one, Change) and one.kind is Kind.LABEL:
            before, after = ((f and f.labels) or frozenset() for f in (one.before, one.after))
            if NEEDS_EVIDENCE in after - before:
                yield replace(one, why="a person closed it, and nothing shows what was done")
                continue
            if NEEDS_EVIDENCE in before - after:
                yield replace(one, why="it needs no evidence any more")
                continue
        yield one


def _must_show(wanted: DesiredIssue, issue: Issue) -> bool:
    """Say whether a person closed it as completed, and neither file nor memory shows anything."""
    return (
        wanted.asks_evidence
        and is_item(wanted.key)
        and wanted.status == "open"
        and issue.state == "closed"
        and issue.reason in (None, "completed")
        and issue.last.state != "closed"
        and issue.last.evidence != SHOWN
    )


def _was_excused(issue: Issue) -> bool:
    """Say whether a person took the label off: that settles it."""
    return _was_asked(issue) and NEEDS_EVIDENCE not in issue.labels


def _was_asked(issue: Issue) -> bool:
    return NEEDS_EVIDENCE in (issue.last.labels or ())
