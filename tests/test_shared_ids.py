"""Two files with one id: neither is worked with, and both are named, whichever one looks at."""

from __future__ import annotations

from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, git

from pmaction.cli import main

COPY = "postmortems/2025/2025-12-02-copy.yaml"
OTHER = POSTMORTEM.replace("Mail", "Search").replace("PM-2025-001", "PM-2025-002")
SEARCH = "postmortems/2025/2025-12-01-search.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which two of three files have one id, on nobody's server."""
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    for path, text in ((PATH, POSTMORTEM), (COPY, POSTMORTEM), (SEARCH, OTHER)):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """All that a command says that ends with 1."""
    assert main([*arguments, "--now", NOW]) == 1
    shown = capsys.readouterr()
    return shown.out + shown.err


@pytest.mark.parametrize("named", [[], [PATH], [COPY], [PATH, COPY], [PATH, SEARCH]])
@pytest.mark.parametrize("command", ["validate", "plan", "apply"])
def test_both_are_named_whichever_is_looked_at(
    capsys: pytest.CaptureFixture[str], command: str, named: list[str]
) -> None:
    text = said(capsys, command, *named)
    assert text.count("[duplicate-postmortem-id]") == 1
    assert "`PM-2025-001` is also the id of" in text
    assert PATH in text
    assert COPY in text


@pytest.mark.parametrize("command", ["validate", "apply"])
def test_a_file_that_has_nothing_to_do_with_them_hears_nothing_of_it(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, SEARCH, "--now", NOW]) == 0
    shown = capsys.readouterr()
    assert "duplicate-postmortem-id" not in shown.out + shown.err


def test_against_the_base_the_copy_is_told_where_the_original_is_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(folder, "add", PATH, SEARCH)
    git(folder, "commit", "--quiet", "--message", "Before the copy")
    text = said(capsys, "validate", "--changed-since", "HEAD", PATH)
    assert f"{COPY}:1:5: error: `PM-2025-001` is also the id of {PATH}" in text


@pytest.mark.parametrize("setting", ["'off'", "warning"])
def test_whoever_switches_the_rule_off_hears_why_the_files_are_left_out_all_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str], setting: str
) -> None:
    (folder / ".pmaction.yml").write_text(f"rules: {{duplicate-postmortem-id: {setting}}}\n")
    assert "`PM-2025-001` is also the id of" in said(capsys, "plan", PATH)


def test_in_a_workflow_the_other_file_of_a_confidential_one_is_named_too(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = POSTMORTEM.replace("title:", "confidential: true\ntitle:", 1)
    (folder / COPY).write_text(secret)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    text = said(capsys, "validate", PATH)
    assert PATH in text
    assert COPY in text


def test_an_issue_is_not_said_to_have_no_file_where_it_has_two(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / COPY).rename(folder / "kept")
    assert main(["apply", "--now", NOW]) == 0
    (folder / "kept").rename(folder / COPY)
    capsys.readouterr()
    text = said(capsys, "plan")
    assert "PM-2025-001 has no file that could be used (and 1 more); nothing is done" in text


def test_a_comment_that_tells_the_rule_to_look_away_hides_no_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = "id: PM-2025-001  # pmaction: ignore[duplicate-postmortem-id] It is meant so.\n"
    (folder / COPY).write_text(POSTMORTEM.replace("id: PM-2025-001\n", mark))
    text = said(capsys, "apply")
    assert COPY in text
    assert "`PM-2025-001` is also the id of" in text
