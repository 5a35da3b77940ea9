"""What is said of an action item after a label or in a column: owner, due date, status, ..."""

from __future__ import annotations

import re

from pmaction.importing.days import compact_day, date_at_start, dates_in, day_in, in_year
from pmaction.importing.horizons import (
    category_in,
    dora_metric_in,
    effort_in,
    horizon_in,
    is_priority,
    priority_in,
)
from pmaction.importing.inline import links_in, plain, without_emoji
from pmaction.importing.issue_links import set_issue
from pmaction.importing.item_draft import Around, Item
from pmaction.importing.people import people_in

_ITEM_KEY = re.compile(r"[A-Z]{2,10}-\d{4}-\d{3,6}/[A-Z]{1,5}-?\d{1,4}")
_DONE = re.compile(
    r"done|complete[d]?|closed|resolved|fixed|merged|shipped|finished|implemented|deployed|released"
    r"|yes|y|x|✅|✔|☑|готово|выполнено|сделано|закрыто|erledigt|fertig|hecho|"
    r"completado|completada|terminé|terminée|fait|concluído|concluída|klaar|gereed|afgerond|"
    r"abgeschlossen|完了|完成|已完成|완료",
    re.IGNORECASE,
)
_WONT = re.compile(
    r"won['’ ]?t[ -]?(?:do|fix)|wontfix|wontdo|not doing|declined|rejected|cancell?ed|"
    r"abandoned|dropped|obsolete|will not do|discarded|duplicate|decided against|"
    r"no longer needed|superseded|not needed|отменено|не будем делать|"
    r"verworfen|abgelehnt|abandonné|rejeté|descartado|rechazado|vervallen|afgewezen",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"open|todo|to do|new|pending|not started|not done|no|n|planned|backlog|"
    r"🔲|⬜|☐|❌|открыто|offen|abierto|pendiente|ouvert|à faire|por hacer|te doen|unresolved|"
    r"未着手|未対応|待办|未开始|진행 ?중|예정|미착수|in bearbeitung",
    re.IGNORECASE,
)


def set_field(item: Item, key: str, value: str, around: Around) -> bool:
    """Set a field from the text after its label; say whether nothing of the text is lost."""
    text = plain(value)
    if not text or text in ("-", "–", "—", "n/a", "N/A"):
        return True
    if key == "owner":
        return _owner(item, text)
    if key in ("backup", "coordinator", "sponsor"):
        people = people_in(text)
        if len(people) == 1:
            item.values[key] = people[0]
        return len(people) == 1
    if key == "collaborators":
        item.values[key] = list(people_in(text))
        return bool(people_in(text)) or not item.values.pop(key)
    if key == "due":
        return _done_instead(item, value, around) or set_due(item, text, around)
    if key == "status":
        return set_status(item, value, around)
    if key == "issue":
        return set_issue(item, value, around)
    if key in ("priority", "effort", "category", "impact", "horizon", "dora_metric"):
        return _choice(item, key, text)
    if key == "done_at":
        item.values[key] = _done_at(text, around)
        return item.values[key] != "unknown" or text == "unknown"
    if key in ("addresses", "depends_on"):
        return _ids(item, key, text)
    if key == "id":
        item.given_id = text if re.fullmatch(r"[A-Z]{1,5}-?\d{1,4}", text) else ""
        return bool(item.given_id) or text.strip("#.").isdigit()
    if key == "previously":
        is_key = bool(_ITEM_KEY.fullmatch(text))
        if is_key:
            item.values[key] = text
        return is_key
    if key in ("done_when", "rationale", "verification", "evidence", "reason"):
        if key in item.values:
            return False
        item.values[key] = value.strip()
        return True
    return False


def _owner(item: Item, text: str) -> bool:
    people = people_in(text)
    if not people:
        return text.casefold().strip("? .") in (
            "",
            "tbd",
            "unassigned",
            "none",
            "unknown",
            "tba",
            "nobody",
        )
    first, *others = people
    if "owner" in item.values and item.values["owner"] != first:
        return False
    item.values["owner"] = first
    if others:
        item.values["collaborators"] = others
    return True


