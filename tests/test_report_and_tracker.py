"""Report and tracker file tell the same, whatever the dates say and wherever a team is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from pmaction.cli import main

LOCAL = "tracking: {system: local, folder: issues}\n"
PACIFIC = (
    LOCAL
    + """\
time_zone: Pacific/Auckland
teams:
  Hawaii: {members: ["@kai"], time_zone: Pacific/Honolulu}
  Kiribati: {members: ["@io"], time_zone: Pacific/Kiritimati}
"""
)
DAY_10 = {"started": "2025-12-10T10:00:00Z"}
ONE = {"id": "A1", "title": "Alert on the queue", "priority": "P1", "owner": "@kai",
       "due": "2025-12-20", "done_when": "It has rung."}  # fmt: skip


class Repository:
    """One postmortem, and what both commands say of it."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def write(self, *items: dict[str, Any], config: str = LOCAL, **fields: Any) -> None:
        Path(".pmaction.yml").write_text(config, encoding="utf-8")
        document = {"id": "PM-2025-001", "title": "Mail is late", "status": "reviewed",
                    "severity": "P1", "services": ["mail"], "times": DAY_10,
                    "action_items": items} | fields  # fmt: skip
        Path("postmortems").mkdir(exist_ok=True)
        Path("postmortems/one.yaml").write_text(json.dumps(document), encoding="utf-8")

    def report(self, now: str, *options: str) -> Any:
        self._capsys.readouterr()
        assert main(["report", "--format", "json", "--now", now, *options]) == 0
        return json.loads(self._capsys.readouterr().out)

    def text(self, now: str) -> str:
        self._capsys.readouterr()
        assert main(["report", "--format", "markdown", "--now", now]) == 0
        return self._capsys.readouterr().out

    def tracker(self, now: str) -> Any:
        assert main(["track", "--quiet", "--now", now]) == 0
        return json.loads(Path("tracker.json").read_text(encoding="utf-8"))


@pytest.fixture
def repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(capsys)


TYPO = {"status": "published", "published_at": "2026-12-12T10:00:00Z"}
AHEAD = {"times": {"started": "2025-12-23T10:00:00Z"}}
FINISHED = {"status": "done", "done_at": "2025-12-29", "evidence": "https://example.com/1"}


@pytest.mark.parametrize(
    ("item", "fields", "state"),
    [
        ({}, TYPO, "open"),
        ({}, AHEAD, "open"),
        ({}, {"times": {"started": "2026-12-10T10:00:00Z"}}, "open"),
        (FINISHED, {}, "done"),
    ],
)
def test_what_a_file_says_of_the_future_takes_no_item_away(
    repository: Repository, item: dict[str, Any], fields: dict[str, Any], state: str
) -> None:
    repository.write(ONE | item, **fields)
    now = "2025-12-22T12:00:00Z"
    told, tracked = repository.report(now), repository.tracker(now)
    (listed,), (team,) = tracked["action_items"], tracked["teams"]
    is_open = int(state == "open")
    assert (listed["state"], listed["bucket"]) == (state, "overdue" if is_open else None)
    assert (team["open"], team["overdue"], team["done"]) == (is_open, is_open, 1 - is_open)
    total = told["total"]
    assert (total["open"], total["overdue"], total["done"]) == (is_open, is_open, 1 - is_open)
    assert (told["now"]["open"], told["now"]["overdue"]) == (is_open, is_open)
    assert len(told["open_items"]) == is_open


def test_what_is_in_no_period_because_it_is_in_the_future_is_said(repository: Repository) -> None:
    now = "2025-12-22T12:00:00Z"
    repository.write(ONE, **AHEAD)
    said = repository.text(now)
    assert "1 incident has a date in the future, and is in no period yet." in said
    assert "1 action item was opened on a day that is unknown or in the future" in said
    counted = repository.report(now)["not_counted"]
    assert (counted["incidents_in_future"], counted["items_open_since_unknown_day"]) == (1, 1)
    repository.write(ONE | FINISHED)
    assert "1 action item ended on a day that is unknown or in the future" in repository.text(now)


# 10:00 on the 20th in Honolulu, 9:00 on the 21st in Auckland, 10:00 on the 21st in Kiribati.
MORNING = "2025-12-20T20:00:00Z"


def test_what_is_due_today_where_its_team_is_is_overdue_nowhere(repository: Repository) -> None:
    repository.write(ONE, ONE | {"id": "A2", "owner": "@bob"}, config=PACIFIC)
    told, tracked = repository.report(MORNING), repository.tracker(MORNING)
    assert [(one["name"], one["overdue"]) for one in told["teams"]] == [
        ("Hawaii", 0),
        ("no team", 1),
    ]
    assert told["now"]["in_time"] == {"count": 0, "of": 1}
    assert [one["due_this_week"] for one in told["teams"]] == [1, 0]
    assert [(one["key"], one["bucket"]) for one in tracked["action_items"]] == [
        ("PM-2025-001/A1", "due_this_week"),
        ("PM-2025-001/A2", "overdue"),
    ]
    rows = [line for line in repository.text(MORNING).splitlines() if "/A" in line]
    assert any("A1" in row and "due this week" in row and "late" not in row for row in rows)
    assert any("A2" in row and "(1 day late)" in row for row in rows)
    an_hour_past_midnight = "2025-12-21T11:00:00Z"
    assert [one["overdue"] for one in repository.report(an_hour_past_midnight)["teams"]] == [1, 1]
    tracked = repository.tracker(an_hour_past_midnight)
    assert [one["bucket"] for one in tracked["action_items"]] == ["overdue", "overdue"]


