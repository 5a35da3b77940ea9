"""One action item from its text: what is to be done, and all that the text says beside it."""

from __future__ import annotations

import re

from pmaction.importing.days import date_at_start
from pmaction.importing.field_names import field_of
from pmaction.importing.inline import LONGEST_LOOK, cut_title, links_in, plain
from pmaction.importing.issue_links import (
    change_in,
    is_issue_named,
    issue_of,
    issues_in,
    take_last_issue,
    take_leading_issue,
)
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_fields import set_due, set_field
from pmaction.importing.item_inline import take_inline
from pmaction.importing.item_owner import take_owner
from pmaction.importing.item_signs import TASK
from pmaction.importing.item_status import take_box, take_status
from pmaction.importing.item_title import title_of

_ID = re.compile(
    r"\s*(?:\*\*|__)?\[?(?P<id>(?:AI|A|ACT|AC|CA|PA|RA|AP|T|R|ITEM|TASK)-?\d{1,3})"
    r"\]?(?:(?<=-\d)\s(?=[A-Z])|(?<=-\d\d)\s(?=[A-Z])|\s*(?:[:.)]|\s[-–—])\s*(?:\*\*|__)?|(?:\*\*|__)\s*[:.)–—-]?|(?<=\])"
    r")\s*"
)
# Exports escape what is no markup, too: `Owner \\- Ana`.
_ESCAPED = re.compile(r"\\([-.+!#&=>~]|(?<!\]\\)\(|\))")
_ESCAPED_BRACKETS = re.compile(r"(?<=\s)\\\[([^\[\]\\\n]{2,60})\\\](?![(\[:])")
_DECIDED = re.compile(
    r"\b(?:decided not to|will not be done|not going to do|won['’]t (?:be )?do(?:ne|"
    r"ing)?)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\s*(?:[-–—,;|]\s*)?[(\[]?\s*(?:\*\*|__)?\b(?:due(?: date| by| on)?|deadline|eta|"
    r"target(?: date)?|by|(?:no|not) later than|before(?=\s+\S+(?:\s\S+){0,2}\W*$)"
    r"|срок|до|bis(?: zum)?|fällig(?: am| bis)?)(?:\*\*|__)?\s*[:=]?"
    r"\s*(?:\*\*|__)?\s*(?=\w)",
    re.IGNORECASE,
)
_END_DAY = re.compile(
    r"\s*(?:[-–—,|]\s*|[(\[])(?=(?P<when>\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})[)\]]?\s*\.?$)"
)
_MENTIONED = re.compile(
    r"(?P<who>@[A-Za-z][\w-]*(?:\.[\w-]+)*(?: [A-Z][\w-]+){0,2})\s+(?:due |by )?"
    r"(?P<when>\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2,8},? \d{4}"
    r"|[A-Z][a-z]{2,8} \d{1,2}, \d{4})\.?$"
)
_LEADING_MENTION = re.compile(
    r"\s*@[\w-]+.{4,}?(?<!\bon)(?<!\bof)(?<!\bfrom)(?<!\bsince)(?<!\bbefore)(?<!\bby)(?<!\bdue)"
    r"(?<![\W_])\s+(?P<when>\d{4}-\d{2}-\d{2}|\d{1,2} [A-Z][a-z]{2,8},? \d{4}"
    r"|[A-Z][a-z]{2,8} \d{1,2}, \d{4})\.?$",
    re.DOTALL,
)
_LABELLED = re.compile(
    r"(?:^|[\s(\[|;,–—（、，-])(?:\*\*|__|_|\*)?(?P<label>owners?|assignees?|assigned "
r"to|responsible|dri|due(?: date)?|deadline|eta|priority|status|ticket|issue|"
r"done when|success criteria|effort|ответственный|срок|期限|担当者?|负责人|截止日期|verantwortlich"
r"(?:e[rn]?)?|zuständig|termin|frist|fällig(?: am| bis)?|responsable|échéance|fecha límite|plazo|"
r"prazo|responsável|verantwoordelijke|owned by|jira|tracking issue)"
r"(?:\*\*|__|_|\*)?\s*[:=：]\s*(?:\*\*|__)?\s*",
    re.IGNORECASE,
)  # fmt: skip
_PRIORITY = re.compile(
    r"\s*(?:\*\*|__)?[(\[]?(?P<p>P[0-3])[)\]]?(?:\*\*|__)?\s*(?:[:–—-]\s*(?:\*\*|"
    r"__)?|(?<=[)\]*_])\s*)|\s*[(\[](?P<q>P[0-3])[)\]]\s*\.?$"
)


