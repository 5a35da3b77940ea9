"""Owner, due date and the like where they stand in the line of an item, whatever separates them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pmaction.importing.field_names import field_of
from pmaction.importing.inline import plain
from pmaction.importing.issue_links import set_key
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_due import is_whole_date, split_due
from pmaction.importing.item_fields import set_due, set_field
from pmaction.importing.item_parts import KEYS, LABEL, is_name, read_name, read_part
from pmaction.importing.item_roles import with_roles
from pmaction.importing.people import AT_NAME, are_mentions

_BRACKETS = re.compile(
    r"(?P<round>(?<!\])[(（](?P<a>[^()（）\n]{2,200})[)）])"
    r"|(?P<square>(?<!!)\[(?P<b>[^\[\]\n]{2,120})\](?![(\[:]))"
)
_SEPARATOR = re.compile(
    r"\s+(?:[-–—|·•→»]|->|//)\s+|\s*[;|]\s+"
    r"|\s*\.\s+(?=@[\w/-]+\W|[*_]?[^\W\d_][\w ]{1,24}:|(?:Done|Completed|Fixed|ETA|Due|Deadline)\b)"
)
_COMMA = re.compile(r",\s+(?!\d{4}(?![\d/.-]))|[、，]\s*")
_CODED = re.compile(
    r"(?:\s+`(?:@[\w./-]+|(?:due|owner|eta|by)\b[^`\n]{1,40})`)+\s*$", re.IGNORECASE
)
_CHANGE = re.compile(r"(?:(?:fixed |done )?(?:in|by|with) )?(?:PR|MR|pull request) ?[#!]\d+", re.I)
_LEAD = re.compile(r"\s*(?P<lead>[^:\n]{2,60}?)\s*:\s*(?:\*\*|__)?\s+(?=\S)")


_RUN = re.compile(
    r"(?:\s*\[[^\[\]\n]{1,60}\](?![(\[:])){2,}\s*\.?$|(?:\s*\([^()\n]{1,60}\)){2,}\s*\.?$"
)
_NEXT_BRACKET = re.compile(r"[\])]\s*[\[(]")


def take_line(item: Item, line: str, around: Around) -> bool:
    """Read a line below what is to be done if all of its parts are understood: `Ana · 2 May`."""
    bare = line.strip(" *_")
    is_one = not _SEPARATOR.search(line)
    if is_one and not (AT_NAME.fullmatch(bare) or is_whole_date(bare, around)):
        return False
    return _all(item, line, around)


def take_inline(item: Item, text: str, around: Around) -> str:
    """Set what brackets and the parts around dashes say, and give the text without that.

    What a field cannot hold (`ETA: end of Q3`) goes below a label to the item's description.
    """
    text = _CODED.sub(lambda match: match[0].replace(" `", " — ").replace("`", ""), text)
    text = _leads(item, text, around)
    text = _tail(item, text, around)
    text = _brackets(item, text, around)
    text = _tail(item, text, around)
    return re.sub(r"[ \t]{2,}", " ", text).strip()


def _brackets(item: Item, text: str, around: Around) -> str:
    if run := _RUN.search(text):
        # `[P1] [Ana Diaz] [2 May 2025]` says what `[P1; Ana Diaz; 2 May 2025]` says.
        text = text[: run.start()] + _NEXT_BRACKET.sub("; ", run[0])
    found = list(_BRACKETS.finditer(text))
    for match in reversed(found):
        if text[: match.start()].count("`") % 2 or not text[: match.start()].strip(" *_"):
            continue
        kept = list(_unread(item, match["a"] or match["b"], around))
        if kept == [match["a"] or match["b"]]:
            continue
        opening, closing = match[0][0], match[0][-1]
        rest = f"{opening}{', '.join(kept)}{closing}" if kept else ""
        before, after = text[: match.start()], text[match.end() :]
        text = before.rstrip() + (" " if rest else "") + rest + after
    return text


def _unread(item: Item, text: str, around: Around) -> Iterator[str]:
    """Read the parts of a text in brackets; give those that say something else."""
    if are_mentions(text) and set_field(item, "owner", text, around):
        return
    parts = [
        part for piece in _SEPARATOR.split(text) for part in _COMMA.split(piece) if part.strip()
    ]
    parts = with_roles(parts)
    left = [part for part in parts if not read_part(item, part, around, loose=True)]
    beside = len(left) < len(parts)
    for part in left:
        if beside and read_name(item, part, around, loose=True):
            continue
        if len(parts) > 1 or not _alone(item, part):
            yield part.strip() if len(parts) > 1 else text


def _alone(item: Item, part: str) -> bool:
    """Read what is told in brackets of its own: an issue's key, the change that did it."""
    bare = plain(part).strip()
    if item.values.get("status") == "done" and _CHANGE.fullmatch(bare):
        item.values.setdefault("evidence", bare)
        return bool(item.values["evidence"] == bare)
    return set_key(item, bare)