def test_the_tracker_file_waits_until_the_day_is_over_where_the_team_is(
    repository: Repository,
) -> None:
    repository.write(ONE, config=PACIFIC)
    assert repository.tracker(MORNING)["as_of"] == "2025-12-20"
    assert repository.tracker("2025-12-21T10:00:00Z")["as_of"] == "2025-12-21"


def test_what_is_over_where_its_team_is_is_overdue_before_it_is_here(
    repository: Repository,
) -> None:
    repository.write(ONE | {"owner": "@io"}, config=PACIFIC)
    half_past_midnight = "2025-12-20T10:30:00Z"
    assert repository.report(half_past_midnight)["now"]["overdue"] == 1
    assert "2025-12-20 (1 day late)" in repository.text(half_past_midnight)
    tracked = repository.tracker(half_past_midnight)
    assert (tracked["as_of"], tracked["action_items"][0]["bucket"]) == ("2025-12-20", "overdue")


def test_what_was_never_published_is_named_by_report_and_tracker(repository: Repository) -> None:
    ended = DAY_10 | {"resolved": "2025-12-10T11:30:00Z"}
    repository.write(times=ended)
    now = "2025-12-22T12:00:00Z"
    for targets in (repository.report(now)["targets"], repository.tracker(now)["targets"]):
        (target,) = (one for one in targets if one["id"] == "published-in-time")
        assert (target["met"], target["missed_by"]) == (False, ["PM-2025-001"])
        assert target["share"] == {"count": 0, "of": 1}


@pytest.mark.parametrize(
    ("severity", "minute", "late"),
    [("P0", "09", 1), ("P1", "09", 0), ("P1", "41", 1), ("P2", "41", 0)],
)
def test_late_is_what_must_be_published_and_nothing_else_anywhere(
    repository: Repository,
    capsys: pytest.CaptureFixture[str],
    severity: str,
    minute: str,
    late: int,
) -> None:
    times = DAY_10 | {"resolved": f"2025-12-10T10:{minute}:00Z"}
    repository.write(severity=severity, times=times)
    now = "2025-12-22T12:00:00Z"
    text = repository.text(now)
    assert text.count("**reviewed, late**") == late
    published = re.search(r"^\| Published, of those that must be \| (.*?) \|", text, re.M)
    assert (published[1] if published else "") == ("0 of 1" if late else "")
    missed = 2 if severity == "P0" else late  # Of a P0 it is asked twice.
    assert text.count("Missed by: PM-2025-001.") == missed
    (row,) = repository.tracker(now)["postmortems"]
    assert row["published_in_time"] is (False if late else None)
    head, _, numbers = re.findall(r"^\|.*", Path("TRACKER.md").read_text("utf-8"), re.M)[:3]
    shown = dict(zip(head.split("|"), numbers.split("|"), strict=True))
    assert shown[" Late postmortems "].strip(" *") == str(late)
    capsys.readouterr()
    main(["validate", "--now", now])
    assert capsys.readouterr().out.count(" [late-publication]\n") == late
    main(["policy", "explain", "PM-2025-001", "--now", now])
    assert capsys.readouterr().out.count("rule late-publication: ") == late


def test_a_service_counts_once_however_it_is_written(repository: Repository) -> None:
    repository.write(services=["Mail", "mail", "MAIL", "mail"])
    (service,) = repository.report("2025-12-22T12:00:00Z")["services"]
    assert service["incidents"] == 1


TWO_TEAMS = f"""{LOCAL}\
teams:
  Alpha: {{members: ["@io"]}}
  Beta: {{members: ["@io", "@kim"]}}
"""


def test_who_is_in_two_teams_is_counted_for_the_first_and_found_with_both(
    repository: Repository,
) -> None:
    repository.write(ONE | {"owner": "@io"}, config=TWO_TEAMS)
    now = "2025-12-22T12:00:00Z"
    assert [(one["name"], one["total"]) for one in repository.report(now)["teams"]] == [
        ("Alpha", 1)
    ]
    for team in ("Alpha", "Beta"):
        told = repository.report(now, "--team", team)
        assert [(one["name"], one["total"]) for one in told["teams"]] == [(team, 1)]
        assert [one["team"] for one in told["open_items"]] == [team]
        assert [one["id"] for one in told["incidents"]] == ["PM-2025-001"]
    assert repository.report(now, "--team", "no team")["open_items"] == []


def test_the_report_does_not_tell_what_a_confidential_file_is_called(
    repository: Repository,
) -> None:
    repository.write(confidential=True)
    (incident,) = repository.report("2025-12-22T12:00:00Z")["incidents"]
    assert (incident["confidential"], incident["path"]) == (True, None)
    repository.write()
    (incident,) = repository.report("2025-12-22T12:00:00Z")["incidents"]
    assert incident["path"] == "postmortems/one.yaml"


def test_a_pattern_page_tells_the_root_cause_in_the_words_there_are(
    repository: Repository,
) -> None:
    def page(**told: Any) -> str:
        repository.write(ONE | FINISHED, cause_kind="capacity", **told)
        assert main(["report", "--patterns", "patterns", "--now", "2025-12-22T12:00:00Z"]) == 0
        return Path("patterns/capacity.md").read_text(encoding="utf-8")

    said = {"description": "The pool was too small.", "category": "capacity"}
    assert "| The pool was too small. |" in page(root_cause=said)
    assert "| In short. |" in page(root_cause=said, summary={"root_cause": "In short."})
    assert "| capacity |" in page(root_cause={"category": "capacity"})
    assert "## What was done" in page()
    assert "| unknown | [PM-2025-001/A1]" in page()
