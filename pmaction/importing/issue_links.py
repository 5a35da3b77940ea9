"""Links to issues and to changes: which of them tracks an item, which shows that it is done."""

from __future__ import annotations

import re

from pmaction.importing.inline import links_in, plain
from pmaction.importing.item_draft import Around, Item

_ISSUE_URL = re.compile(
    r"https?://[^\s/]+/(?:(?P<repo>[\w.-]+/[\w.-]+)/issues/(?P<number>\d+)|[\w./-]+?/-/issu"
    r"es/\d+|browse/[A-Z][A-Z0-9]+-\d+|[\w-]+/issue/[A-Z]+-\d+[\w/-]*|[\w.-]+/projects?/[\w"
    r"./-]*issues?/\d+|jira/browse/[A-Z][A-Z0-9]+-\d+)"
)
_CHANGE_URL = re.compile(r"https?://\S+/(?:pull|pulls|merge_requests|commit|pull-requests)/\w+")
_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}-\d{1,6}")


def set_issue(item: Item, value: str, around: Around) -> bool:
    """Set the issue that tracks the item, where exactly one is named; links to changes are none."""
    text = plain(value)
    links = links_in(value)
    if re.search(r"\bDONE\b", text):
        item.values.setdefault("status", "done")
    if links:
        issues = list(dict.fromkeys(url for _, url in links if _ISSUE_URL.match(url)))
        if len(issues) == 1 and "issue" not in item.values:
            item.values["issue"] = issue_of(issues[0], around)
            words = next(words for words, url in links if url == issues[0])
            bare = re.sub(
                r"[\W_]+|issue|ticket",
                "",
                text.replace(issues[0], "").replace(words, ""),
                flags=re.IGNORECASE,
            )
            return (
                len(links) == 1
                and not bare
                and item.values["issue"] == issues[0]
                and _is_number(words)
            )
        return False
    if match := re.fullmatch(r"(?:issue\s*)?#(\d{1,7})", text, re.IGNORECASE):
        item.values.setdefault("issue", int(match[1]) or None)
        if item.values["issue"] is None:
            del item.values["issue"]
        return True
    if _KEY.fullmatch(text) and "issue" not in item.values:
        item.values["issue"] = text
        return True
    return False


def _is_number(words: str) -> bool:
    return not words or bool(
        re.fullmatch(
            r"\W*(?:[\w./-]+#)?\d+\W*|\W*(?:issue|ticket|link|bug)\W*", words, re.IGNORECASE
        )
    )


def issue_of(url: str, around: Around) -> int | str:
    """Give an issue as documents name it: by number in the same repository, else by address."""
    match = _ISSUE_URL.match(url)
    here = around.repository.casefold()
    if match and match["number"] and here and match["repo"].casefold() == here:
        return int(match["number"])
    return match[0] if match else url


def issues_in(text: str) -> list[str]:
    """Give the addresses of issues that a text links, each once."""
    return list(dict.fromkeys(url for _, url in links_in(text) if _ISSUE_URL.match(url)))


def change_in(text: str) -> str | None:
    """Give the first pull request or commit that a text links."""
    return next((url for _, url in links_in(text) if _CHANGE_URL.match(url)), None)
