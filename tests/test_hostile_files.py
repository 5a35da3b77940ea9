"""Whatever a file holds: a finding or a result, within 2 s and 200 MB, and never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hostile_files import KINDS
from hypothesis import given, settings
from hypothesis import strategies as st

from pmaction.bounds import MAX_BYTES
from pmaction.config import Config
from pmaction.reading import read_config, read_postmortem

AT_ONCE = 16
"""So many kinds share a process; its peak of memory is no less than that of each."""


@cache
def outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    """Give what came of each kind, validated in other processes."""
    found: dict[str, dict[str, Any]] = {}
    names = iter(KINDS)
    while kinds := list(islice(names, AT_ONCE)):
        place = folder / str(len(found))
        place.mkdir()
        command = [sys.executable, Path(__file__).parent / "hostile_files.py", place, *kinds]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        found |= {kinds[n]: json.loads(line) for n, line in enumerate(done.stdout.splitlines())}
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_is_refused_or_read_at_little_cost(kind: str, folder: Path) -> None:
    outcome = outcomes(folder)[kind]
    assert outcome["code"] in (0, 1), outcome["said"]
    assert "Traceback" not in outcome["said"]
    assert outcome["seconds"] < 2
    assert outcome["peak"] < 200


def test_there_are_more_than_a_hundred_kinds() -> None:
    assert len(set(KINDS.values())) == len(KINDS) > 100


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("a byte too long", {"too-large"}),
        ("endless", {"too-large"}),
        ("many names", {"too-many-values"}),
        ("an alias bomb", {"too-many-values"}),
        ("a deep alias bomb", {"too-many-values"}),
        ("a bomb of text", {"too-large"}),
        ("lists in lists", {"too-deep"}),
        ("indented deeper and deeper", {"too-deep"}),
        ("an alias inside itself", {"unknown-alias"}),
        ("a tag that makes objects", {"unknown-tag"}),
        ("documents", {"several-documents"}),
        ("null characters", {"binary-file"}),
        ("half a character by escape", {"control-character"}),
    ],
)
def test_each_bound_has_a_finding_of_its_own(kind: str, rules: set[str], folder: Path) -> None:
    assert set(outcomes(folder)[kind]["rules"]) == rules


PIECES = st.sampled_from(
    (
        *("id: PM-2025-001\n", "title: x\n", "status: draft\n", "notes: ", "action_items:\n"),
        *("  - id: A1\n", "    title: y\n", "|\n  ", ">-\n  ", "- ", "  ", "\n", ": ", "'", '"'),
        *("[", "]", "{", "}", ",", "&a ", "*a", "!!str ", "#", "\\", "\t", "\r", "\x07"),
        *("\u202e", "\ufeff", "🔥", "unknown"),
    )
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from((1, 1, 1, 200)))
def test_any_text_becomes_a_postmortem_or_findings(text: str, times: int) -> None:
    for raw in (text.encode() * times, (text * times).encode("utf-16")):
        file = read_postmortem("pm.yaml", raw[: MAX_BYTES + 1])
        assert (file.postmortem is None) == bool(file.findings)
        assert all(finding.message and finding.hint for finding in file.findings)


@given(st.binary(max_size=400))
def test_any_bytes_become_a_configuration_or_findings(raw: bytes) -> None:
    read = read_config(".pmaction.yml", raw)
    assert isinstance(read, Config) or (read and all(one.hint for one in read))
