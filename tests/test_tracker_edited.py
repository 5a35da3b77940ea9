"""Files that `track` wrote and something else changed: they are known to be ours, and put right."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import POSTMORTEM, git
from report_world import Run, runner

PAGE, DATA = "TRACKER.md", "tracker.json"
ONE, OTHER = "PM-2025-002", "PM-2025-003"
Edit = Callable[[str], str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".pmaction.yml").write_text("tracking: {system: local}\n")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    write(tmp_path, "PM-2025-001", "2025-12-01")
    return runner(capsys)


def write(folder: Path, name: str, day: str) -> None:
    target = folder / "postmortems" / f"{name}.yaml"
    target.parent.mkdir(exist_ok=True)
    text = POSTMORTEM.replace("PM-2025-001", name).replace("2025-12-01", day)
    target.write_text(text.replace("2025-12-21", "2025-12-31"))


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def merged_with_conflicts(folder: Path, run: Run) -> None:
    """Let two branches each have a postmortem and tracker files of their own, and merge them."""
    commit(folder, "Begin")
    for branch, name, day in (("one", ONE, "2025-12-18"), ("other", OTHER, "2025-12-19")):
        git(folder, "checkout", "--quiet", "-b", branch, "main")
        write(folder, name, day)
        assert run("track")[0] == 0
        commit(folder, branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(folder, "merge", "one")


def test_a_merge_in_conflict_is_answered_by_running_track(run: Run, tmp_path: Path) -> None:
    merged_with_conflicts(tmp_path, run)
    assert "<<<<<<< HEAD" in (tmp_path / PAGE).read_text()
    assert "<<<<<<< HEAD" in (tmp_path / DATA).read_text()
    assert run("track", "--check")[0] == 1
    assert run("track")[:2] == (0, f"{PAGE} and {DATA} written\n")
    found = json.loads((tmp_path / DATA).read_text())
    assert [one["id"] for one in found["postmortems"]] == [OTHER, ONE, "PM-2025-001"]
    assert "<<<<<<<" not in (tmp_path / PAGE).read_text()


def test_the_day_which_differs_most_often_stands_alone_in_its_line(
    run: Run, tmp_path: Path
) -> None:
    run("track")
    lines = (tmp_path / DATA).read_text().splitlines()
    assert lines[1] == '"as_of": "2026-01-01",'


def in_conflict(text: str) -> str:
    """Give a text of which a merge could tell no part from the other side's."""
    return f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n"


EDITS: dict[str, Edit] = {
    "in conflict from the first line on": in_conflict,
    "with a byte order mark": lambda text: f"\ufeff{text}",
    "empty": lambda _: "",
    "begun by an empty line": lambda text: f"\n{text}",
}
LAYOUTS: dict[str, Edit] = {
    "indented": lambda text: json.dumps(json.loads(text), indent=2),
    "on one line": lambda text: json.dumps(json.loads(text), separators=(",", ":")),
    "sorted": lambda text: json.dumps(json.loads(text), sort_keys=True),
}


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        *(pytest.param(PAGE, edit, id=f"page {kind}") for kind, edit in EDITS.items()),
        *(pytest.param(DATA, edit, id=f"data {kind}") for kind, edit in EDITS.items()),
        *(pytest.param(DATA, edit, id=f"data {kind}") for kind, edit in LAYOUTS.items()),
    ],
)
def test_what_was_edited_is_ours_all_the_same(
    run: Run, tmp_path: Path, name: str, edit: Edit
) -> None:
    run("track")
    written = (tmp_path / name).read_text()
    (tmp_path / name).write_text(edit(written))
    assert run("track", "--check")[:2] == (1, f"{name} is stale; run `pmaction track`\n")
    assert run("track")[:2] == (0, f"{name} written\n")
    assert (tmp_path / name).read_text() == written


OTHERS = {
    "notes": (PAGE, "# Our notes\n"),
    "a page that tells of the first line": (
        PAGE,
        "# How it is made\n\n<!-- Written by `pmaction track`: edits are overwritten. -->\n",
    ),
    "a conflict of our page and theirs": (
        PAGE,
        "<<<<<<< HEAD\n# Our notes\n=======\n"
        "<!-- Written by `pmaction track`: edits are overwritten. -->\n>>>>>>> other\n",
    ),
    "data of another program": (DATA, '{"schema": "urn:example:tracker.v1", "version": 1}\n'),
    "a schema of the data": (DATA, '{"$id": "urn:pmaction:schema:tracker.v1"}\n'),
    "data that quote ours": (
        DATA,
        '{"seen": "{\\"schema\\": \\"urn:pmaction:schema:tracker.v1\\"}"}\n',
    ),
}


@pytest.mark.parametrize(("name", "text"), OTHERS.values(), ids=OTHERS)
def test_what_somebody_else_wrote_is_left_alone(
    run: Run, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    for arguments in (("track",), ("track", "--check")):
        assert run(*arguments)[0] == 3
    assert (tmp_path / name).read_text() == text


def configure(folder: Path, tracker_file: str) -> None:
    config = "tracking: {system: local}\ntracker_file: " + tracker_file + "\n"
    (folder / ".pmaction.yml").write_text(config)


def test_what_an_earlier_name_left_behind_is_named_until_it_is_gone(
    run: Run, tmp_path: Path
) -> None:
    run("track")
    commit(tmp_path, "Track")
    configure(tmp_path, "docs/STATUS.md")
    left = (
        f"{PAGE} and {DATA} are left from an earlier `tracker_file`; if that may go: "
        f"git rm {PAGE} {DATA}\n"
    )
    assert run("track")[:2] == (0, f"docs/STATUS.md and docs/{DATA} written\n{left}")
    commit(tmp_path, "Rename")
    assert run("track")[:2] == (0, f"docs/STATUS.md unchanged\n{left}")
    git(tmp_path, "rm", "--quiet", PAGE, DATA)
    assert run("track")[:2] == (0, "docs/STATUS.md unchanged\n")


def test_the_data_beside_another_name_are_not_left_behind(run: Run, tmp_path: Path) -> None:
    run("track")
    commit(tmp_path, "Track")
    configure(tmp_path, "STATUS.md")
    assert f"\n{PAGE} is left from an earlier `tracker_file`; " in run("track")[1]


def test_tracker_files_of_another_workspace_are_nobodys_rest(run: Run, tmp_path: Path) -> None:
    run("track")
    shop = tmp_path / "shop"
    shop.mkdir()
    (tmp_path / PAGE).rename(shop / PAGE)
    (tmp_path / DATA).rename(shop / DATA)
    (shop / ".pmaction.yml").write_text("tracking: {system: local}\n")
    (tmp_path / "docs.md").write_text(
        "Its first line is `track`'s:\n\n" + (shop / PAGE).read_text()
    )
    commit(tmp_path, "A workspace of its own")
    assert run("track")[:2] == (0, f"{PAGE} and {DATA} written\n")
