"""Issues whose text is as long as GitHub takes: what pmaction writes gives way to people's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.github_harness import GitHubHarness
from worlds import World, item, postmortem

from pmaction.change import ApplyReport, Outcome
from pmaction.incident import Summary
from pmaction.tracking.github_body import MAX_BODY

PM = "PM-2025-001"
A1 = f"{PM}/A1"
LONG = postmortem(item("A1", description="z" * 5_000), item("A2"))


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[GitHubHarness]:
    harness = GitHubHarness(tmp_path)
    yield harness
    harness.end()


def fill(harness: GitHubHarness, key: str, free: int = 5) -> str:
    """Let a person write into an issue until hardly anything more fits in."""
    stored = harness._stored(key)
    words = "y" * (MAX_BODY - len(stored.body or "") - free - 1)
    harness.person.edit(stored.number, body=f"{stored.body}\n{words}")
    return words


def outcomes(report: ApplyReport) -> set[Outcome]:
    return {result.outcome for result in report.results}


def test_the_managed_part_is_cut_and_told_and_a_further_plan_is_empty(
    harness: GitHubHarness,
) -> None:
    World(harness.tracking(), [LONG]).apply()
    words = fill(harness, A1)
    files = [postmortem(item("A1", description="z" * 6_000), item("A2"))]
    report = World(harness.tracking(), files).apply()
    assert outcomes(report) == {Outcome.DONE}
    assert any("its managed part is cut" in note.message for note in report.notes)
    body = harness._stored(A1).body or ""
    assert len(body) <= MAX_BODY
    assert words in body
    assert "cut here for want of room" in body
    assert World(harness.tracking(), files).plan().changes == ()


def test_a_parent_without_room_takes_further_items_once(harness: GitHubHarness) -> None:
    summary = Summary(incident="Nobody could send mail. " * 20)
    World(harness.tracking(), [postmortem(item("A1"), summary=summary)]).apply()
    fill(harness, PM)
    items = (item("A1"), item("A2"), item("A3", depends_on=("A2",)))
    files = [postmortem(*items, summary=summary)]
    World(harness.tracking(), files).apply()
    assert World(harness.tracking(), files).plan().changes == ()
    assert [child.title for child in harness._stored(PM).children] == ["Do A1", "Do A2", "Do A3"]


def test_what_a_person_wrote_into_the_managed_part_is_never_cut(harness: GitHubHarness) -> None:
    World(harness.tracking(), [LONG]).apply()
    harness.edit_block(A1, "- **Due", "Words of mona.\n- **Due")
    fill(harness, A1)
    for _ in range(2):
        World(harness.tracking(), [LONG]).apply()
        stored = harness._stored(A1)
        assert (
            "Words of mona." in (stored.body or "") or "Words of mona." in stored.comments[0].body
        )
    assert len(harness._stored(A1).comments) == 1


def test_where_nothing_else_has_room_the_issue_is_left_as_it_is(harness: GitHubHarness) -> None:
    files = [postmortem(item("A1"))]
    World(harness.tracking(), files).apply()
    stored = harness._stored(A1)
    (marker,) = re.findall("<!-- pmaction:marker .*", stored.body or "")
    body = f"{marker}\n" + "y" * (MAX_BODY - len(marker) - 1)
    harness.person.edit(stored.number, body=body)
    report = World(harness.tracking(), files).apply()
    assert outcomes(report) == {Outcome.FAILED}
    assert "does not fit in" in report.results[0].detail
    assert stored.body == body