def read_item_text(item: Item, head: str, below: str, around: Around) -> None:
    """Read the first paragraph of an item, and keep what stands below it for its description.

    Whatever is taken out of the text is in a field; whatever is in no field stays in the text.
    """
    text = _ESCAPED.sub(r"\1", re.sub(r"[ \t]{2,}", " ", head[:LONGEST_LOOK]))
    text = _ESCAPED_BRACKETS.sub(r"[\1]", text)
    text = take_box(item, text, around)
    match = TASK.match(text)
    if match and (not match["who"] or set_field(item, "owner", match["who"], around)):
        text = text[match.end() :]
    if match := _ID.match(text):
        item.given_id = match["id"]
        lead = (
            "**"
            if match[0].lstrip().startswith("**")
            and "**" in text[match.end() :]
            and match[0].count("**") == 1
            else ""
        )
        text = lead + text[match.end() :]
    lossy = len(head) > LONGEST_LOOK
    text, lossy_state = take_status(item, text, around)
    _links(item, head, around)
    text = take_last_issue(item, take_leading_issue(item, text))
    text, lossy_priority = _priority(item, text)
    text = _mentioned(item, text, around)
    text = take_inline(item, text, around)
    text = _labelled(item, text, around)
    text = _dates(item, text, around)
    text = take_owner(item, take_leading_issue(item, text), around)
    title, is_whole = title_of(take_last_issue(item, text))
    item.title = title or cut_title(plain(head)) or "untitled"
    lost = [one for one in links_in(head) if not _is_kept(item, *one)]
    if lossy or lossy_state or lossy_priority or not is_whole:
        item.more.insert(0, _told(item, text, head, lost, is_all=not (lossy or lossy_state)))
    elif lost:
        item.more.insert(0, _linked(item, head, lost))
    if below.strip():
        item.more.append(below.strip())
    if _DECIDED.search(head) and item.values.get("status") != "done":
        item.values["status"] = "wont_do"
        item.values.setdefault("reason", plain(head)[:1000])


def _is_kept(item: Item, words: str, url: str) -> bool:
    """Say whether a link is in the title or in the issue of an item, words and all."""
    if url != item.values.get("issue"):
        return not words and url in item.title
    return not words or is_issue_named(words, url) or plain(words) in item.title


def _told(item: Item, text: str, head: str, lost: list[tuple[str, str]], *, is_all: bool) -> str:
    """Give the text of an item for its description, without what is in fields if that is sure."""
    kept = all(url in text for _, url in lost)
    return text.strip() if is_all and kept and len(plain(text)) > len(item.title) else head.strip()


def _linked(item: Item, head: str, lost: list[tuple[str, str]]) -> str:
    """Give the links of an item for its description; the title has their words."""
    named = [f"[{words}]({url})" if words else url for words, url in lost]
    kept = [item.title, *(str(value) for value in item.values.values())]
    told = all(any(plain(words) in one for one in kept) for words, _ in lost)
    return ", ".join(named) if told else head.strip()


def _labelled(item: Item, text: str, around: Around) -> str:
    """Take out `Owner: x, Due: y` wherever it stands behind what is to be done."""
    found = list(_LABELLED.finditer(text))
    if not found or found[0].start() < 3:
        return text
    out = text[: found[0].start()]
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        value, rest = _until_end(text[match.end() : end])
        if not set_field(item, field_of(match["label"]) or "", value, around):
            out += text[match.start() : end]
        else:
            out += f" {rest}" if rest.strip(" )].;,|*_-–—）、，") else ""
    return re.sub(r"[\s(\[|;,–—（、，-]+$", "", out)


def _until_end(text: str) -> tuple[str, str]:
    match = re.search(r"[)\]|;\n）、，]|(?<!\b[A-Z])\.\s|\s[-–—]\s", text)
    return (text[: match.start()], text[match.start() :]) if match else (text.rstrip("*_ ,."), "")


def _dates(item: Item, text: str, around: Around) -> str:
    """Take out a due date wherever it stands: `Add an alert by 2 May, and test it`."""
    for match in (*_DUE.finditer(text), *_END_DAY.finditer(text)):
        found = date_at_start(text[match.end() :], around.order)
        end = match.end() + found.end if found else 0
        if match.start() > 3 and found and set_due(item, text[match.end() : end], around):
            rest = re.sub(r"^\s*[)\]]", "", text[end:])
            return f"{text[: match.start()]} {rest}".strip(" -–—,;|")
    return text


def _mentioned(item: Item, text: str, around: Around) -> str:
    """Take out a day behind the mention of a person: `Probe it @Ana Diaz 30 Apr 2025`."""
    match = _MENTIONED.search(text.rstrip())
    if match and match.start() > 3 and set_due(item, match["when"], around):
        return text[: match.end("who")]
    # A wiki's task begins with who does it, and ends with its day.
    match = _LEADING_MENTION.fullmatch(text.rstrip())
    if match and set_due(item, match["when"], around):
        return text[: match.start("when")].rstrip()
    return text


def _priority(item: Item, text: str) -> tuple[str, bool]:
    match = _PRIORITY.match(text) or _PRIORITY.search(text[-8:])
    if match is None or not (match["p"] or match["q"]):
        return text, False
    item.values.setdefault("priority", match["p"] or match["q"])
    if match["p"] and _PRIORITY.match(text):
        return text[match.end() :], item.values["priority"] != match["p"]
    return text, False


def _links(item: Item, head: str, around: Around) -> None:
    issues = issues_in(head)
    if len(issues) == 1 and "issue" not in item.values:
        item.values["issue"] = issue_of(issues[0], around)
    change = change_in(head)
    if change and item.values.get("status") == "done":
        item.values.setdefault("evidence", change)
