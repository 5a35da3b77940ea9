"""One part of an item's line, beside what is to be done: an owner, a day, a status, a label."""

from __future__ import annotations

import re

from pmaction.importing.field_names import field_of
from pmaction.importing.inline import plain, without_emoji
from pmaction.importing.issue_links import has_key, set_key
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_due import is_whole_date, keep_vague_due, short_day, split_due
from pmaction.importing.item_fields import set_due, set_field, set_status
from pmaction.importing.item_roles import ROLES_BESIDE
from pmaction.importing.people import AT_NAME, looks_like_owner, people_in

KEYS = frozenset(
    {
        "owner", "due", "priority", "status", "issue", "effort", "horizon", "category", "done_at",
        "backup", "collaborators", "dora_metric",
    }
)  # fmt: skip
LABEL = re.compile(
    r"(?:\*\*|__|[*_])?(?P<label>[^\W\d_][\w’'/ ]{0,28}?)(?:\*\*|__|[*_])?\s*[:=：]\s*"
    r"(?:\*\*|__|[*_])?\s*(?P<value>.+)",
    re.DOTALL,
)
_OWNED = re.compile(
    r"(?:owner|owned by|assigned to|assignee|assigned|responsible|lead|dri|verantwortlich|"
    r"zuständig|responsable|asignado a|assigné à)\s+(?=\S)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:[\w&-]+ ){1,3}(?:team|group|squad|guild|crew|office|desk|department|operations|ops|unit"
    r"|care|success|support|engineering|security|platform|infrastructure|infra|services)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"unassigned|no owner(?: yet)?|not assigned|no due date", re.IGNORECASE)
_SOON = re.compile(r"(?:this|next) (?:sprint|week|month|quarter)", re.IGNORECASE)
_PRIORITY = re.compile(r"P[0-3]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\[[^\[\]]+\]")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: (?:de |van |von |da )?[A-ZÀ-ÖØ-Þ][\w'’.-]+){0,2}")


def read_part(
    item: Item, part: str, around: Around, *, by_comma: bool = False, loose: bool = False
) -> bool:
    """Read one part: a label with its value, a due date, an owner, a status.

    Behind a comma only what names itself counts; `loose`, in brackets, any one word is a name
    beside a due date.
    """
    part = part.strip().strip("*_ ")
    part = part[1:-1] if _IN_BRACKETS.fullmatch(part) else part
    bare = without_emoji(plain(part)).strip(" .") or plain(part).strip(" .")
    if not bare or _NOBODY.fullmatch(bare):
        return bool(bare)
    if _is_its_issue(item, part):
        return True
    if match := LABEL.fullmatch(part):
        return _labelled(item, match, around)
    who, due = split_due(bare)
    if due is not None and is_whole_date(due, around):
        if who and not read_name(item, _OWNED.sub("", who), around, loose=loose):
            return False
        return set_due(item, due, around)
    if due is not None and not who and keep_vague_due(item, due):
        return True
    if match := _OWNED.match(bare):
        return read_name(item, bare[match.end() :], around, loose=True)
    if by_comma:
        return bool(_SOON.fullmatch(bare)) and keep_vague_due(item, bare)
    if set_key(item, bare):
        return True
    if _PRIORITY.fullmatch(bare) and item.values.get("priority", bare.upper()) == bare.upper():
        item.values["priority"] = bare.upper()
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
    if key not in KEYS:
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


def read_name(item: Item, text: str, around: Around, *, loose: bool = False) -> bool:
    """Set an owner who is named beside a due date or the like."""
    bare = plain(text).strip(" .:")
    return is_name(bare, around, loose=loose) and set_field(item, "owner", bare, around)


def is_name(text: str, around: Around, *, loose: bool = False) -> bool:
    """Say whether a text names people; `loose`, any word may be a name, but the key of an issue."""
    people = people_in(text) if len(text) < 60 and not has_key(text) else ()
    return bool(people) and all(
        AT_NAME.match(one)
        or _NAME.fullmatch(one)
        or looks_like_owner(one, around.people)
        or (_GROUP.fullmatch(one) and (loose or one[0].isupper()))
        or (loose and len(one.split()) == 1)
        for one in people
    )
