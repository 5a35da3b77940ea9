"""`pmaction policy explain`: what set a date, what would have, and when who hears of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pmaction.cli import main

NOW = "2025-12-22T09:00:00Z"
Run = Callable[..., tuple[int, str, str]]

CONFIG = """\
time_zone: Europe/Berlin
teams:
  Platform: {lead: "@mei", members: ["@ana"], time_zone: Pacific/Auckland}
working_days:
  holidays: {country: DE}
  free: [2025-12-24]
policy:
  owner_within: 2 business days
  rules:
    - name: payments at once
      services: [payments]
      priorities: [P0]
      due: 5 business days
      count_from: resolved
reminders:
  before: [3]
  after: [1, 7]
  repeat: 14
  escalate: {backup: 7, lead: 14, manager: 30}
  quiet: [2025-12-27/2026-01-04]
"""
FILE = """\
id: PM-2025-008
title: Nobody could pay
status: reviewed
services: [payments]
times:
  started: 2025-12-10T10:00:00Z
  resolved: 2025-12-15T12:00:00Z
action_items:
  - id: A1
    title: Alert on pool usage above 80 %
    priority: P0
    horizon: immediate
    owner: "@ana"
    backup: "@bo"
    due: 2025-12-23
  - {id: A2, title: Write it down, priority: P3, owner: Data}
  - {id: A3, title: Raise the limit, status: done, done_at: 2025-12-16, evidence: "#7"}
"""

A1 = """\
PM-2025-008/A1  Alert on pool usage above 80 %
  due        2025-12-23 Tue, in 1 day
             set in the file
             otherwise 2025-12-22 Mon: rule “payments at once”: within 5 business days of the \
incident's end on 2025-12-15
             otherwise 2025-12-29 Mon: policy realistic: P0 within 2 weeks of the \
incident's end on 2025-12-15
             otherwise 2025-12-22 Mon: horizon immediate: within 1 week of the \
incident's end on 2025-12-15
  owner      @ana
             wanted by 2025-12-17 Wed: policy: an owner within 2 business days of the \
incident's end on 2025-12-15
  reminders  2025-12-19 Fri  3 days before    reminders.before 3; \
moved from 2025-12-20 (Saturday)
             2026-01-05 Mon  1 day after      reminders.after 1; \
moved from 2025-12-24 (free day); left out for the one after it, on the same day
             2026-01-05 Mon  7 days after     reminders.after 7, reminders.escalate.backup 7; \
moved from 2025-12-30 (quiet from 2025-12-27 to 2026-01-04); also to @bo (backup)
             2026-01-06 Tue  14 days after    reminders.escalate.lead 14; \
also to @bo (backup), @mei (leads Platform)
             2026-01-22 Thu  30 days after    reminders.escalate.manager 30; \
also to @bo (backup), @mei (leads Platform)
             2026-02-05 Thu  44 days after    reminders.repeat 14; \
also to @bo (backup), @mei (leads Platform)
             and then every 14 days
             nobody else hears of it as manager: nothing names one
"""
OTHERS = """\

PM-2025-008/A2  Write it down
  due        no date: nothing sets one for P3
  owner      Data (no team `Data` is configured)
             wanted by 2025-12-12 Fri: policy: an owner within 2 business days of 2025-12-10
             2025-12-15 Mon  1 day after      owner_within; moved from 2025-12-13 (Saturday); \
asks whoever reads it, as nobody is named to ask
             2026-01-05 Mon  15 days after    reminders.repeat 14; moved from 2025-12-27 \
(quiet from 2025-12-27 to 2026-01-04); asks whoever reads it, as nobody is named to ask
             and then every 14 days
  reminders  none: there is no date

