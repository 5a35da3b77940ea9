"""Words for when something is to be done, how urgent it is, how much work, what it improves."""

from __future__ import annotations

import re

from pmaction.importing.inline import plain, without_emoji

_HORIZONS = (
    ("immediate", r"immediate(?:ly)?|now|asap|right away|today|this week|within (?:a|one|1)"
r" week|1 week|urgent|сразу|немедленно|sofort"),
    ("short-term", r"short[- ]?terms?|near[- ]?terms?|this sprint|next sprint|this month|within "
r"(?:a|one|1) month|1 month|краткосрочн\w+|kurzfristig\w*|corto plazo|court "
r"terme|curto prazo|短期"),
    ("long-term", r"long(?:er)?[- ]?terms?|next quarter|this quarter|within (?:a|one|1) quarter|"
r"within (?:3|three) months|долгосрочн\w+|langfristig\w*|largo plazo|long "
r"terme|longo prazo|长期|長期|中长期"),
)  # fmt: skip
_PATTERNS = [
    (name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _HORIZONS
]
_MIDDLE = re.compile(
    r"\b(?:medium|mid)(?:dle)?[- ]?terms?\b|среднесрочн|mittelfristig", re.IGNORECASE
)
_REST = re.compile(
    r"\b(?:actions?|items?|improvements?|fix(?:es)?|tasks?|measures|remediation|"
r"plan|goals|work|steps"
    r"|follow[- ]?ups?|priority|to ?do|prevention|mitigations?|solutions?|changes|"
r"next|term|completed?|done"
    r"|implemented|already|sprint|quarter|week|month|recommendations?|действия|"
r"меры|p[0-3])\b|[^\w]+|\d+",
    re.IGNORECASE,
)  # fmt: skip
_PRIORITIES = {
    "p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3", "critical": "P0", "blocker": "P0",
    "highest": "P0", "high": "P1", "medium": "P2", "med": "P2", "moderate": "P2", "normal": "P2",
    "low": "P3", "lowest": "P3", "urgent": "P0", "высокий": "P1", "средний": "P2", "низкий": "P3",
    "hoch": "P1", "mittel": "P2", "niedrig": "P3", "major": "P1", "minor": "P3",
}  # fmt: skip
_PRIORITY = re.compile(rf"\b(?:{'|'.join(_PRIORITIES)})\b", re.IGNORECASE)
_CATEGORIES = {
    "prevention": r"prevent(?:ion|ative|ive|ing)?|avoid",
    "detection": r"detect(?:ion|ing)?|monitoring|alert(?:ing|s)?|observability|investigat\w+",
    "response": r"respon(?:se|d)|mitigat\w+|repair|recovery|incident management|communication",
    "process": r"process(?: improvements?)?|documentation(?: improvements?)?|docs|training",
    "reliability": r"reliab\w+(?: hardening)?|resilien\w+|hardening",
    "security": r"security(?:/privacy)?(?: hardening)?|privacy",
}
_CATEGORY = {
    name: re.compile(rf"(?:{pattern})(?: actions?| items?)?", re.IGNORECASE)
    for name, pattern in _CATEGORIES.items()
}
KNOWN_WORDS = frozenset(_PRIORITIES)
_EFFORT = re.compile(
    r"(?P<letter>s|m|l|xs|xl)\b|(?P<small>small|low)|(?P<medium>medium)|(?P<large>large|"
    r"high)",
    re.IGNORECASE,
)
_DORA = {
    "deployment frequency": "deployment-frequency",
    "lead time for changes": "lead-time-for-changes",
    "lead time": "lead-time-for-changes",
    "change failure rate": "change-failure-rate",
    "time to restore service": "time-to-restore-service",
    "time to restore": "time-to-restore-service",
    "mttr": "time-to-restore-service",
}


def horizon_in(text: str) -> str | None:
    """Give the horizon that a heading names: immediate, short-term, long-term."""
    return next((name for name, pattern in _PATTERNS if pattern.search(text[:200])), None)


def is_horizon(text: str) -> bool:
    """Say whether a heading is a horizon, and hardly anything else: `Short-term (next week)`."""
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", without_emoji(plain(text)))
    rest = _MIDDLE.sub(" ", text)
    for _, pattern in _PATTERNS:
        rest = pattern.sub(" ", rest)
    return rest != text and not _REST.sub("", rest)


def priority_in(text: str) -> str | None:
    """Give the priority that a text names; None if it names none, or several."""
    found = {_PRIORITIES[match[0].casefold()] for match in _PRIORITY.finditer(plain(text[:200]))}
    named = re.findall(r"\bP[0-3]\b", text[:200], re.IGNORECASE)
    if named and len({one.upper() for one in named}) == 1:
        return str(named[0].upper())
    return found.pop() if len(found) == 1 and not named else None


def is_priority(text: str) -> bool:
    """Say whether a heading or a cell is a priority: `High Priority (within 1 week):`, `P1`."""
    bare = re.sub(r"\([^()]*\)", " ", without_emoji(plain(text)))
    if _MIDDLE.search(bare):
        return False
    rest = _REST.sub("", _PRIORITY.sub(" ", bare)) if _PRIORITY.search(bare) else bare
    return not rest.strip() and priority_in(bare) is not None


def category_in(text: str) -> str | None:
    """Give the category that a heading or a cell names."""
    bare = without_emoji(plain(text)).strip(" :.").casefold()
    return next((name for name, pattern in _CATEGORY.items() if pattern.fullmatch(bare)), None)


def effort_in(text: str) -> str | None:
    """Give the effort that a cell names; small, medium, large as S, M, L."""
    match = _EFFORT.match(plain(text))
    if match is None:
        return None
    if match["letter"]:
        return {"XS": "S", "XL": "L"}.get(match["letter"].upper(), match["letter"].upper())
    return "S" if match["small"] else "M" if match["medium"] else "L"


def dora_metric_in(text: str) -> str | None:
    """Give the DORA metric that a cell names."""
    bare = " ".join(plain(text).casefold().replace("-", " ").split())
    return _DORA.get(bare) or (
        bare.replace(" ", "-") if bare.replace(" ", "-") in _DORA.values() else None
    )