def set_due(item: Item, text: str, around: Around) -> bool:
    """Set the due date; a range, a quarter or a day before the incident stays text."""
    day = day_in(text, around.order, around.day)
    if day is None or "due" in item.values or (around.day is not None and day < around.day):
        return False
    item.values["due"] = day.isoformat()
    found = next((one for one in dates_in(text, around.order) if one.day or one.without_year), None)
    item.is_year_guessed = found is not None and found.day is None
    found = date_at_start(text, around.order)
    return found is not None and not text[found.end :].strip(" .")


def _done_instead(item: Item, value: str, around: Around) -> bool:
    """Read a due date that says that it is done: `DONE 2025-02-19`."""
    text, shown = plain(value), Item(0, 0)
    if not re.match("[A-Za-z✅]", text) or not set_status(shown, value, around):
        return False
    if shown.values.get("status") != "done":
        return False
    item.values |= shown.values
    return True


def _done_at(text: str, around: Around) -> str:
    text = text.strip()
    if re.fullmatch(
        r"(?:about )?\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?", text
    ):
        bare = compact_day(text)
        return text if bare else "unknown"
    found = date_at_start(text, around.order)
    day = found.day if found else None
    if found and day is None and found.without_year and around.day:
        day = in_year(found.without_year, around.day.year)
    return day.isoformat() if day else "unknown"


def set_status(item: Item, value: str, around: Around) -> bool:
    """Set the status from its word; say whether the text says nothing more."""
    glyph = value.strip()[:1]
    text = without_emoji(plain(value)).strip(" .:-*_").replace("_", " ")
    if match := _WONT.match(text):
        item.values["status"] = "wont_do"
        rest = text[match.end() :].strip(" .")
        if rest:
            item.values.setdefault("reason", text)
        return not rest
    if match := _OPEN.match(text):
        item.values.setdefault("status", "open")
        return not text[match.end() :].strip(" .")
    match = _DONE.match(text)
    if match and not text[match.end() :][:1].isalnum():
        if item.values.get("status") == "wont_do":
            # `Closed`, beside a resolution that says why.
            return not text[match.end() :].strip(" .")
        item.values["status"] = "done"
        rest = text[match.end() :].strip(" .()[]:,-–—")
        links = links_in(value)
        if links and "evidence" not in item.values:
            item.values["evidence"] = value.strip()
            return True
        day = day_in(rest, around.order, None)
        if day:
            item.values["done_at"] = day.isoformat()
        elif rest and not _DONE.fullmatch(rest):
            item.values.setdefault("evidence", rest)
        return not rest or day is None or bool(re.fullmatch(r"(?:on |at )?[\w,./ -]+", rest))
    if not text and glyph in ("✅", "✔", "☑", "🟢"):
        item.values["status"] = "done"
        return True
    if not text and glyph:
        return glyph in ("☐", "⬜", "🔲", "❌", "🔴")
    return False


def _choice(item: Item, key: str, text: str) -> bool:
    if key == "priority":
        found, whole = priority_in(text), is_priority(text)
    elif key == "effort":
        found = effort_in(text)
        whole = len(text) <= 2
    elif key == "impact":
        word = text.casefold().strip()
        found = {"high": "high", "medium": "medium", "med": "medium", "low": "low"}.get(word)
        whole = True
    elif key == "horizon":
        found = horizon_in(text)
        whole = found is not None and found.replace("-", " ") == text.casefold().replace("-", " ")
    elif key == "dora_metric":
        found, whole = dora_metric_in(text), True
    else:
        found = category_in(text)
        whole = found is not None and re.match(found[:6], text.casefold()) is not None
    if found is None:
        return False
    item.values.setdefault(key, found)
    return whole


def _ids(item: Item, key: str, text: str) -> bool:
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    form = (
        r"F\d{1,3}" if key == "addresses" else r"(?:[A-Z]{2,10}-\d{4}-\d{3,6}/)?[A-Z]{1,5}-?\d{1,4}"
    )
    if parts and all(re.fullmatch(form, part) for part in parts):
        item.values[key] = list(dict.fromkeys(parts))
        return True
    return False
