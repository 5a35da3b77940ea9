"""The parts of which a rendered document is made, read again: facts, rows, quotes, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pmaction.render.postmortem.escaping import block_back, name_back
from pmaction.render.postmortem.parts import UNKNOWN

_FACT = re.compile(r"- \*\*(?P<label>[A-Za-z() -]+):\*\*(?: (?P<value>.*))?")
UNSET = frozenset({UNKNOWN, "none named", "not yet"})
"""What stands where a file says nothing."""


class Strange(Exception):
    """Lines that were not written here."""


@dataclass(slots=True)
class OwnTexts:
    """What was read, under the names of the schema, and the lines that it was read from."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)

    def put(self, path: str, value: Any) -> None:
        """Put a value in its place; an empty one has none."""
        *above, last = path.split(".")
        if value not in (None, "", []):
            where = self.data
            for name in above:
                where = where.setdefault(name, {})
            where[last] = value


Reader = Callable[[Sequence[str], OwnTexts], None]


def facts_in(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give label and text of each fact of a list that says something.

    Raises Strange for other lines.
    """
    held: list[tuple[str, str | None, list[str]]] = []
    for line in lines:
        if match := _FACT.fullmatch(line):
            held.append((match["label"], match["value"], []))
        elif held and (not line or line.startswith("  ")):
            held[-1][2].append(line[2:])
        elif line:
            raise Strange(line)
    for label, value, below in held:
        while below and not below[-1]:
            below.pop()
        if value is None:
            yield label, block_back(below[1:])
        elif below:
            raise Strange(label)
        elif value not in UNSET:
            yield label, value


def rows_in(lines: Sequence[str], columns: int) -> Iterator[list[str]]:
    """Give the cells of a table below its head. Raises Strange for anything else."""
    rows = [line for line in lines if line]
    if len(rows) < 3 or not all(row.startswith("| ") and row.endswith(" |") for row in rows):
        raise Strange
    for row in rows[2:]:
        cells = [cell.strip(" ") for cell in row[2:-2].split(" | ")]
        if len(cells) != columns:
            raise Strange(row)
        yield cells


def names_in(value: str) -> list[str]:
    """Read names that commas separate."""
    return [name_back(one) for one in value.split(", ")]


def term_in(value: str) -> str:
    """Read a term of the schema that stands there in words."""
    return value.replace(" ", "-")


def quoted(path: str) -> Reader:
    """Read a text that is quoted as a whole."""

    def read(lines: Sequence[str], own: OwnTexts) -> None:
        kept = [line for line in lines if line]
        if not all(re.match(r">(?: |$)", line) for line in kept):
            raise Strange
        own.put(path, block_back([line[2:] for line in kept]) if kept else None)

    return read


def listed(path: str) -> Reader:
    """Read a list of texts."""

    def read(lines: Sequence[str], own: OwnTexts) -> None:
        entries: list[list[str]] = []
        for line in lines:
            if line.startswith("- "):
                entries.append([line[2:]])
            elif entries and (not line or line.startswith("  ")):
                entries[-1].append(line[2:])
            elif line:
                raise Strange(line)
        own.put(path, [block_back(entry).rstrip("\n") for entry in entries])

    return read


def number_in(value: str) -> float:
    """Read `1,200` or `99.9 %`. Raises ValueError for anything else."""
    written = value.removesuffix(" %").replace(",", "")
    return int(written) if written.isdigit() else float(written)
