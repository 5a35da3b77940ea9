"""The hook for pre-commit, run as pre-commit runs it: the entry, and behind it the files."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pmaction.document import Document, read_document

ROOT = Path(__file__).parents[1]
NAME = "postmortems/2025/2025-01-10-payment-api-timeout.yaml"
GOOD = (ROOT / "examples" / NAME).read_text("utf-8")


def hooks() -> Any:
    path = ROOT / ".pre-commit-hooks.yaml"
    document = read_document(path.name, path.read_bytes())
    assert isinstance(document, Document)
    return document.data


(HOOK,) = hooks()


def chosen(names: list[str]) -> list[str]:
    """Give the files that pre-commit gives the hook: it searches their paths for the pattern."""
    return [name for name in names if re.search(HOOK["files"], name)]


def run_hook(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """Run the hook's entry on files as `language: python` does, from the environment's programs."""
    program, *arguments = shlex.split(HOOK["entry"])
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found is not None, f"{program} is not installed beside {sys.executable}"
    command = [found, *arguments, *HOOK.get("args", []), *names]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    (tmp_path / NAME).parent.mkdir(parents=True)
    (tmp_path / NAME).write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_the_hook_has_what_pre_commit_asks_for_and_nothing_that_it_does_not_know() -> None:
    asked = {"id", "name", "entry", "language"}
    known = asked | {"description", "files", "exclude", "types", "args", "require_serial"}
    assert asked <= HOOK.keys() <= known
    assert HOOK["types"] == ["file"]


def test_what_pre_commit_installs_brings_the_program_of_the_entry() -> None:
    # `language: python` installs this repository with pip, and runs what that put beside Python.
    assert HOOK["language"] == "python"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert shlex.split(HOOK["entry"])[0] in project["scripts"]


def test_postmortems_are_looked_at_and_no_other_files() -> None:
    theirs = [NAME, "postmortems/mail.yml", "postmortems/2025/q4/mail.yaml"]
    others = [
        *(".pmaction.yml", "TRACKER.md", "postmortems/2025/notes.md", "docs/postmortems/mail.yaml"),
        *("postmortems.yaml", "postmortems/mail.yaml.bak"),
    ]
    assert chosen([*theirs, *others]) == theirs


def test_a_good_postmortem_passes_without_a_word(folder: Path) -> None:
    run = run_hook(folder, *chosen([NAME]))
    assert (run.returncode, run.stderr) == (0, "")


def test_a_bad_postmortem_fails_and_is_shown_where_it_is_wrong(folder: Path) -> None:
    bad = GOOD.replace("\nstatus: ", "\nstatus: un", 1)
    assert bad != GOOD
    (folder / NAME).write_text(bad, encoding="utf-8")
    run = run_hook(folder, *chosen([NAME]))
    assert run.returncode == 1
    line = next(n for n, text in enumerate(bad.splitlines(), start=1) if text.startswith("status"))
    assert run.stdout.startswith(f"{NAME}:{line}:")
    assert "[not-allowed]" in run.stdout


def test_a_commit_is_not_kept_from_its_place_by_the_mistakes_of_other_files(folder: Path) -> None:
    (folder / "postmortems" / "old.yaml").write_text("id: [\n")
    assert run_hook(folder, NAME).returncode == 0


def test_an_id_that_another_file_has_fails_though_that_file_is_not_given(folder: Path) -> None:
    other = "postmortems/2025/2025-01-11-copy.yaml"
    (folder / other).write_text(GOOD, encoding="utf-8")
    run = run_hook(folder, other)
    assert run.returncode == 1
    assert "[duplicate-postmortem-id]" in run.stdout