PM-2025-008/A3  Raise the limit
  due        no date: nothing sets one for an item without priority
  owner      nobody yet (the file names no owner)
  reminders  none: its status is done
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("PMACTION_NOW", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".pmaction.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "postmortems").mkdir()
    (tmp_path / "postmortems/payments.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(repo: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str, now: str = NOW) -> tuple[int, str, str]:
        code = main(["policy", "explain", *arguments, "--now", now])
        said = capsys.readouterr()
        return code, said.out, said.err

    return running


def test_an_item_is_explained_with_every_date_and_what_it_came_from(run: Run) -> None:
    assert run("PM-2025-008/A1") == (0, A1, "")


def test_a_postmortem_is_explained_item_by_item(run: Run) -> None:
    assert run("PM-2025-008") == (0, A1 + OTHERS, "")


def test_today_is_the_day_where_the_items_team_is(run: Run) -> None:
    code, out, _ = run("PM-2025-008/A1", now="2025-12-22T12:00:00Z")
    assert code == 0
    assert "2025-12-23 Tue, today\n" in out


def test_a_machine_gets_the_same(run: Run) -> None:
    code, out, _ = run("PM-2025-008/A1", "--format", "json")
    assert code == 0
    said = json.loads(out)
    (item,) = said["items"]
    assert (said["version"], item["item"], item["status"]) == (1, "PM-2025-008/A1", "open")
    assert item["due"] == {
        "on": "2025-12-23", "came_from": "file", "why": "set in the file", "slips": 0,
    }  # fmt: skip
    assert [other["came_from"] for other in item["otherwise"]] == [
        "rule “payments at once”", "policy", "horizon",
    ]  # fmt: skip
    assert item["owner"]["wanted_by"]["on"] == "2025-12-17"
    assert item["reminders"][2] == {
        "on": "2026-01-05",
        "planned": "2025-12-30",
        "days": 7,
        "because_of": ["reminders.after 7", "reminders.escalate.backup 7"],
        "moved": "quiet from 2025-12-27 to 2026-01-04",
        "also": ["@bo (backup)"],
        "gives_way": False,
    }
    assert (item["repeat"], item["missing"]) == (14, ["manager"])


def without_owner(repo: Path, reminders: str) -> None:
    text = FILE.replace('owner: "@ana"', "").replace("services:", 'authors: ["@mona"]\nservices:')
    (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
    config = CONFIG.partition("reminders:")[0] + reminders
    (repo / ".pmaction.yml").write_text(config, encoding="utf-8")


def test_whoever_is_asked_for_an_owner_is_told_with_the_days(run: Run, repo: Path) -> None:
    without_owner(repo, "reminders: {repeat: 1}\n")
    assert """\
             2025-12-18 Thu  1 day after      owner_within; asks @mona
             2025-12-19 Fri  2 days after     reminders.repeat 1; asks @mona
             and then every day
""" in run("PM-2025-008/A1")[1]  # fmt: skip
    owner = json.loads(run("PM-2025-008/A1", "--format", "json")[1])["items"][0]["owner"]
    assert owner["asked"] == ["@mona"]
    assert [(one["on"], one["days"]) for one in owner["reminders"]] == [
        ("2025-12-18", 1), ("2025-12-19", 2),
    ]  # fmt: skip


def test_an_item_with_an_owner_has_nobody_asked_for_one(run: Run) -> None:
    owner = json.loads(run("PM-2025-008/A1", "--format", "json")[1])["items"][0]["owner"]
    assert (owner["asked"], owner["reminders"]) == ([], [])


@pytest.mark.parametrize(
    ("status", "config", "why"),
    [
        ("draft", "", "status is draft, and issues open from `reviewed`"),
        (
            "reviewed",
            "track_since: 2026-01-01\n",
            "the incident was before `track_since: 2026-01-01`",
        ),
    ],
)
def test_that_nobody_is_reminded_without_an_issue_is_said_with_the_reason(
    run: Run, repo: Path, status: str, config: str, why: str
) -> None:
    text = FILE.replace("status: reviewed", f"status: {status}")
    (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
    (repo / ".pmaction.yml").write_text(CONFIG + config, encoding="utf-8")
    out = run("PM-2025-008")[1]
    assert (
        f"  reminders  none while it has no issue: {why}; if it has one:\n             2025" in out
    )
    assert f"  reminders  none while it has no issue: {why}\n" in out
    assert "asked for once it has an issue:\n" in out
    items = json.loads(run("PM-2025-008", "--format", "json")[1])["items"]
    assert [one["no_issue"] for one in items] == [why, why, None]


def test_where_every_day_is_quiet_there_is_no_reminder(run: Run, repo: Path) -> None:
    without_owner(repo, "reminders: {quiet: [0001-01-01/9999-12-31], repeat: 7}\n")
    out = run("PM-2025-008/A1")[1]
    assert "reminders  none: no step is configured, or all of their days are quiet\n" in out
    assert "9999" not in out


def test_an_unknown_key_is_answered_with_the_one_that_was_meant(run: Run) -> None:
    code, out, err = run("PM-2025-080/A1")
    assert (code, out) == (2, "")
    assert "there is no postmortem `PM-2025-080`. Did you mean `PM-2025-008`?" in err
    code, out, err = run("PM-2025-008/A11")
    assert (code, out) == (2, "")
    assert "there is no action item `PM-2025-008/A11`. Did you mean `PM-2025-008/A1`?" in err


def test_a_file_that_cannot_be_used_is_named_where_a_postmortem_is_not_found(
    run: Run, repo: Path
) -> None:
    (repo / "postmortems/payments.yaml").write_text(FILE + "sumary: {}\n", encoding="utf-8")
    code, _, err = run("PM-2025-008")
    assert code == 2
    assert "`pmaction validate` says why these cannot be used: postmortems/payments.yaml." in err


def test_in_a_workflow_nothing_confidential_is_told(
    run: Run, repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = FILE.replace("status: reviewed", "status: reviewed\nconfidential: true")
    (repo / "postmortems/payments.yaml").write_text(secret, encoding="utf-8")
    assert "Alert on pool usage" in run("PM-2025-008/A1")[1]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    code, out, _ = run("PM-2025-008")
    assert code == 0
    assert "PM-2025-008/A1  Action item A1 (confidential)\n" in out
    assert "pool" not in out
    assert "payments" not in out


def test_a_postmortem_without_action_items_has_nothing_to_explain(run: Run, repo: Path) -> None:
    text = FILE.partition("action_items:")[0] + "no_action_needed: It was a drill.\n"
    (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
    assert run("PM-2025-008") == (0, "", "PM-2025-008 has no action items.\n")
