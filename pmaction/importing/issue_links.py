"""Links to issues and to changes: which of them tracks an item, which shows that it is done."""

from __future__ import annotations

import re

from pmaction.importing.inline import links_in, plain
from pmaction.importing.item_draft import Around, Item

_ISSUE_URL = re.compile(
    r"https?://[^\s/]+/(?:(?P<repo>[\w.-]+/[\w.-]+)/issues/(?P<number>\d+)|[\w./-]+?/-/issu"
    r"es/\d+|browse/[A-Z][A-Z0-9]+-\d+|[\w-]+/issue/[A-Z]+-\d+[\w/-]*|[\w.-]+/projects?/[\w"
    r"./-]*issues?/\d+|jira/browse/[A-Z][A-Z0-9]+-\d+|T\d{3,7}\b)"
)
_CHANGE_URL = re.compile(r"https?://\S+/(?:pull|pulls|merge_requests|commit|pull-requests)/\w+")
_FIRST_LINK = re.compile(
    r"\s*(?:\[#?[\w/.-]{0,40}?#?\d+\]\((?P<url>\S+?)\)|(?P<bare>https?://[^\s<>]+))[\s:–—-]*(?=\S)"
)
_LAST_LINK = re.compile(
    r"\s*(?:[-–—|:,·•→]\s*)?[(\[]?\[(?P<words>[^\[\]]{0,60})\]\((?P<url>\S+?)\)[)\]]?\s*\.?$"
)
_GOES_ON = re.compile(
    r"\b(?:see|cf|in|on|at|to|of|by|for|with|from|via|as|the|and|or|raised|created|opened|filed|under|"
    r"issue|issues|ticket|bug|after|until|than|is)$",
    re.IGNORECASE,
)
_FIRST_KEY = re.compile(
    r"\s*(?:\*\*)?\[?(?P<key>[A-Z][A-Z0-9]{1,9}-\d{1,6})(?P<closed>\](?!\())?(?:\*\*)?"
    r"(?P<sep>\s*[:–—]|\s+-)?\s+(?:\*\*)?(?=\S)"
)
_STANDARDS = frozenset(
    {
        "AC", "ACT", "ACTION", "AES", "AI", "AP", "ASCII", "CA", "CAPA", "COE", "COVID", "CP",
        "CVE", "CWE", "DIN", "EC", "ECMA", "EN", "GMT", "GPT", "HTTP", "IEC", "IEEE", "INC", "IPV",
        "ISO", "ITEM", "JSON", "MD", "PA", "PEP", "PIR", "PM", "PR", "RA", "RFC", "RS", "RSA",
        "SEV", "SHA", "SSL", "TASK", "TLS", "UCS", "UTC", "UTF", "WPA",
    }
)  # fmt: skip
"""What stands before a dash and a number without being the key of a tracking system.

Standards, and the counts that documents give their own items.
"""

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
    if match := re.fullmatch(r"(?:issue\s*)?#(\d{1,7})(?:\s+DONE)?", text, re.IGNORECASE):
        item.values.setdefault("issue", int(match[1]) or None)
        if item.values["issue"] is None:
            del item.values["issue"]
        return True
    if _KEY.fullmatch(text) and "issue" not in item.values:
        item.values["issue"] = text
        return True
    return False


def has_key(text: str) -> bool:
    """Say whether a cell is the key of an issue, linked or not."""
    return bool(_KEY.fullmatch(plain(text)))


def set_key(item: Item, text: str) -> bool:
    """Set the issue whose key stands alone in a text, such as `OPS-77`; standards are none."""
    is_key = bool(_KEY.fullmatch(text)) and text.partition("-")[0] not in _STANDARDS
    if is_key and "issue" not in item.values:
        item.values["issue"], item.is_issue_unlinked = text, True
    return is_key and item.values["issue"] == text


def take_leading_issue(item: Item, text: str) -> str:
    """Leave out the issue in front of what is to be done: `[#12](…) Add …`, `OPS-77: Add …`."""
    issue = item.values.get("issue")
    if match := _FIRST_LINK.match(text):
        url = match["url"] or match["bare"].rstrip(":,")
        return text[match.end() :] if _is_same(url, issue) else text
    match = _FIRST_KEY.match(text)
    if match and (match["sep"] or match["closed"] or text[match.end()].isupper()):
        key = match["key"]
        if issue is None and set_key(item, key):
            return text[match.end() :]
        return text[match.end() :] if isinstance(issue, str) and issue.endswith(f"/{key}") else text
    return text


def take_last_issue(item: Item, text: str) -> str:
    """Leave out the link to the issue at the end, where its words are no more than its number."""
    match = _LAST_LINK.search(text)
    if match is None or match.start() < 4 or not _is_same(match["url"], item.values.get("issue")):
        return text
    before = text[: match.start()].rstrip()
    # `..., see [#12](…)` and `(blocked by [#12](…))` are sentences that go on with the link.
    goes_on = _GOES_ON.search(before) and "(" not in match[0].partition("[")[0]
    is_it = is_issue_named(match["words"], match["url"]) and before.count("(") == before.count(")")
    return before if is_it and not goes_on else text


def is_issue_named(words: str, url: str) -> bool:
    """Say whether the words of a link to an issue are its number, its key, or `issue`."""
    is_key = bool(_KEY.fullmatch(words) or re.fullmatch(r"T\d{3,7}", words))
    return _is_number(words) or (is_key and url.rstrip("/").endswith(words))


def _is_same(url: str, issue: object) -> bool:
    match = _ISSUE_URL.match(url)
    number = match["number"] if match else None
    return issue is not None and (
        issue in (url, match[0] if match else None)
        or (isinstance(issue, int) and number == str(issue))
    )


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
