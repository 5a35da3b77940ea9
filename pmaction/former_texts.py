"""What issues said before their postmortem became confidential, and what of it cannot be unsaid.

Titles and texts are replaced, but GitHub keeps the former ones: in the history of an issue's title,
of its text and of every comment. To edit our own comments would take away what is seen first, and
leave all of it one click away. So they are named, for a person to delete.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pmaction.change import Note
from pmaction.desired import DesiredIssue
from pmaction.identity import postmortem_of
from pmaction.issue import Issue, digest

_MOST = 20
_QUOTING = re.compile(r"edited-block-")


def former_text_notes(desired: Iterable[DesiredIssue], ours: Mapping[str, Issue]) -> Iterator[Note]:
    """Say once, when a postmortem becomes confidential, where its former text still stands."""
    became: dict[str, list[Issue]] = {}
    for wanted in desired:
        issue = ours.get(wanted.key)
        if wanted.confidential and issue is not None and _said_more(wanted, issue):
            became.setdefault(postmortem_of(wanted.key), []).append(issue)
    for postmortem_id, issues in became.items():
        places = [*_comments(issues), *_pulls(issues)]
        also = f"; so do other comments of pmaction: {', '.join(places)}" if places else ""
        numbers = ", ".join(_number(issue) for issue in issues[:_MOST])
        if len(issues) > _MOST:
            numbers += f" and {len(issues) - _MOST} more"
        yield Note(
            postmortem_id,
            "is confidential now: the titles and texts of its issues are replaced, but the history "
            f"of {numbers} keeps the former ones, and reminders may quote them{also}",
            "If some who can read them must not, delete these comments, and the earlier revisions "
            "of the texts; a former title goes away only with the whole issue.",
        )


def _said_more(wanted: DesiredIssue, issue: Issue) -> bool:
    return issue.last.title is not None and issue.last.title != digest(wanted.title)


def _comments(issues: Iterable[Issue]) -> Iterator[str]:
    for issue in issues:
        if number := sum(_QUOTING.match(one) is not None for one in issue.comments):
            yield f"{number} on {_number(issue)}"


def _pulls(issues: Iterable[Issue]) -> Iterator[str]:
    for pull in sorted({issue.last.pull for issue in issues if issue.last.pull is not None}):
        yield f"1 on pull request #{pull}"


def _number(issue: Issue) -> str:
    return f"#{issue.number}" if isinstance(issue.number, int) else str(issue.number)
