"""Patterns of paths: what they name, and where their files can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from pmaction.path_patterns import fixed_folder, is_covered
from pmaction.workspace import Workspace


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        ("postmortems/**/*.yaml", "postmortems"),
        ("docs/incidents/20*/*.yaml", "docs/incidents"),
        ("./docs/pm-*.yaml", "docs"),
        ("**/*.yaml", ""),
        ("*.yaml", ""),
        ("docs/all.yaml", "docs"),
    ],
)
def test_the_fixed_folder_ends_before_the_first_wildcard(pattern: str, folder: str) -> None:
    assert fixed_folder(pattern) == folder


def test_patterns_cover_what_a_glob_would_find(tmp_path: Path) -> None:
    paths = ["a.yaml", "x/a.yaml", "x/y/a.yaml", "x/y/z/b.yml", "x/[/c.yaml"]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    for pattern in ("*.yaml", "**/*.yaml", "x/**/*.y*", "x/*/a.yaml", "./x/*.yaml", "x/**/y/*"):
        found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.glob(pattern)}
        assert {p for p in paths if is_covered(p, [pattern])} == found & set(paths), pattern


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("postmortems/2025/a.yaml", True),
        ("postmortems/a.yaml", True),
        ("postmortems/a.yml", False),
        ("other/a.yaml", False),
        ("postmortems/.hidden/a.yaml", False),
        ("postmortems", False),
    ],
)
def test_a_path_is_covered_as_a_file_there_would_be_found(
    tmp_path: Path, path: str, covered: bool
) -> None:
    workspace = Workspace(tmp_path)
    patterns = ["postmortems/**/*.yaml"]
    assert is_covered(path, patterns) is covered
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("")
    assert (target in workspace.matching(patterns).paths) is covered
