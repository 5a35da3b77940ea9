"""tracker.json: the same as the page, for machines, as its schema says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from tracker_world import CONFIG, TODAY, files, issue, listing
from worlds import item, postmortem, sourced

from pmaction.config import Config, Targets
from pmaction.incident import Impact, Times
from pmaction.issue import Issue, Listing
from pmaction.model import Postmortem
from pmaction.moment import parse_moment
from pmaction.resources import json_schema
from pmaction.tracker.telling import tracker_texts

GOLDEN = Path(__file__).parent / "rendered" / "tracker.json"
FORMATS = FormatChecker(formats=["date"])
VALIDATOR = Draft202012Validator(json_schema("tracker.v1"), format_checker=FORMATS)


def data(
    postmortems: Sequence[Postmortem],
    *issues: Issue,
    config: Config | None = None,
    left_out: Sequence[str] = (),
) -> dict[str, Any]:
    """The data, which the schema must allow."""
    found = [sourced(one) for one in postmortems]
    text = tracker_texts(found, Listing(issues), config or Config(), TODAY, left_out).data
    return checked(text)


def checked(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(text)
    assert [error.message for error in VALIDATOR.iter_errors(loaded)] == []
    return loaded


def test_the_data_look_exactly_so() -> None:
    text = tracker_texts(files(), listing(), CONFIG, TODAY).data
    checked(text)
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_without_postmortems_the_data_are_valid_all_the_same() -> None:
    found = data([], left_out=["a.yaml"])
    assert found["left_out"] == ["a.yaml"]
    assert found["postmortems"] == found["action_items"] == found["months"] == []


def test_one_object_stands_on_each_line() -> None:
    text = tracker_texts(files(), listing(), CONFIG, TODAY).data
    lines, found = text.splitlines(), checked(text)
    objects = [line for line in lines if line.startswith('{"') and '"version"' not in line]
    lists = (value for value in found.values() if isinstance(value, list))
    assert len(objects) == sum(map(len, lists))
    assert all(isinstance(json.loads(line.rstrip(",")), dict) for line in objects)


def test_the_numbers_of_data_and_page_agree() -> None:
    found = checked(tracker_texts(files(), listing(), CONFIG, TODAY).data)
    buckets = [one["bucket"] for one in found["action_items"]]
    teams = found["teams"]
    assert buckets.count("overdue") == sum(team["overdue"] for team in teams) == 3
    assert buckets.count("due_this_week") == sum(team["due_this_week"] for team in teams) == 1
    assert len(buckets) - buckets.count(None) == sum(team["open"] for team in teams) == 7
    assert buckets.count(None) == sum(team["done"] + team["wont_do"] for team in teams) == 5


def test_what_is_not_known_is_null_and_never_zero() -> None:
    one = postmortem(item("A1", due=None, priority=None, owner=None), times=Times(), severity=None)
    found = data([one])
    row = found["postmortems"][0]
    for name in ("date", "severity", "duration_minutes", "impact", "published", "publish_by"):
        assert row[name] is None, name
    thing = found["action_items"][0]
    for name in ("due", "priority", "category", "owner", "issue", "opened", "ended"):
        assert thing[name] is None, name


def test_an_item_says_where_it_stands_and_whose_it_is() -> None:
    one = postmortem(item("A1", due=date(2025, 12, 20), depends_on=("A2",)), item("A2"))
    found = data([one], issue("PM-2025-001/A1", 7, "2025-12-03"))["action_items"][0]
    expected = {
        "key": "PM-2025-001/A1",
        "bucket": "overdue",
        "due_why": "set in the file",
        "owner": "@alice",
        "team": "no team",
        "path": "postmortems/2025/PM-2025-001.yaml",
        "line": 10,
        "opened": "2025-12-03",
        "waits_for": ["PM-2025-001/A2"],
    }
    assert {name: found[name] for name in expected} == expected
    assert found["issue"]["number"] == 7


def test_the_number_of_an_issue_in_a_folder_is_its_name() -> None:
    local = issue("PM-2025-001/A1", "A1.md", url="issues/PM-2025-001/A1.md")
    found = data([postmortem(item("A1"))], local)["action_items"][0]
    assert found["issue"] == {"number": "A1.md", "url": "issues/PM-2025-001/A1.md"}


def test_a_confidential_postmortem_gives_nothing_away() -> None:
    secret = postmortem(
        item("A1", "Rotate the leaked key", category="security", rationale="It leaked."),
        title="Leaked key",
        incident_id="SEC-7",
        services=("vault",),
        authors=("@ana",),
        impact=Impact(description="All keys."),
        confidential=True,
    )
    found = data([secret])
    text = json.dumps({**found, "postmortems": found["postmortems"][0] | {"path": ""}})
    for word in ("eaked", "SEC-7", "vault", "@ana", "All keys", '"security"'):
        assert word not in text
    assert found["postmortems"][0]["confidential"] is True
    assert found["action_items"][0]["confidential"] is True


def test_a_target_says_what_came_of_it_and_who_misses_it() -> None:
    found = checked(tracker_texts(files(), listing(), CONFIG, TODAY).data)
    targets = {one["id"]: one for one in found["targets"]}
    assert targets["items-done-in-time"] == {
        "id": "items-done-in-time",
        "target": 90,
        "met": False,
        "result": "missed: PM-2025-006/A1, PM-2025-007/A1, PM-2025-008/A1",
        "share": {"count": 2, "of": 5},
        "lengths": None,
        "count": None,
        "share_before": {"count": 1, "of": 2},
        "lengths_before": None,
        "count_before": None,
        "missed_by": ["PM-2025-006/A1", "PM-2025-007/A1", "PM-2025-008/A1"],
    }
    assert targets["time-to-detect"]["target"] is None
    assert targets["time-to-detect"]["lengths"]["known"] == 3


def test_a_target_that_is_set_is_told() -> None:
    found = data([postmortem()], config=Config(targets=Targets(minutes_to_detect=15)))
    assert {one["id"]: one["target"] for one in found["targets"]}["time-to-detect"] == 15


@given(st.text(max_size=60))
def test_every_text_comes_back_as_it_was_and_hides_nothing(title: str) -> None:
    times = Times(started=parse_moment("2025-12-01"))
    found = [sourced(postmortem(title=title, services=(title,), times=times))]
    text = tracker_texts(found, Listing(), Config(), TODAY).data
    assert checked(text)["postmortems"][0]["services"] == [title]
    hidden = {"\x7f", "\x85", "\u2028", "\u200b", "\u202e", "\u2066", "\ufeff"}
    assert not hidden & set(text)
    assert text.count("\n") == len(text.splitlines())
