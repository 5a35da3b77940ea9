"""How well `pmaction import` does on a folder of documents whose action items were counted by hand.

    python tests/score_import.py FOLDER SOURCES.tsv

The table has a line for each document, with the columns `file` (its name in the folder),
`n_action_items`, `has_owners` (yes or no), `has_due_dates` (yes, some or no) and `has_timeline`.
What is found beyond the count is taken as false.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.source import read_source


@dataclass(frozen=True)
class Score:
    """One document: what its labels say, and what was found."""

    name: str
    present: int
    items: int
    owners: str
    dates: str
    timeline: str
    placed: str

    @property
    def found(self) -> int:
        return min(self.items, self.present)

    @property
    def false(self) -> int:
        return max(self.items - self.present, 0)


def score(path: Path, labels: dict[str, str]) -> Score:
    imported = import_markdown(read_source(path.name, path.read_bytes()), Wishes())
    items = imported.data.get("action_items", [])
    owned = sum("owner" in item for item in items)
    dated = sum("due" in item or item.get("done_at", "unknown") != "unknown" for item in items)
    return Score(
        path.name,
        int(labels["n_action_items"]),
        len(items),
        f"{labels.get('has_owners', '')}/{owned}",
        f"{labels.get('has_due_dates', '')}/{dated}",
        f"{labels.get('has_timeline', '')}/{len(imported.data.get('timeline', []))}",
        placed(imported),
    )


def placed(imported: Imported) -> str:
    return f"{imported.placed * 100 // max(imported.lines, 1)} %"


def main(folder: str, table: str) -> int:
    with Path(table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    scores = [score(Path(folder) / row["file"], row) for row in rows]
    print("| Document | Present | Found | False | Owners | Dates | Timeline | Placed |")
    print("|---|--:|--:|--:|---|---|---|--:|")
    for one in scores:
        cells = (one.name, one.present, one.found, one.false, one.owners, one.dates, one.timeline)
        print(f"| {' | '.join(map(str, cells))} | {one.placed} |")
    present = sum(one.present for one in scores)
    found, false = sum(one.found for one in scores), sum(one.false for one in scores)
    print(f"\n{present} present, {found} found ({found / present:.1%}), ", end="")
    print(f"{false} false ({false / max(found + false, 1):.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
