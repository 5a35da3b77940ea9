"""What an item says of its status by itself: a ticked box, a word in brackets, a line."""

from __future__ import annotations

import re

from pmaction.importing.item_draft import Around, Item
from pmaction.importing.item_fields import set_status

_BOX = re.compile(
    r"\s*(?:\\?\[(?P<mark>[ xX~/>-]?)\\?\]|(?P<done>[✅✔☑🟢]|:(?:white_check_mark|"
    r"heavy_check_mark|ballot_box_with_check|check|done|large_green_circle):)\ufe0f?"
    r"|(?P<open>[☐⬜🔲❌✗✘⏳⌛🔄🚧🟡🟠🔴🔜]|:(?:x|hourglass\w*|construction|to_?do|"
    r"arrows_counterclockwise|white_large_square|white_square_button|black_square_button|"
    r"red_circle|(?:large_)?(?:yellow|orange)_circle):)"
    r"\ufe0f?|(?P<dropped>[☒🚫]|:no_entry(?:_sign)?:)\ufe0f?)(?=\s|$|[*_~`\[(\w@])\s*"
)
_STRUCK = re.compile(
    r"\s*(?P<mark>~~?)(?=\S)(?P<text>[^~]{3,2000})(?P=mark)(?=\W|$)\s*(?P<rest>.*)", re.DOTALL
)
_REASON = re.compile(
    r"[*_]*(?:[-–—:]+\s*|[(\[])?(?P<reason>(?:won['’]?t|will not|decided|declined|rejected|cancel|"
    r"not |no longer|dropped|abandoned|obsolete|out of scope|too |"
    r"superseded|no(?:pe)?\W*$)[^()\[\]]*)[)\]]?[*_]*\.?",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\s*[-–—:,]?\s*(?:\*\*|__|`)?[(\[](?P<in>done|completed?|in progress|wip|open|to ?do|"
    r"not started|pending|outstanding|closed|"
    r"won['’]?t[ -]?(?:do|fix)|wontfix|fixed|merged|implemented|cancell?ed|declined|rejected|"
    r"abandoned|obsolete|not doing|decided against|no longer needed|superseded|dropped(?=[)\]]))"
    r"(?P<more>[^()\[\]]{0,80})[)\]](?:\*\*|__|`)?",
    re.IGNORECASE,
)
_WHO_TOO = re.compile(r"(?:\s[-–—|]\s|[,;]\s)\s*@?[^\W\d_][^\d]*$")
_SHOUT = re.compile(
    r"(?:^\s*(?:\*\*|__)?(?P<first>DONE|COMPLETED?|WONTDO|WONTFIX|WON'T DO|WON'T "
    r"FIX|CANCELL?ED|FIXED)(?:\*\*|__)?(?:\s*\([^()]{0,80}\))?\s*(?:\*\*|__)?[:\s–—-]+(?:\*"
    r"\*|__)?)|(?:[\s:–—-]+(?:\*\*|__)?(?P<last>DONE|COMPLETED?|WONTDO|WONTFIX|"
    r"FIXED|CANCELL?ED|✅|✔\ufe0f?)(?:\*\*|__)?[.\s]*$)"
)


def take_box(item: Item, text: str, around: Around) -> str:
    """Read a box, a tick or a line through the whole text; give the text without it."""
    if match := _BOX.match(text):
        mark = match["mark"]
        if (mark and mark in "xX") or match["done"]:
            item.values["status"] = "done"
        elif match["dropped"] or (mark and mark == "-"):
            item.values["status"] = "wont_do"
        text = text[match.end() :]
    match = _STRUCK.match(text)
    said = _REASON.fullmatch(match["rest"].strip()) if match else None
    if match and (said or len(match["rest"]) < len(match["text"])):
        if item.values.get("status") != "done":
            item.values["status"] = "wont_do"
            item.values.setdefault("reason", "Struck through in the document it was imported from.")
        rest = match["rest"].strip()
        if said and item.values["status"] == "wont_do":
            # Why it is struck through stands behind it, and is no part of what was to be done.
            item.values["reason"] = said["reason"].strip()
            return match["text"]
        if rest:
            shown = Item(0, 0)
            if (
                set_status(shown, rest.strip("()[] "), around)
                and shown.values.get("status") == "done"
            ):
                item.values["status"] = "done"
                item.values.pop("reason", None)
        text = f"{match['text']} {rest}".strip()
    return text


def tells_status(text: str) -> bool:
    """Say whether a text ends with a status in brackets: `... in a hurry. (fixed by a role)`."""
    match = next(reversed(list(_STATE.finditer(text[-400:]))), None)
    return match is not None and not text[-400:][match.end() :].strip(" .*_")


def take_status(item: Item, text: str, around: Around) -> tuple[str, bool]:
    """Take out a status in brackets or in capitals; say whether it says more than a status."""
    if match := _STATE.search(text):
        inner = match["in"] + match["more"]
        known = set_status(item, inner, around)
        if not known and _WHO_TOO.search(match["more"]):
            # `(Completed 1/15/2025 - M. Halvorsen)` says more than a status: it is read by parts.
            item.values.pop("evidence", None)
            return text, False
        if known or item.values.get("status", "open") != "open":
            after = text[match.end() :]
            space = "" if after[:1] in (".", ",", ";", ":") else " "
            return f"{text[: match.start()]}{space}{after}".strip(), not known
        return text, False
    if match := _SHOUT.search(text):
        word = match["first"] or match["last"]
        set_status(item, word, around)
        return f"{text[: match.start()]} {text[match.end() :]}".strip(), "(" in match[0]
    return text, False
