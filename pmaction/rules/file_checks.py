"""The findings of reading a file, before any rule looks at it: they cannot be turned off."""

from __future__ import annotations

from collections.abc import Mapping

FILE_CHECKS: Mapping[str, str] = {
    "unreadable": "The file can be opened: it is there, a regular file, and may be read.",
    "outside-repository": "The file is no link that leads out of the repository.",
    "too-large": "The file is no larger than what is read of one.",
    "empty-file": "The file holds something besides comments.",
    "binary-file": "The file is text.",
    "wrong-encoding": "The file is UTF-8.",
    "control-character": "The file has no control characters, which are invisible.",
    "yaml-syntax": "The file is YAML 1.2.",
    "several-documents": "The file holds one document.",
    "duplicate-key": "No property stands twice in the same place.",
    "merge-key": "Values are written out and not merged in by `<<`.",
    "unknown-alias": "Every alias (`*name`) has its anchor (`&name`) before it.",
    "unknown-tag": "No value has a YAML tag of its own (`!name`).",
    "too-deep": "Values are not nested more deeply than any postmortem needs.",
    "too-many-values": "The file stays small when its aliases are written out.",
    "missing-property": "Every property that is always needed is there.",
    "unknown-property": "Every property is one that the schema knows.",
    "wrong-type": "Every value is of its property's type: text, number, list and so on.",
    "empty-value": "No property stands there without a value.",
    "not-allowed": "Every value is one of those that its property allows.",
    "bad-format": "Every value is written in the form that its property asks for.",
    "impossible-date": "Every date is on the calendar, and every time on the clock.",
    "too-long": "Texts and lists are no longer than their property allows.",
    "out-of-range": "Numbers are within the range that their property allows.",
    "too-many-findings": "A file has so many mistakes that only the first are listed one by one.",
    "unknown-name": "In the configuration, whatever is named exists: rules, time zones, teams, ...",
    "said-twice": "In the configuration, no two settings say the same thing, each for itself.",
}
"""Ids and what each asks for; `validate` reports them as errors."""
