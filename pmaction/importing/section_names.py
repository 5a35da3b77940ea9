"""The names under which sections and labelled lines are found, by what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto

from pmaction.importing.label_names_in_english import ENGLISH_LABELS
from pmaction.importing.names_elsewhere import ELSEWHERE
from pmaction.importing.names_in_english import ENGLISH


class Meaning(Enum):
    """What stands below a heading, or after a label."""

    SUMMARY = auto()
    NARRATIVE = auto()
    DETAILS = auto()
    KEY_EVENTS = auto()
    TIMELINE = auto()
    ACTIONS = auto()
    REMEDY = auto()
    IMPACT = auto()
    ROOT_CAUSE = auto()
    FACTORS = auto()
    WHYS = auto()
    DETECTION = auto()
    DETECTION_GAPS = auto()
    RESOLUTION = auto()
    VALIDATION = auto()
    LESSONS = auto()
    WENT_WELL = auto()
    WENT_POORLY = auto()
    LUCKY = auto()
    SURPRISING = auto()
    REFERENCES = auto()
    OTHER = auto()
    FORM = auto()
    APART = auto()
    # What is said in one line, after a label.
    TITLE = auto()
    DATE = auto()
    SEVERITY = auto()
    AUTHORS = auto()
    REVIEWERS = auto()
    SERVICES = auto()
    ID = auto()
    WINDOW = auto()
    STARTED = auto()
    DECLARED = auto()
    DETECTED = auto()
    ACKNOWLEDGED = auto()
    MITIGATED = auto()
    RESTORED = auto()
    RESOLVED = auto()
    METHOD = auto()
    ALERT = auto()
    ZONE = auto()
    USERS = auto()
    PREVENTION = auto()
    LEVERAGE = auto()
    DISTRIBUTION = auto()


FACTS = frozenset(meaning for meaning in Meaning if meaning.value >= Meaning.TITLE.value)


def names() -> Iterator[tuple[str, Meaning]]:
    """Give each known name with what it means; names are written without punctuation."""
    for table in (ENGLISH, ENGLISH_LABELS, ELSEWHERE):
        for meaning, listed in table.items():
            for name in listed.split(","):
                yield " ".join(name.split()), Meaning[meaning]
