"""Whose word counts in issues: who opened one can write into it what they like, at any time.

So a stranger's issue is never a postmortem's, and an item's only if the postmortem's issue knows
its number or the file names it. Accounts that pmaction wrote as are recognized by their work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pmaction.identity import is_item
from pmaction.last_written import IssueNumber
from pmaction.one_issue import Issue


def believed(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Give these issues, and of those of strangers only what they may say of themselves.

    A stranger does not belong to the repository, and a file named their issue for an item. What
    that says of other issues, or of the keys that it had, is not believed.
    """
    issues = tuple(issues)
    doubtful = {one.author for one in issues if one.author and not one.by_insider}
    strangers = doubtful - _writers(issues, doubtful) if doubtful else doubtful
    return tuple(
        _a_strangers(one) if one.author in strangers and not one.by_insider else one
        for one in issues
    )


def _a_strangers(issue: Issue) -> Issue:
    last = replace(issue.last, items=None, waits=None, parent=None, former_keys=None)
    return replace(issue, by_stranger=True, last=last)


def _writers(issues: Iterable[Issue], authors: set[str]) -> set[str]:
    """Give the accounts that pmaction wrote as, which may have left the repository since.

    They opened postmortems' issues together with those of the items that these know. What was
    opened by a stranger is known to issues that somebody else opened.
    """
    known_to: dict[IssueNumber, set[str]] = {}
    ours = [one for one in issues if one.is_ours]
    for parent in ours:
        if not is_item(parent.key):
            for number in (parent.last.items or {}).values():
                if number != parent.number:
                    known_to.setdefault(number, set()).add(parent.author)
    own: Counter[str] = Counter()
    of_others: Counter[str] = Counter()
    for issue in ours:
        knowing = known_to.get(issue.number, set())
        if issue.author in authors and knowing:
            (of_others if knowing - {issue.author} else own)[issue.author] += 1
    return {author for author in authors if own[author] > of_others[author]}
