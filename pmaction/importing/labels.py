"""Lines of the form `**Severity**: P1`, which stand in for headings and for tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pmaction.importing.inline import plain
from pmaction.importing.meanings import label_meaning, meaning_of
from pmaction.importing.section_names import Meaning
from pmaction.importing.stamps import read_stamp

_BOLD = re.compile(
    r"\s*(?:\*\*|__)(?P<label>[^*_:：\n]{1,80}(?:[*_](?![*_])[^*_:：\n]{0,40})?)"
r"(?P<in>[:：]?)\s*(?:\*\*|__)\s*(?P<out>[:：]?)(?P<value>.*)",
    re.DOTALL,
)  # fmt: skip
_PLAIN = re.compile(
    r"\s*[*_]?(?P<label>[^\W\d_][^:：\n*|`\[\]<>]{0,60}?)[*_]?\s*[:：](?![/:])"
    r"(?=\s|$|[*_`\[\d])[*_]?(?P<value>.*)",
    re.DOTALL,
)
_BOLD_LINE = re.compile(
    r"\s*(?:(?P<m>\*\*\*?|__)(?P<text>.{1,150}?)(?P=m)\s*[:：]?|<(?:b|strong)"
    r">(?P<html>.{1,150}?)</(?:b|strong)>\s*:?)\s*(?:\\|<br\s*/?>)?"
)
_WHEN = {
    Meaning.WINDOW: Meaning.WINDOW,
    Meaning.SUMMARY: Meaning.WINDOW,
    Meaning.IMPACT: Meaning.WINDOW,
    Meaning.DETECTION: Meaning.DETECTED,
    Meaning.RESOLUTION: Meaning.RESOLVED,
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label with what it means and the text after it."""

    name: str
    meaning: Meaning | None
    value: str


def label_in(text: str) -> Label | None:
    """Read a label at the beginning of a text: known ones, and any bold one with a colon."""
    text = re.sub(r"\A\s*[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]+\s*", "", text)
    if match := _BOLD.fullmatch(text):
        name = plain(match["label"])
        meaning = _meaning(name) or (meaning_of(name) if name.endswith("?") else None)
        if match["in"] or match["out"] or (meaning and re.match(r"\s*(?:$|[-–—])", match["value"])):
            value = re.sub(r"^\s*[-–—]\s+", "", match["value"]).strip()
            return Label(name, meaning, value)
        return None
    if match := _PLAIN.fullmatch(text):
        name = plain(match["label"])
        if meaning := _meaning(name):
            value = match["value"].strip(" *_" if "*" in text[:3] else " ")
            return Label(name, meaning, value)
    return None


def _meaning(name: str) -> Meaning | None:
    """Give what a label means; `Incident #` is followed by an id, and by no summary."""
    meaning = label_meaning(name)
    return Meaning.ID if meaning is Meaning.SUMMARY and name.endswith("#") else meaning


def timed(label: Label | None) -> Label | None:
    """Take a label for that of a time where a time stands behind it: `Incident: 2025-09-15, ...`.

    `Duration: 2 hours` says no time, and is none of the labels that are known.
    """
    if label is None or label.meaning not in _WHEN:
        return label
    stamp = read_stamp(label.value, None)
    if stamp is not None and (stamp.day or stamp.clock) and not stamp.impossible:
        return replace(label, meaning=_WHEN[label.meaning])
    return replace(label, meaning=None) if label.meaning is Meaning.WINDOW else label


def bold_line(text: str) -> str | None:
    """Give the words of a line that is bold as a whole, and so stands in for a heading."""
    match = _BOLD_LINE.fullmatch(text) if len(text) < 200 else None
    if match is None:
        return None
    words = match["text"] or match["html"]
    return None if "**" in words or not re.search(r"\w", words) else words.strip(" :：")
