"""Within how many hours of its end the postmortem of an incident is to be published, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from pmaction.config import Config
from pmaction.incident import Times
from pmaction.model import Postmortem
from pmaction.recurrence import repeated_by
from pmaction.rules.options import Option
from pmaction.rules.selection import priority_of

LATE = "late-publication"
"""The rule that asks for it, and whose options all others go by that do."""

_SHORT = timedelta(minutes=30)
_SAYS = "Within how many hours of its end an incident of this severity is to be published"
_EXPECTED = "a number of hours from 1 to 8784, or off"
_Hours = Annotated[int, Meta(ge=1, le=8784)] | Literal["off"] | None


class Deadlines(Struct, frozen=True):
    """Options of `late-publication`."""

    P0: Annotated[
        _Hours, Option(f"{_SAYS}; without it `targets.published_within_hours`.", _EXPECTED)
    ] = None
    P1: Annotated[
        _Hours,
        Option(
            f"{_SAYS}; without it those of a P0, if it lasted over 30 minutes or is a recurrence.",
            _EXPECTED,
        ),
    ] = None
    P2: Annotated[_Hours, Option(f"{_SAYS}.", _EXPECTED)] = None
    P3: Annotated[_Hours, Option(f"{_SAYS}.", _EXPECTED)] = None


class AskedHours(Struct, frozen=True):
    """So many hours, for a severity; `why` such a one is asked where others of it are not.

    `is_chosen` tells that the configuration gives this severity hours that it else has not.
    """

    severity: str
    hours: int
    why: str = ""
    is_chosen: bool = False

    def __str__(self) -> str:
        """Say of whom it is asked: `a P1, as it took 41 min,`."""
        return f"a {self.severity}, as it {self.why}," if self.why else f"a {self.severity}"


def asked_hours(
    postmortem: Postmortem, config: Config, times: Mapping[str, Times]
) -> AskedHours | None:
    """Give within how many hours a postmortem is to be published, or None if nothing asks.

    `times` are those of all incidents, by postmortem id. Each severity has the hours that the rule
    gives it; a P1 that took long or happened again else has those of a P0.
    """
    severity = priority_of(postmortem, config)
    if severity is None:
        return None
    deadlines = _deadlines(config)
    own: int | Literal["off"] | None = getattr(deadlines, severity)
    why = _why_bad(postmortem, times) if severity == "P1" else ""
    is_asked = severity == "P0" or why != ""
    if own is not None:
        return AskedHours(severity, own, "", not is_asked) if own != "off" else None
    worst = config.targets.published_within_hours if deadlines.P0 is None else deadlines.P0
    return AskedHours(severity, worst, why) if is_asked and worst != "off" else None


def asks_before_publication(config: Config) -> bool:
    """Say whether the rule looks at what is not published yet."""
    setting = config.rules.get(LATE)
    return setting is None or (setting.severity != "off" and setting.asks_from != "published")


def _deadlines(config: Config) -> Deadlines:
    setting = config.rules.get(LATE)
    options = setting.options if setting is not None else None
    return options if isinstance(options, Deadlines) else Deadlines()


def _why_bad(postmortem: Postmortem, times: Mapping[str, Times]) -> str:
    lasted = postmortem.times.duration
    if lasted is not None and lasted.length > _SHORT:
        return f"took {lasted}"
    earlier = repeated_by(postmortem, times)
    return f"repeats {earlier}" if earlier is not None else ""
