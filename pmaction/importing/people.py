"""Who is meant: handles, names, initials and teams as postmortems write them."""

from __future__ import annotations

import re

from pmaction.importing.first_names import FIRST_NAMES
from pmaction.importing.inline import plain

AT_NAME = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_ALLOWED = re.compile(
    r"@[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)?"
    r"|[A-Za-z0-9\u00C0-\u1FFF\u3040-\uD7FF][A-Za-z0-9\u00C0-\u1FFF\u3040-\uD7FF ._+#-]*"
)
_NOBODY = {
    "", "nobody yet", "no one yet",
    "tbd", "tba", "n/a", "na", "none", "unassigned", "nobody", "no one", "unknown", "?", "??",
    "-", "—", "–", "owner", "name", "todo", "not assigned", "to be decided", "to be determined",
    "all", "everyone", "person", "assignee", "team", "@owner", "@name", "@username", "anyone",
    "your name", "open", "pending", "не назначен", "нет",
}  # fmt: skip
_INITIAL = re.compile(r"[^\W\d_]{2,} [A-Z]\.$")
_BETWEEN = re.compile(
    r"\s*(?:,|;|/(?!\w+[\w-]*$)|\s/\s|&|\+(?=\s)|\band\b|\bund\b|\by\b|\bи\b|\s(?=@))\s*"
)
_TEAM = re.compile(
    r"(?:[\w&+#./-]+ ){0,3}(?:team|squad|guild|crew|группа|команда)"
    r"|sres?|devops|dev-?ops team|qa|sysadmins?|on-?call(?: engineers?)?",
    re.IGNORECASE,
)


_FIRST_NAMES = frozenset(FIRST_NAMES.split())


def people_in(text: str) -> tuple[str, ...]:
    """Give the persons and teams that a text lists, as they may stand in a document.

    Empty where the text names nobody, or is more than a list of names.
    """
    text = plain(text).strip(" :;")
    text = text if _INITIAL.search(text) else text.strip(" .:;")
    if text[:1] in "([" or "(" not in text:
        text = text.strip("()[] ")
    if text.casefold() in _NOBODY or len(text) > 300:
        return ()
    separated = bool(_BETWEEN.search(text))
    whole = None if separated else _readable(text)
    parts = [whole] if whole else [_readable(part) for part in _BETWEEN.split(text)]
    found = [part for part in parts if part and part.casefold() not in _NOBODY]
    if not found or any(part is None for part in parts):
        return ()
    return tuple(dict.fromkeys(found)) if all(map(_is_a_name, found)) else ()


def _is_a_name(text: str) -> bool:
    """Say whether a text may name somebody: one word, or words of which one is written large."""
    words = text.split()
    if len(words) == 1 or re.search("team|group|guild|squad|команда|группа", text, re.IGNORECASE):
        return len(words) <= 5
    return len(words) <= 5 and any(word[0].isupper() or not word[0].islower() for word in words)


def _readable(text: str) -> str | None:
    ends = " :*_`" if _INITIAL.search(text.strip()) else " .:*_`"
    text = re.sub(r"\s*\((?:@?[\w .-]{1,40})\)$", "", text.strip(ends)) or text.strip(ends)
    text = text.replace("’", "").replace("'", "")
    if re.fullmatch(r"@[\w-]+(?:\.[\w-]+)+", text):
        # A handle of a chat, and none of GitHub.
        text = text[1:]
    if text.startswith("@") and " " in text:
        # `@Ana Diaz` is how a wiki mentions a person; `@ana (backend)` is a handle.
        named = AT_NAME.match(text)
        full = re.fullmatch(r"@([A-Z][\w-]+(?: (?:[a-z]{2,3} )?[A-Z][\w-]+){1,2})", text)
        text = full[1] if full else named[0] if named else text
    return text if len(text) <= 200 and _ALLOWED.fullmatch(text) else None


def are_mentions(text: str) -> bool:
    """Say whether a text is nothing but several mentions: `@mei, @jonas`."""
    people = people_in(text) if "@" in text else ()
    return len(people) > 1 and all(AT_NAME.fullmatch(one) for one in people)


def looks_like_owner(text: str, known: frozenset[str]) -> bool:
    """Say whether a short text is a person or a team, and not the name of a subject.

    `known` are the people whom the document names elsewhere, casefolded.
    """
    text = plain(text).strip(" :.()[]")
    if not text or len(text) > 60:
        return False
    if AT_NAME.fullmatch(text) or text.casefold() in known:
        return True
    words = text.split()
    if words[0].casefold() in _FIRST_NAMES and words[0][0].isupper() and len(words) < 4:
        return all(word[0].isupper() and word.replace("-", "").isalpha() for word in words)
    if re.search(r"\bteams?\b|\bsquad\b|команда", text, re.IGNORECASE) and len(text.split()) <= 4:
        return bool(_ALLOWED.fullmatch(text))
    return False


def is_group_of_people(text: str, known: frozenset[str]) -> bool:
    """Say whether a heading over action items is their owner: a person's name, initials, a team."""
    bare = plain(text).strip(" :.")
    if looks_like_owner(bare, known):
        return True
    return bool(_TEAM.fullmatch(bare)) and len(bare.split()) <= 3
