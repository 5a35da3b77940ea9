"""Which files belong to the postmortems, and what is said of those that cannot be seen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pmaction.errors import UsageError
from pmaction.findings import Finding
from pmaction.workspace import Workspace

PATTERNS = ("postmortems/**/*.yaml",)
NOBODY = 65534


def workspace(root: Path, *files: str) -> Workspace:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("id: x\n")
    return Workspace(root.resolve())


def shown(place: Workspace, *patterns: str) -> list[str]:
    return [place.shown(path) for path in place.matching(patterns or PATTERNS).paths]


def unseen(place: Workspace, *patterns: str) -> list[tuple[str, str]]:
    return [(one.path, one.rule) for one in place.matching(patterns or PATTERNS).unseen]


@contextmanager
def not_as_root() -> Iterator[None]:
    """Run as a user to whom permissions apply."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("postmortems/**/*.yaml", ["postmortems/2025/a.yaml", "postmortems/b.yaml"]),
        ("postmortems/*.yaml", ["postmortems/b.yaml"]),
        ("./postmortems//b.yaml", ["postmortems/b.yaml"]),
        ("**/2025/**/?.yaml", ["postmortems/2025/a.yaml"]),
        ("**/**/[ab].yaml", ["postmortems/2025/a.yaml", "postmortems/b.yaml"]),
        ("postmortems/.drafts/*", ["postmortems/.drafts/c.yaml"]),
        ("postmortems/**", []),
        (".", []),
    ],
)
def test_a_pattern_names_files(tmp_path: Path, pattern: str, expected: list[str]) -> None:
    names = ("postmortems/2025/a.yaml", "postmortems/b.yaml", "postmortems/.drafts/c.yaml")
    place = workspace(tmp_path, *names, "other/d.yaml", "postmortems/2025/note.txt")
    assert shown(place, pattern) == expected
    assert unseen(place, pattern) == []


def test_a_folder_that_may_not_be_read_is_a_finding() -> None:
    with TemporaryDirectory() as folder:
        place = workspace(Path(folder), "postmortems/a.yaml", "postmortems/locked/b.yaml")
        locked = place.root / "postmortems/locked"
        if not os.geteuid():
            os.chown(place.root, NOBODY, NOBODY)
        locked.chmod(0)
        with not_as_root():
            found = place.matching(PATTERNS)
        locked.chmod(0o700)
    assert [place.shown(path) for path in found.paths] == ["postmortems/a.yaml"]
    (finding,) = found.unseen
    assert (finding.path, finding.rule) == ("postmortems/locked", "unreadable")
    assert "Permission denied" in finding.message


def test_a_link_to_a_folder_outside_is_a_finding(tmp_path: Path) -> None:
    place = workspace(tmp_path / "here", "postmortems/a.yaml")
    workspace(tmp_path / "outside", "secret.yaml")
    (place.root / "postmortems/old").symlink_to(tmp_path / "outside")
    for pattern in ("postmortems/**/*.yaml", "postmortems/*/*.yaml"):
        assert unseen(place, pattern) == [("postmortems/old", "outside-repository")]
        assert "postmortems/old/secret.yaml" not in shown(place, pattern)


def test_a_link_to_a_folder_inside_is_a_finding_unless_the_patterns_cover_it(
    tmp_path: Path,
) -> None:
    place = workspace(tmp_path, "postmortems/2025/a.yaml", "archive/b.yaml")
    (place.root / "postmortems/latest").symlink_to("2025")
    assert unseen(place) == []
    (place.root / "postmortems/old").symlink_to("../archive")
    assert unseen(place) == [("postmortems/old", "unreadable")]
    assert unseen(place, *PATTERNS, "archive/**/*.yaml") == []


def test_a_link_that_leads_to_itself_is_no_bug(tmp_path: Path) -> None:
    place = workspace(tmp_path, "postmortems/a.yaml")
    loop = place.root / "postmortems/loop.yaml"
    loop.symlink_to(loop)
    assert shown(place) == ["postmortems/a.yaml", "postmortems/loop.yaml"]
    assert place.read(loop) != b"id: x\n"


def test_a_file_is_known_by_one_path_whatever_links_lead_to_it(tmp_path: Path) -> None:
    place = workspace(tmp_path / "here", "postmortems/a.yaml")
    (tmp_path / "alias").symlink_to(place.root)
    (place.root / "postmortems/link.yaml").symlink_to("a.yaml")
    assert shown(place) == ["postmortems/a.yaml"]
    for given in ("alias/postmortems/a.yaml", "alias", "here/postmortems/link.yaml"):
        assert place.named([tmp_path / given]).paths == (place.root / "postmortems/a.yaml",)


def test_below_a_named_folder_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    place = workspace(tmp_path, ".github/workflows/ci.yml", "a.yml", "b/.x/c.yaml", ".d.yaml")
    assert place.named([place.root]).paths == (place.root / "a.yml",)
    hidden = place.root / ".github"
    assert place.named([hidden]).paths == (hidden / "workflows/ci.yml",)


def test_a_name_too_long_for_the_file_system_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be looked at"):
        workspace(tmp_path).named([tmp_path / ("x" * 300)])


def test_a_name_that_is_not_utf8_can_be_shown(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    assert workspace(tmp_path).shown(tmp_path / name) == "caf?.yaml"


@pytest.mark.parametrize("trusted", [True, False])
def test_a_link_that_leads_out_is_not_followed_even_if_a_person_names_it(
    tmp_path: Path, trusted: bool
) -> None:
    (tmp_path / "secret").write_text("the secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.yaml").symlink_to(tmp_path / "secret")
    found = Workspace(root).read(root / "a.yaml", trusted=trusted)
    assert isinstance(found, Finding)
    assert found.rule == "outside-repository"