def _tail(item: Item, text: str, around: Around) -> str:
    """Take parts off the end, as long as they are understood: `Add an alert — Ana — 2025-05-01`."""
    read = False
    while True:
        cuts = [*_SEPARATOR.finditer(text), *_COMMA.finditer(text)]
        cut = max((one for one in cuts if one.start() > 3), key=re.Match.start, default=None)
        if cut is None or text[: cut.start()].count("`") % 2 or _in_brackets(text, cut.start()):
            return text
        part = text[cut.end() :]
        by_comma = cut[0][0] in ",、，"
        is_read = read_part(item, part, around, by_comma=by_comma)
        if not is_read and not by_comma and (read or _ends_with_date(text[: cut.start()], around)):
            is_read = read_name(item, part, around)
        if not is_read and by_comma:
            cut = max(_SEPARATOR.finditer(text), key=re.Match.start, default=None)
            is_read = cut is not None and cut.start() > 3 and _all(item, text[cut.end() :], around)
        if not is_read or cut is None:
            return text
        read, text = True, text[: cut.start()]


def _all(item: Item, text: str, around: Around) -> bool:
    """Read a part that commas divide (`Jo, 30 Aug 2024`) if all of it is understood."""
    trial = replace(item, values=dict(item.values), more=list(item.more))
    if list(_unread(trial, text, around)):
        return False
    item.values, item.more = trial.values, trial.more
    item.is_year_guessed = trial.is_year_guessed
    return True


def _ends_with_date(text: str, around: Around) -> bool:
    """Say whether the last part of a text is a date, so that what follows may be a name."""
    cuts = list(_SEPARATOR.finditer(text))
    return bool(cuts) and is_whole_date(text[cuts[-1].end() :].strip(), around)


def _in_brackets(text: str, at: int) -> bool:
    before = text[:at]
    return any(before.count(one) > before.count(other) for one, other in ("()", "[]", "（）"))


def _leads(item: Item, text: str, around: Around) -> str:
    """Take off what stands before the task: `Owner: @kim — Add an alert`, `Ana by 2 May: Add`."""
    for _ in range(4):
        cut = _SEPARATOR.search(text)
        match = LABEL.fullmatch(text[: cut.start()].strip()) if cut else None
        if cut is None or match is None or field_of(match["label"]) not in KEYS:
            break
        if not set_field(item, field_of(match["label"]) or "", match["value"], around):
            break
        text = text[cut.end() :]
    lead = _LEAD.match(text)
    who, due = split_due(plain(lead["lead"])) if lead else ("", None)
    if lead and due and who and is_name(who, around) and is_whole_date(due, around):
        trial = Item(0, 0)
        if set_due(trial, due, around) and set_field(trial, "owner", who, around):
            item.values |= {**trial.values, **item.values}
            item.is_year_guessed |= trial.is_year_guessed
            return text[lead.end() :]
    return text
