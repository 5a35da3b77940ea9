"""No link and no `..` leads a read or a write of any command out of the repository.

What is in the tree may come from a pull request. Beside the repository lies a folder with
everything that a command could be led to; it must stay as it is, and none of its words be said.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM, check_out, commit
from standin import Assignable, StandIn

from pmaction.cli import main
from pmaction.tracker.names import HEADER, SCHEMA

OUTSIDE_WORD = "elsewhere-only"
OTHER = POSTMORTEM.replace("PM-2025-001", "PM-2025-777").replace("Mail", OUTSIDE_WORD)
# So that `fix` has something to write.
UNTIDY = POSTMORTEM.replace("-001", "-002").replace("  - id: A1\n    title:", "  - title:")
NEW = ("new", "--title", "Mail was down", "--severity", "P1", "--service", "mail")
COMMANDS = (
    ("validate",),
    ("plan",),
    ("apply",),
    ("remind",),
    ("track",),
    ("track", "--check"),
    ("fix",),
    ("render", PATH),
    ("import", "notes.md"),
    NEW,
    ("init",),
)
LINKS = {
    "postmortems": "postmortems",
    "postmortems/2025": "postmortems/2025",
    PATH: "postmortems/2025/other.yaml",
    "postmortems/2025/more.yaml": "postmortems/2025/other.yaml",
    "TRACKER.md": "TRACKER.md",
    "tracker.json": "tracker.json",
    "docs": "docs",
    "issues": "issues",
    "issues/PM-2025-001": "issues/PM-2025-777",
    "issues/PM-2025-001/PM-2025-001-A1.md": "issues/PM-2025-777/PM-2025-777-A1.md",
    "notes.md": "notes.md",
    ".pmaction": "templates",
    ".pmaction/template.yaml": "templates/template.yaml",
    ".github": "github",
    ".github/CODEOWNERS": "github/CODEOWNERS",
    ".vscode": "vscode",
    ".gitattributes": "gitattributes",
}


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that looks like a repository of ours, in which issues are open."""
    folder = tmp_path / "outside"
    write(folder / "postmortems/2025/other.yaml", OTHER)
    write(
        folder / "notes.md", f"# {OUTSIDE_WORD}\n\n## Action items\n\n- [ ] Tell {OUTSIDE_WORD}\n"
    )
    write(folder / "templates/template.yaml", f"id: {{{{id}}}}\ntitle: {OUTSIDE_WORD}\n")
    write(folder / "github/CODEOWNERS", f"* @{OUTSIDE_WORD}\n")
    write(folder / "vscode/settings.json", f'{{"{OUTSIDE_WORD}": 1}}\n')
    write(folder / "gitattributes", f"# {OUTSIDE_WORD}\n")
    write(folder / "docs/TRACKER.md", f"{HEADER}\n# {OUTSIDE_WORD}\n")
    write(folder / "TRACKER.md", f"{HEADER}\n# {OUTSIDE_WORD}\n")
    write(folder / "tracker.json", f'{{"schema": "{SCHEMA}", "version": "{OUTSIDE_WORD}"}}\n')
    (folder / ".git").mkdir()
    here = Path.cwd()
    os.chdir(folder)
    assert main(["apply", "--quiet", "--now", NOW]) == 0
    os.chdir(here)
    return folder


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outside: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name in ("GITHUB_ACTIONS", "GITHUB_REPOSITORY", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def snapshot(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def texts_in(folder: Path) -> str:
    """What is in the files of a folder, those behind links aside."""
    found = [
        Path(base, name).read_text()
        for base, _, names in os.walk(folder)
        for name in names
        if not Path(base, name).is_symlink()
    ]
    return "\n".join(found)


def lay_out(repo: Path) -> None:
    """A repository in which each command finds what it is for."""
    write(repo / PATH, POSTMORTEM)
    write(repo / "postmortems/2025/2025-12-05-untidy.yaml", UNTIDY)
    write(repo / "notes.md", "# Mail was down\n\n## Action items\n\n- [ ] Do it\n")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("link", LINKS)
def test_no_command_follows_a_link_out_of_the_repository(
    repo: Path,
    outside: Path,
    link: str,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out(repo)
    if link == "docs":
        write(repo / ".pmaction.yml", "tracker_file: docs/TRACKER.md\n")
    place = repo / link
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(outside / LINKS[link])
    assert place.exists()
    before = snapshot(outside)
    code = main([*command, "--now", NOW])
    assert code in (0, 1, 2, 3, 4, 5)
    said = capsys.readouterr()
    assert snapshot(outside) == before
    assert OUTSIDE_WORD not in said.out + said.err
    assert OUTSIDE_WORD not in texts_in(repo)


@pytest.mark.parametrize(
    "setting",
    [
        "tracker_file: ../outside/TRACKER.md",
        "tracker_file: docs/../../outside/TRACKER.md",
        "tracking: {system: local, folder: ../outside/issues}",
        "postmortems: [../outside/postmortems/**/*.yaml]",
        "postmortems: [postmortems/../../outside/postmortems/2025/*.yaml]",
    ],
)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_setting_leads_out_of_the_repository(
    repo: Path,
    outside: Path,
    setting: str,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out(repo)
    write(repo / ".pmaction.yml", f"{setting}\n")
    before = snapshot(outside)
    assert main([*command, "--now", NOW]) == 3
    said = capsys.readouterr()
    assert snapshot(outside) == before
    assert OUTSIDE_WORD not in said.out + said.err + texts_in(repo)


@pytest.mark.parametrize(
    ("link", "command"),
    [
        ("out", ("validate", "--sarif-file", "out/x.sarif")),
        ("x.sarif", ("validate", "--sarif-file", "x.sarif")),
        ("out", ("render", PATH, "--output", "out/x.md")),
        ("x.md", ("render", PATH, "--output", "x.md")),
        ("out", ("import", "notes.md", "--output", "out")),
        ("out", ("import", "notes.md", "--output", "out/more")),
        ("drafts/2025", ("import", "notes.md", "--output", "drafts")),
    ],
)
def test_what_a_person_names_is_not_written_through_a_link_in_the_tree(
    repo: Path,
    outside: Path,
    link: str,
    command: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out(repo)
    (repo / link).parent.mkdir(exist_ok=True)
    target = outside if "." not in link else outside / "TRACKER.md"
    (repo / link).symlink_to(target)
    before = snapshot(outside)
    assert main([*command, "--now", NOW]) == 2
    assert "leads out of the repository by a link" in capsys.readouterr().err
    assert snapshot(outside) == before


def test_what_a_person_names_elsewhere_is_written(repo: Path, tmp_path: Path) -> None:
    lay_out(repo)
    (tmp_path / "real").mkdir()
    (tmp_path / "there").symlink_to(tmp_path / "real")
    assert main(["validate", "--sarif-file", "../there/x.sarif", "--now", NOW]) in (0, 1)
    assert main(["render", PATH, "--output", "../there/x.md", "--now", NOW]) == 0
    assert main(["import", "notes.md", "--output", "../there", "--now", NOW]) == 0
    assert (tmp_path / "real/x.sarif").is_file()


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert github.violations == []


@pytest.mark.parametrize(
    ("link", "target", "settings"),
    [
        ("TRACKER.md", "TRACKER.md", ""),
        ("tracker.json", "tracker.json", ""),
        ("docs", "docs", "tracker_file: docs/TRACKER.md\n"),
        ("TRACKER.md", "TRACKER.md", "tracker_mode: output\n"),
    ],
)
def test_the_tracker_file_is_not_committed_through_a_link_that_leads_out(
    github: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outside: Path,
    link: str,
    target: str,
    settings: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    checkout = check_out(github, tmp_path, monkeypatch, issues="write", contents="write")
    (checkout / link).symlink_to(outside / target)
    write(checkout / ".pmaction.yml", settings)
    commit(checkout, "A link")
    before = snapshot(outside)
    for command in (("track", "--commit"), ("track",), ("track", "--check")):
        assert main([*command, "--now", NOW]) == 3
        assert "leads out of the repository" in capsys.readouterr().err
    assert snapshot(outside) == before
    assert github.writes == []


def test_a_postmortem_that_is_a_link_out_opens_no_issue(
    github: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    outside: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    checkout = check_out(github, tmp_path, monkeypatch, issues="write", contents="read")
    (checkout / "postmortems/2025/other.yaml").symlink_to(outside / "postmortems/2025/other.yaml")
    commit(checkout, "A link")
    assert main(["apply", "--now", NOW]) == 1
    assert [issue.number for issue in github.repository.issues.values()] == [1, 2]
    said = capsys.readouterr()
    assert "leads out of the repository" in said.err
    bodies = [issue.body or "" for issue in github.repository.issues.values()]
    assert OUTSIDE_WORD not in "".join([said.out, said.err, *bodies])
