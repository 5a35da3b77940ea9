"""The examples hold: each valid one has no finding, each invalid one exactly those beside it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pmaction.cli import main
from pmaction.reading import read_postmortem

EXAMPLES = Path(__file__).parent.parent / "examples"
VALID = sorted(EXAMPLES.glob("postmortems/**/*.yaml"))
INVALID = sorted(EXAMPLES.glob("invalid/*.yaml"))
NOW = "2026-01-05T09:00:00Z"


def test_there_are_examples_of_both_kinds() -> None:
    assert len(VALID) >= 8
    assert len(INVALID) >= 14


def test_the_valid_examples_have_no_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES)
    assert main(["validate", "--now", NOW]) == 0
    assert capsys.readouterr().out == f"{len(VALID)} files checked, no findings\n"


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_example_gives_the_findings_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(path.parent)
    assert main(["validate", path.name, "--format", "json", "--now", NOW]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    for finding in found:
        assert finding.pop("path") == path.name
    expected = json.loads(path.with_suffix(".findings.json").read_text(encoding="utf-8"))
    assert found == expected


def test_every_findings_file_has_its_example() -> None:
    beside = {
        path.name.removesuffix(".findings.json") for path in EXAMPLES.rglob("*.findings.json")
    }
    assert beside == {path.stem for path in INVALID}


@pytest.mark.parametrize("path", [*VALID, EXAMPLES / ".pmaction.yml"], ids=lambda path: path.name)
def test_the_first_line_leads_an_editor_to_the_schema(path: Path) -> None:
    line = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", line)
    assert match is not None
    assert (path.parent / match[1]).is_file()


def test_the_source_of_every_corpus_example_is_named() -> None:
    sources = (EXAMPLES / "SOURCES.md").read_text(encoding="utf-8")
    for path in VALID:
        if "github.com" in path.read_text(encoding="utf-8").partition("\nid:")[0]:
            assert path.name in sources


def test_seed_times_are_computed_as_their_document_says() -> None:
    path = EXAMPLES / "postmortems/2025/2025-12-14-email-connection-pool.yaml"
    postmortem = read_postmortem(path.name, path.read_bytes()).postmortem
    assert postmortem is not None
    assert str(postmortem.times.time_to_detect) == "2 min 15 s"
    assert str(postmortem.times.time_to_resolve) == "9 min 45 s"
    assert str(postmortem.times.duration) == "12 min"


def test_the_examples_go_through_the_whole_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "repository")
    monkeypatch.chdir(tmp_path / "repository")
    assert main(["apply", "--now", NOW]) == 0
    assert main(["remind", "--now", NOW]) == 0
    assert main(["track", "--now", NOW]) == 0
    capsys.readouterr()
    assert main(["plan", "--format", "json", "--now", NOW]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
    assert main(["remind", "--dry-run", "--format", "json", "--now", NOW]) == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
    assert main(["track", "--check", "--now", NOW]) == 0
