"""For the tests of `report`: the shipped examples as a repository, where two issues are closed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pmaction.cli import main

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "pmaction" / "templates"
GOLDEN = Path(__file__).parent / "rendered"
NOW = "2026-01-10T09:00:00Z"
YEAR = ("--since", "2025-01-01")
CLOSED = ("PM-2025-001/A1", "PM-2025-001/A2")
Run = Callable[..., tuple[int, str, str]]


def examples_in(folder: Path) -> None:
    """Put the examples there, open their issues, and close two: nobody knows on which day."""
    shutil.copytree(ROOT / "examples" / "postmortems", folder / "postmortems")
    shutil.copy(ROOT / "examples" / ".pmaction.yml", folder)
    assert main(["apply", "--quiet", "--now", "2026-01-05T09:00:00Z"]) == 0
    for key in CLOSED:
        postmortem = key.partition("/")[0]
        path = folder / "issues" / postmortem / f"{key.replace('/', '-')}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("state: open", "state: closed", 1), encoding="utf-8")


def runner(capsys: pytest.CaptureFixture[str]) -> Run:
    """Give what runs a command and gives its exit code and what it said."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*arguments, "--now", NOW])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
