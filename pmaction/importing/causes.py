"""Five whys and failure modes: what a root cause holds beside its text."""

from __future__ import annotations

import re
from typing import Any

from pmaction.importing.inline import plain
from pmaction.importing.ledger import Ledger
from pmaction.importing.limits import LONGEST_TEXT, MOST_ENTRIES
from pmaction.importing.meanings import is_exact_name, name_of
from pmaction.importing.sections import Section


def read_whys(section: Section, ledger: Ledger, data: dict[str, Any]) -> None:
    """Read question and answer of each why; what is neither goes to the root cause."""
    cause = data.setdefault("root_cause", {})
    whys: list[dict[str, str]] = cause.setdefault("five_whys", [])
    for one in section.inherited():
        for block in one.blocks:
            for entry in block.entries:
                head, below = ledger.entry(entry)
                _why(
                    "\n".join(part for part in (head, below) if part),
                    entry.start,
                    entry.end,
                    whys,
                    ledger,
                )
            if block.kind == "paragraph":
                _why(ledger.raw(block.start, block.end), block.start, block.end, whys, ledger)
        heading = re.search(r"\bwhy\b.*\?", one.heading, re.IGNORECASE)
        if heading and one is not section and one.blocks:
            end = one.blocks[-1].end
            body = ledger.raw(one.end, end)
            if body and len(body) < LONGEST_TEXT and not ledger.is_placed(one.start, end):
                whys.append({"question": plain(one.heading), "answer": body})
                ledger.place(one.start, end)
    if not whys:
        del cause["five_whys"]
    elif is_exact_name(section.heading):
        ledger.place(section.start, section.end)


def _why(text: str, start: int, end: int, whys: list[dict[str, str]], ledger: Ledger) -> None:
    match = re.match(r"\s*(?P<q>(?:[*_]{0,2})[^?\n]{0,400}\?)[*_\s]*(?P<a>\S.*)", text, re.DOTALL)
    asks = match and re.search(
        r"why|почему|warum|por qu|pourquoi|なぜ|为什么|why\d|\bq\b", match["q"], re.IGNORECASE
    )
    if match is None or not asks or len(whys) >= MOST_ENTRIES or len(text) > LONGEST_TEXT:
        return
    answer = re.sub(r"^(?:→|->|=>|[-–—:])\s*", "", match["a"].strip())
    if answer:
        whys.append({"question": re.sub(r"^\d+[.)]\s*", "", plain(match["q"])), "answer": answer})
        ledger.place(start, end)


def read_failure_modes(root: Section, ledger: Ledger, data: dict[str, Any]) -> None:
    """Read a table of failure modes, each with an id such as F1."""
    for section in root.walk():
        if name_of(section.heading) not in ("failure modes", "failure mode"):
            continue
        for block in section.blocks:
            if block.kind != "table" or len(block.rows) < 2:
                continue
            names = [name_of(cell) for cell in block.rows[0].cells]
            modes = [_mode(names, row.cells) for row in block.rows[1:]]
            found = [one for one in modes if one is not None]
            if len(found) == len(modes) and len({one["id"] for one in found}) == len(found):
                data.setdefault("root_cause", {})["failure_modes"] = found
                ledger.place(section.start, section.end)
                ledger.place(block.start, block.end)


def _mode(names: list[str], cells: list[str]) -> dict[str, str] | None:
    values = dict(zip(names, map(plain, cells), strict=False))
    mode = values.get("id", "")
    told = values.get("failure mode") or values.get("description") or ""
    if not re.fullmatch(r"F\d{1,3}", mode) or not told:
        return None
    waived = values.get("waived because") or values.get("waived") or ""
    return {"id": mode, "description": told, **({"waived": waived} if waived else {})}
