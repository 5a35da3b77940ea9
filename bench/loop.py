"""How long the scheduled commands take in a large repository, once the issues are listed.

    python3 bench/loop.py [--quick]

1,000 postmortems with 6,000 action items (a tenth of that with `--quick`) on the tracking system
`local`, where listing costs reading files and no waiting. What counts is the time after the
listing, which is to be 5 s at most, whatever the tracking system: it ends with 1 if one takes
longer. Each run is a process of its own; of those that write nothing, the best of three counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from generated import write_postmortems

from pmaction.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PMACTION = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "pmaction"
QUICK = "--quick" in sys.argv[1:]
POSTMORTEMS = 100 if QUICK else 1_000
AT_MOST = 5.0
MONDAY, A_MONTH_LATER = "2026-03-02T09:00:00Z", "2026-03-30T09:00:00Z"
CONFIG = """\
tracking: {system: local}
working_days: {holidays: {country: DE}}
policy:
  rules:
    - {name: payments at once, services: [payments-service], priorities: [P0], due: 3 business days}
reminders: {repeat: 7, escalate: {backup: 7, lead: 14, manager: 30}}
"""


@dataclass(frozen=True)
class Took:
    """One run: seconds until the issues were listed, and after that."""

    before: float
    after: float


def took(folder: Path, now: str, *arguments: str) -> Took:
    """Run a command. Raises SystemExit where it fails."""
    begun = listed = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  (our own commands)
        [str(PMACTION), *arguments, "--verbose", "--now", now],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stderr or ():
        said.append(line)
        if line.endswith("listed\n"):
            listed = time.perf_counter()
    if process.wait():
        sys.exit(f"{arguments[0]} ended with {process.returncode}: {''.join(said[-5:])}")
    return Took(listed - begun, time.perf_counter() - listed)


def row(case: str, runs: list[Took], at_most: float = AT_MOST) -> bool:
    """Print the best of some runs, and say whether it is as quick as it is to be."""
    best = min(runs, key=lambda one: one.after)
    quick = best.after <= at_most
    note = "" if quick else f"   more than {AT_MOST:.0f} s"
    print(f"{case:38} {best.after:6.2f} s after {best.before:6.2f} s of reading{note}", flush=True)
    return quick


def main() -> int:
    """Measure every command and print it."""
    with tempfile.TemporaryDirectory(prefix="pmaction-loop-") as name:
        folder = Path(name)
        (folder / ".git").mkdir()
        (folder / ".pmaction.yml").write_text(CONFIG, encoding="utf-8")
        write_postmortems(folder, POSTMORTEMS)
        print(f"{POSTMORTEMS:,} postmortems, {6 * POSTMORTEMS:,} action items", flush=True)
        opened = [took(folder, MONDAY, "apply", "--allow-creates", "100000")]
        row("apply, all to open", opened, at_most=float("inf"))
        rounds = range(1 if QUICK else 3)
        page = str(folder / "report.html")
        quick = [
            row("remind, all due, --dry-run", [took(folder, MONDAY, "remind", "--dry-run")]),
            row("remind, all due", [took(folder, MONDAY, "remind")]),
            row("remind, nothing left to say", [took(folder, MONDAY, "remind") for _ in rounds]),
            row("remind, a month later", [took(folder, A_MONTH_LATER, "remind")]),
            row("track", [took(folder, A_MONTH_LATER, "track") for _ in rounds]),
            row("track --check", [took(folder, A_MONTH_LATER, "track", "--check") for _ in rounds]),
        ]
        for form in ("text", "html") if "report" in COMMANDS else ():
            options = ("report", "--format", form, "--output", page)
            quick.append(
                row(f"report, {form}", [took(folder, A_MONTH_LATER, *options) for _ in rounds])
            )
        return 0 if all(quick) else 1


if __name__ == "__main__":
    sys.exit(main())
