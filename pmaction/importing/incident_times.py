"""The times of the incident, from lines with labels; they need the zone of the document."""

from __future__ import annotations

from pmaction.importing.inline import plain
from pmaction.importing.labelled import TIMES, all_facts, is_open
from pmaction.importing.ledger import Ledger
from pmaction.importing.reckoning import Reckoning
from pmaction.importing.sections import Section
from pmaction.importing.stamps import Stamp, read_stamp
from pmaction.importing.zones import zone_in


def read_times(
    root: Section, ledger: Ledger, reckoning: Reckoning, order: bool | None
) -> dict[str, str]:
    """Read the times of the incident, once the zone of the document is known."""
    times: dict[str, str] = {}
    for fact in all_facts(root):
        key = TIMES.get(fact.meaning)
        if key is None or key in times:
            continue
        text = plain(fact.value).strip()
        stamp = read_stamp(text, order, dots=True) if not is_open(text) else None
        if stamp is None:
            continue
        zone = zone_in(text) or zone_in(fact.label) if stamp.zone is None and stamp.clock else None
        here = Reckoning(reckoning.day, zone[0] if zone else reckoning.zone)
        at, keep = here.moment(stamp)
        if at == "unknown" and not _says_unknown(stamp):
            continue
        times[key] = at
        if not keep and not text[stamp.end :].strip(" .()"):
            ledger.place(fact.start, fact.end)
    return times


def _says_unknown(stamp: Stamp) -> bool:
    return stamp.raw.casefold() in ("unknown", "unclear", "not known")
