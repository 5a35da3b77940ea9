"""No output of any command holds a word of what a confidential postmortem says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from planted import planted_postmortem, words_in
from scenes import Scene, scene_in

from pmaction.cli import COMMANDS
from pmaction.reading import read_postmortem

FILE = "postmortems/2025/2025-12-01-pm-2025-009.yaml"
BADLY_NAMED = "postmortems/pm-2025-009.yaml"
RIGHTS = {"issues": "write", "pull_requests": "write", "contents": "write"}


def as_lines(data: object) -> str:
    """As people write it: a property a line, with a comment that has a word of its own too."""
    assert isinstance(data, dict)
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in data.items()]
    return "\n".join(["# zebra777 is what nobody may read", *lines, ""])


def in_one_line(data: object) -> str:
    return json.dumps(data) + "\n"


def with_a_mistake(data: object) -> str:
    return as_lines(data) + "zebra778: zebra779\n"


def in_one_line_with_a_mistake(data: object) -> str:
    assert isinstance(data, dict)
    return in_one_line({"zebra780": "zebra781", **data})


def broken(data: object) -> str:
    return as_lines(data) + "notes: [zebra782\n"


WRITTEN = (as_lines, in_one_line, with_a_mistake, in_one_line_with_a_mistake, broken)
BEFORE_THE_MERGE = (
    "validate",
    "validate --format github",
    "validate --format json",
    "validate --format sarif",
    "validate --sarif-file ../findings.sarif",
    "plan",
    "plan --format github",
    "plan --format json",
    "plan --format markdown",
    "plan --verbose",
    "fix --diff",
    "fix --check",
    "doctor --format github",
    "doctor --format json",
    "comment --pr 1",
)
AFTER_THE_MERGE = (
    "policy explain PM-2025-009/A1",
    "policy explain PM-2025-009",
    "apply --dry-run --format github",
    "apply --format github",
    "apply",
    "comment --format github",
    "remind --dry-run",
    "remind --format github",
    "track",
    "track --check --format github",
    "report",
    "report --format github",
    "report --format markdown",
    "report --format json --since 2025-01-01",
    "report --format html --patterns patterns",
    "report --format html --output ../report.html",
    "doctor",
)

TRIED_WITH_ITS_PATH = ("render",)
READING_NO_POSTMORTEM = ("init", "new", "import", "rules", "demo")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.github.repository.private = True
        scene.token("actions", issues="write", pull_requests="write")
        yield scene


def test_every_command_that_reads_postmortems_is_tried() -> None:
    tried = {line.split()[0] for line in (*BEFORE_THE_MERGE, *AFTER_THE_MERGE)}
    assert {*tried, *TRIED_WITH_ITS_PATH} == {*COMMANDS} - {*READING_NO_POSTMORTEM}


def written(scene: Scene) -> dict[str, str]:
    """All that others can read afterwards, by where it stands."""
    found = {}
    for number, issue in scene.github.repository.issues.items():
        found[f"#{number}"] = f"{issue.title}\n{issue.body}\n{sorted(issue.label_names)}"
        found[f"comments on #{number}"] = "\n".join(one.body for one in issue.comments)
    for path in scene.folder.parent.iterdir():
        if path.is_file():
            found[path.name] = path.read_text(encoding="utf-8", errors="replace")
    for page in scene.folder.glob("patterns/*.md"):
        found[page.name] = page.read_text(encoding="utf-8")
    for name in ("TRACKER.md", "tracker.json"):
        tracker = scene.folder / name
        found[name] = tracker.read_text() if tracker.exists() else ""
    return found


def test_the_planted_postmortem_is_one_and_has_a_word_in_each_of_its_texts() -> None:
    data = planted_postmortem()
    assert read_postmortem(FILE, as_lines(data).encode()).postmortem is not None
    assert read_postmortem(FILE, in_one_line(data).encode()).postmortem is not None
    assert len(words_in(as_lines(data))) > 150


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("path", [FILE, BADLY_NAMED])
def test_in_a_workflow_no_command_says_anything_of_it(
    scene: Scene,
    capsys: pytest.CaptureFixture[str],
    write: Callable[[object], str],
    path: str,
) -> None:
    pull = scene.pull({path: write(planted_postmortem())})
    said = {line: _said(scene, line, capsys) for line in BEFORE_THE_MERGE}
    scene.merge(pull)
    said |= {line: _said(scene, line, capsys) for line in AFTER_THE_MERGE}
    said[f"render {path}"] = _said(scene, f"render {path}", capsys)
    leaks = {where: found for where, text in said.items() if (found := words_in(text))}
    leaks |= {where: found for where, text in written(scene).items() if (found := words_in(text))}
    assert leaks == {}
    is_usable = write in (as_lines, in_one_line)
    assert ("Action item A1 (confidential)" in str(written(scene))) == is_usable, "it did its work"


@pytest.mark.parametrize("now", [None, FILE, BADLY_NAMED])
def test_a_change_of_it_is_compared_with_the_base_without_a_word(
    scene: Scene, capsys: pytest.CaptureFixture[str], now: str | None
) -> None:
    before = as_lines(planted_postmortem())
    scene.mona.push({FILE: before}, "Write it")
    files: dict[str, str | None] = {FILE: None}
    if now is not None:
        files[now] = "id: PM-2025-009\nstatus: reviewed\ntitle: zebra783\n"
    scene.mona.push(files, "Take its items away, and that it is confidential", "change")
    scene.check_out("origin/change")
    for form in ("text", "github", "json", "sarif"):
        said = _said(scene, f"validate --changed-since origin/main --format {form}", capsys)
        assert words_in(said) == []
        assert "item-removed" in said


def test_on_a_person_s_own_terminal_they_see_their_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.mona.push({FILE: as_lines(planted_postmortem())}, "Write it")
        scene.check_out("origin/main")
        monkeypatch.delenv("GITHUB_ACTIONS")
        for line in ("validate", "validate --format json"):
            assert words_in(_said(scene, line, capsys))


def _said(scene: Scene, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    code = scene.run(*line.split())
    assert code in (0, 1, 2), f"{line} ends with {code}"
    said = capsys.readouterr()
    return said.out + said.err
