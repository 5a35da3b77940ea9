"""Owner, due date and the like where they stand in the line of an item, whatever separates them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pmaction.importing.field_names import field_of
from pmaction.importing.inline import plain
from pmaction.importing.issue_links import set_key
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_due import is_whole_date, keep_vague_due, short_day, split_due
from pmaction.importing.item_fields import set_due, set_field, set_status
from pmaction.importing.item_roles import ROLES_BESIDE, with_roles
from pmaction.importing.people import AT_NAME, are_mentions, looks_like_owner, people_in

_KEYS = frozenset(
    {
        "owner", "due", "priority", "status", "issue", "effort", "horizon", "category", "done_at",
        "backup", "collaborators", "dora_metric",
    }
)  # fmt: skip
_BRACKETS = re.compile(
    r"(?P<round>(?<!\])[(（](?P<a>[^()（）\n]{2,200})[)）])"
    r"|(?P<square>(?<!!)\[(?P<b>[^\[\]\n]{2,120})\](?![(\[:]))"
)
_SEPARATOR = re.compile(
    r"\s+(?:[-–—|·•→»]|->|//)\s+|\s*[;|]\s+"
    r"|\s*\.\s+(?=[*_]?[^\W\d_][\w ]{1,24}:|(?:Done|Completed|Fixed|ETA|Due|Deadline)\b)"
)
_COMMA = re.compile(r",\s+(?!\d{4}(?![\d/.-]))|[、，]\s*")
_LABEL = re.compile(
    r"(?:\*\*|__|[*_])?(?P<label>[^\W\d_][\w’'/ ]{0,28}?)(?:\*\*|__|[*_])?\s*[:=：]\s*"
    r"(?:\*\*|__|[*_])?\s*(?P<value>.+)",
    re.DOTALL,
)
_OWNED = re.compile(
    r"(?:owner|owned by|assigned to|assignee|assigned|responsible|lead|dri|verantwortlich|"
    r"zuständig|responsable|asignado a|assigné à)\s+(?=\S)",
    re.IGNORECASE,
)
_CODED = re.compile(
    r"(?:\s+`(?:@[\w./-]+|(?:due|owner|eta|by)\b[^`\n]{1,40})`)+\s*$", re.IGNORECASE
)
_GROUP = re.compile(
    r"(?:[\w&-]+ ){1,3}(?:team|group|squad|guild|crew|office|desk|department|operations|ops|unit)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"unassigned|no owner(?: yet)?|not assigned|no due date", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: (?:de |van |von |da )?[A-ZÀ-ÖØ-Þ][\w'’.-]+){0,2}")
_CHANGE = re.compile(r"(?:(?:fixed |done )?(?:in|by|with) )?(?:PR|MR|pull request) ?[#!]\d+", re.I)
_LEAD = re.compile(r"\s*(?P<lead>[^:\n]{2,60}?)\s*:\s*(?:\*\*|__)?\s+(?=\S)")


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
    left = [part for part in parts if not _part(item, part, around, loose=True)]
    beside = len(left) < len(parts)
    for part in left:
        if beside and _named(item, part, around, loose=True):
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
        is_read = _part(item, part, around, by_comma=by_comma)
        if not is_read and not by_comma and (read or _ends_with_date(text[: cut.start()], around)):
            is_read = _named(item, part, around)
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
    return True


def _ends_with_date(text: str, around: Around) -> bool:
    """Say whether the last part of a text is a date, so that what follows may be a name."""
    cuts = list(_SEPARATOR.finditer(text))
    return bool(cuts) and is_whole_date(text[cuts[-1].end() :].strip(), around)


def _in_brackets(text: str, at: int) -> bool:
    before = text[:at]
    return any(before.count(one) > before.count(other) for one, other in ("()", "[]", "（）"))


def _part(
    item: Item, part: str, around: Around, *, by_comma: bool = False, loose: bool = False
) -> bool:
    """Read one part: a label with its value, a due date, an owner, a status.

    Behind a comma only what names itself counts; `loose`, in brackets, any one word is a name
    beside a due date.
    """
    part = part.strip().strip("*_ ")
    bare = plain(part).strip(" .")
    if not bare or _NOBODY.fullmatch(bare):
        return bool(bare)
    if _is_its_issue(item, part):
        return True
    if match := _LABEL.fullmatch(part):
        return _labelled(item, match, around)
    who, due = split_due(bare)
    if due is not None and is_whole_date(due, around):
        if who and not _named(item, _OWNED.sub("", who), around, loose=loose):
            return False
        return set_due(item, due, around)
    if due is not None and not who and keep_vague_due(item, due):
        return True
    if match := _OWNED.match(bare):
        return _named(item, bare[match.end() :], around, loose=True)
    if by_comma:
        return False
    if set_key(item, bare):
        return True
    if is_whole_date(bare, around):
        return set_due(item, bare, around)
    if loose and "due" not in item.values and keep_vague_due(item, bare):
        return True
    if loose and "due" not in item.values and (day := short_day(bare, around)):
        item.values["due"] = day.isoformat()
        return True
    if AT_NAME.match(bare) or looks_like_owner(bare, around.people):
        return set_field(item, "owner", bare, around)
    return len(bare) < 60 and _state(item, part, around)


def _is_its_issue(item: Item, part: str) -> bool:
    """Say whether a part is the address of the issue that the item has already."""
    url = part.strip("<>* ")
    return bool(url) and url == item.values.get("issue")


def _labelled(item: Item, match: re.Match[str], around: Around) -> bool:
    key = field_of(match["label"])
    if match["label"].casefold() in ROLES_BESIDE:
        # Of several people who answer for it, the one who does it is the owner.
        item.more.append(f"{match['label'].strip()}: {match['value'].strip()}")
        return True
    if key not in _KEYS:
        return False
    who, due = split_due(match["value"]) if key == "owner" else (match["value"], None)
    if due is not None and who and set_field(item, "owner", who, around):
        if not (is_whole_date(due, around) and set_due(item, due, around)):
            item.more.append(f"Due: {due}")
        return True
    if not set_field(item, key, match["value"], around):
        item.more.append(f"{match['label'].strip()}: {match['value'].strip()}")
    return True


def _state(item: Item, part: str, around: Around) -> bool:
    shown = Item(0, 0)
    is_whole = set_status(shown, part.strip("*_ "), around)
    status = shown.values.get("status")
    if not is_whole or status is None or (status != "done" and len(plain(part)) < 4):
        return False
    if status != "open":
        item.values |= {**shown.values, **item.values, "status": status}
    return True


def _named(item: Item, text: str, around: Around, *, loose: bool = False) -> bool:
    """Set an owner who is named beside a due date or the like."""
    bare = plain(text).strip(" .:")
    return _is_name(bare, around, loose=loose) and set_field(item, "owner", bare, around)


def _is_name(text: str, around: Around, *, loose: bool = False) -> bool:
    people = people_in(text) if len(text) < 60 else ()
    return bool(people) and all(
        AT_NAME.match(one)
        or _NAME.fullmatch(one)
        or looks_like_owner(one, around.people)
        or (loose and (len(one.split()) == 1 or _GROUP.fullmatch(one)))
        for one in people
    )


def _leads(item: Item, text: str, around: Around) -> str:
    """Take off what stands before the task: `Owner: @kim — Add an alert`, `Ana by 2 May: Add`."""
    for _ in range(4):
        cut = _SEPARATOR.search(text)
        match = _LABEL.fullmatch(text[: cut.start()].strip()) if cut else None
        if cut is None or match is None or field_of(match["label"]) not in _KEYS:
            break
        if not set_field(item, field_of(match["label"]) or "", match["value"], around):
            break
        text = text[cut.end() :]
    lead = _LEAD.match(text)
    who, due = split_due(plain(lead["lead"])) if lead else ("", None)
    if lead and due and who and _is_name(who, around) and is_whole_date(due, around):
        trial = Item(0, 0)
        if set_due(trial, due, around) and set_field(trial, "owner", who, around):
            item.values |= {**trial.values, **item.values}
            return text[lead.end() :]
    return text
