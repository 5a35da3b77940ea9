"""The title of an item: its whole text if that is short, else what leads it."""

from __future__ import annotations

import re

from pmaction.importing.inline import cut_title, plain
from pmaction.importing.limits import LONGEST_NAME

_LEAD = re.compile(
    r"\s*(?:\*\*|__)(?P<lead>[^*_\n]{4,200})(?:\*\*|__)\s*(?P<sep>[:.–—-]?)\s*(?P<rest>.*)",
    re.DOTALL,
)
_SENTENCE = re.compile(r".{15,200}?[.!?](?=\s+[\"'“A-ZА-Я(\[@])")


def title_of(text: str) -> tuple[str, bool]:
    """Give a title, and whether it holds the whole text."""
    text = text.strip()
    whole = plain(text)
    lead = _LEAD.fullmatch(text)
    if (
        lead
        and lead["rest"].strip()
        and (len(whole) > 110 or lead["sep"] or lead["lead"].endswith((".", ":", "!")))
        and len(plain(lead["lead"]).split()) > 1
    ):
        return cut_title(plain(lead["lead"]).rstrip(" :.")), False
    if len(whole) <= 140:
        return whole.rstrip(" :") if not whole.endswith("::") else whole, _says_all(text, whole)
    if match := _SENTENCE.match(whole):
        return match[0].strip(), False
    return cut_title(whole), len(whole) <= LONGEST_NAME and _says_all(text, whole)


def _says_all(text: str, title: str) -> bool:
    """Say whether a title without Markdown has the words of the text."""
    bare = re.sub(r"[\W_]+", "", re.sub(r"<br\s*/?>", "", text))
    return bare == re.sub(r"[\W_]+", "", title)
