"""What a person wrote into the managed block, quoted in comments before the block is restored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pmaction.change import Change, Kind
from pmaction.desired import DesiredIssue
from pmaction.issue import Issue, IssueFields, digest

PART = 60_000
"""So much of it stands in one comment, which takes 65,536 characters on GitHub with all else."""

_LONG = 100
_WHY = (
    "The part between pmaction's markers is written from the file, and is put back as the file has "
    "it."
)
_WHAT_TO_DO = "To change it for good, edit the file, or write below the managed part."
# What looks like a mark of ours must not become one where comments stand in the issue's own text.
_OUR_MARK = re.compile(r"<!--(?=\s*pmaction\b)")


def quotation_id(block: str) -> str:
    """Give the id of the comment that quotes a block, or the last part of it.

    The other parts are said before: an issue that has this comment has them all.
    """
    return f"edited-block-{digest(block)}"


def quotations(wanted: DesiredIssue, issue: Issue) -> list[Change]:
    """Give the comments that keep what an edited block says, but for those that are there."""
    return [one for one in _comments(wanted, issue) if one.comment_id not in issue.comments]


def _comments(wanted: DesiredIssue, issue: Issue) -> Iterator[Change]:
    block = issue.block or ""
    # Of a confidential postmortem nothing is quoted, and so there is one comment.
    parts = [""] if wanted.confidential else list(_parts(block))
    for number, part in enumerate(parts, 1):
        said = "It is not quoted here, since the postmortem is confidential: see its history."
        if not wanted.confidential:
            of_all = f" ({number} of {len(parts)} comments)" if len(parts) > 1 else ""
            said = f"So that nothing is lost, this is what stood there{of_all}:\n\n{fenced(part)}"
        gap = " " if wanted.confidential else "\n\n"
        yield Change(
            kind=Kind.COMMENT,
            item=wanted.key,
            title=wanted.title,
            issue=issue.number,
            why="what was written into the managed block is kept before it is restored",
            after=IssueFields(comment=f"{_WHY}{gap}{said}\n\n{_WHAT_TO_DO}"),
            comment_id=quotation_id(block) + (f"-{number}" if number < len(parts) else ""),
        )


def _parts(text: str) -> Iterator[str]:
    """Cut a text into parts that fit into a comment each, at the end of a line if there is one."""
    while len(text) > PART:
        end = text.rfind("\n", 0, PART) + 1
        end = end if end > PART // 2 else PART
        yield text[:end]
        text = text[end:]
    yield text


def fenced(text: str) -> str:
    """Give a text as a block of code, in which nothing is Markdown and no name pings anyone."""
    text = _OUR_MARK.sub("<\u200b!--", text)
    sign = min("`~", key=lambda one: _longest(one, text))
    if _longest(sign, text) > _LONG:
        text = text.replace(sign * _LONG, f"{sign * _LONG}\u200b")
    fence = sign * max(3, _longest(sign, text) + 1)
    end = "" if text.endswith("\n") else "\n"
    return f"{fence}\n{text}{end}{fence}"


def _longest(sign: str, text: str) -> int:
    return max(map(len, re.findall(f"{sign}+", text)), default=0)
