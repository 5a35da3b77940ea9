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
             otherwise 2025-12-22 Mon (rule “payments at once”: within 5 business days of the \
incident's end on 2025-12-15)
             otherwise 2025-12-29 Mon (policy realistic: P0 within 2 weeks of the \
incident's end on 2025-12-15)
             otherwise 2025-12-22 Mon (horizon immediate: within 1 week of the \
incident's end on 2025-12-15)
  owner      @ana
  reminders  2025-12-19 Fri  3 days before    reminders.before 3; \
moved from 2025-12-20 (Saturday)
             2026-01-05 Mon  1 day after      reminders.after 1; \
moved from 2025-12-24 (free day); left out, as the next one is on the same day
             2026-01-05 Mon  7 days after     reminders.after 7, reminders.escalate.backup 7; \
moved from 2025-12-30 (quiet from 2025-12-27 to 2026-01-04); also to @bo (backup)
             2026-01-06 Tue  14 days after    reminders.escalate.lead 14; \
also to @bo (backup), @mei (leads Platform)
             2026-01-22 Thu  30 days after    reminders.escalate.manager 30; \
also to @bo (backup), @mei (leads Platform)
             2026-02-05 Thu  44 days after    reminders.repeat 14; \
also to @bo (backup), @mei (leads Platform)
             and then every 14 days
             not told: manager (no team of its owner names one)
"""
OTHERS = """\

PM-2025-008/A2  Write it down
  due        no date: nothing sets one for P3
  owner      Data (no team `Data` is configured)
             wanted by 2025-12-12 Fri (policy: an owner within 2 business days of 2025-12-10)
             2025-12-15 Mon  1 day after      owner_within; moved from 2025-12-13 (Saturday); \
asks whoever reads it for one
             2026-01-05 Mon  15 days after    reminders.repeat 14; moved from 2025-12-27 \
(quiet from 2025-12-27 to 2026-01-04); asks whoever reads it for one
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
             2025-12-18 Thu  1 day after      owner_within; asks @bo for one
             2025-12-19 Fri  2 days after     reminders.repeat 1; asks @bo for one
             and then every day
""" in run("PM-2025-008/A1")[1]  # fmt: skip
    owner = json.loads(run("PM-2025-008/A1", "--format", "json")[1])["items"][0]["owner"]
    assert owner["asked"] == ["@bo"]
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
    assert "reminders  never: all days are quiet\n" in out
    assert "9999" not in out


def test_where_no_step_is_configured_there_is_no_reminder(run: Run, repo: Path) -> None:
    without_owner(repo, "reminders: {before: [], after: []}\n")
    assert "reminders  none: `reminders` has no steps\n" in run("PM-2025-008/A1")[1]
    (item,) = json.loads(run("PM-2025-008/A1", "--format", "json")[1])["items"]
    assert (item["reminders"], item["no_reminder"]) == ([], "none: `reminders` has no steps")


def test_a_rule_that_fits_and_sets_no_date_is_named(run: Run, repo: Path) -> None:
    config = CONFIG.replace("priorities: [P0]", "teams: [Platform]").replace(
        "due: 5 business days", "due: {P1: 1 week}"
    )
    (repo / ".pmaction.yml").write_text(config, encoding="utf-8")
    text = FILE.replace("    due: 2025-12-23\n", "").replace("owner: Data", 'owner: "@mei"')
    (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
    said = "             rule “payments at once” is the first that fits, and sets no date for"
    out = run("PM-2025-008")[1]
    assert f"incident's end on 2025-12-15\n{said} P0\n             otherwise" in out
    assert f"due        no date: nothing sets one for P3\n{said} P3\n" in out
    items = json.loads(run("PM-2025-008", "--format", "json")[1])["items"]
    assert [one["silent_rule"] for one in items] == ["rule “payments at once”"] * 2 + [None]


def test_former_dates_are_told_with_how_often_it_was_moved(run: Run, repo: Path) -> None:
    one, two = (f"{{due: 2026-0{month}-10, reason: Late., approver: '@mei'}}" for month in (1, 2))
    for extensions, said in (
        (one, "             moved once (before that 2025-12-23)\n"),
        (f"{one}, {two}", "             moved 2 times (before that 2025-12-23, then 2026-01-10)\n"),
    ):
        text = FILE.replace("2025-12-23", f"2025-12-23\n    extensions: [{extensions}]")
        (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
        out = run("PM-2025-008/A1")[1]
        assert f"extended, approved by @mei: Late.\n{said}" in out


def test_what_cannot_be_seen_is_escaped_for_machines_too(run: Run, repo: Path) -> None:
    hidden = "\u202e\x9b\u200b"
    written = r"\u202e\x9b\u200b"
    text = FILE.replace("Alert on pool", f'"Alert{written} on pool').replace("80 %", '80 %"')
    (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
    out = run("PM-2025-008/A1", "--format", "json")[1]
    assert not set(hidden) & set(out)
    assert json.loads(out)["items"][0]["title"] == f"Alert{hidden} on pool usage above 80 %"


@pytest.mark.parametrize(
    ("file", "config", "why"),
    [
        (("status: reviewed", "status: reviewed\nplanning: {due_policy: none}"), ("", ""),
         "`planning.due_policy` of its postmortem is none"),
        (("", ""), ("due: 5 business days", "due: none"), "rule “payments at once” says none"),
        (("services: [payments]\n", ""), ("policy:\n", "policy:\n  due: none\n"),
         "the policy is none"),
    ],
)  # fmt: skip
def test_what_wants_no_dates_is_named(
    run: Run, repo: Path, file: tuple[str, str], config: tuple[str, str], why: str
) -> None:
    text = FILE.replace("    due: 2025-12-23\n", "").replace(*file)
    (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")
    (repo / ".pmaction.yml").write_text(CONFIG.replace(*config), encoding="utf-8")
    assert f"  due        no date: {why}\n  owner" in run("PM-2025-008/A1")[1]


class TestGates:
    """Of a postmortem it is shown what it owes itself."""

    LATE = """\
PM-2025-008  Its publication
  due        2025-12-17 Wed, 5 days ago
             rule late-publication: a P0 within 48 hours of the incident's end
  asks       @mona
  reminders  2025-12-15 Mon  3 days before    reminders.before 3; \
moved from 2025-12-14 (the incident ended later)
             2025-12-18 Thu  1 day after      reminders.after 1
             2026-01-05 Mon  7 days after     reminders.after 7, reminders.escalate.backup 7; \
moved from 2025-12-24 (free day); left out, as the next one is on the same day
             2026-01-05 Mon  14 days after    reminders.escalate.lead 14; \
moved from 2025-12-31 (quiet from 2025-12-27 to 2026-01-04)
             2026-01-16 Fri  30 days after    reminders.escalate.manager 30
             2026-01-30 Fri  44 days after    reminders.repeat 14
             and then every 14 days

PM-2025-008/A1  """

    @pytest.fixture(autouse=True)
    def severe(self, repo: Path) -> None:
        text = FILE.replace("services:", 'severity: P0\nauthors: ["@mona"]\nservices:')
        (repo / "postmortems/payments.yaml").write_text(text, encoding="utf-8")

    def change(self, repo: Path, before: str, after: str) -> None:
        file = repo / "postmortems/payments.yaml"
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")

    def test_by_when_it_is_to_be_published(self, run: Run) -> None:
        assert run("PM-2025-008")[1].startswith(self.LATE)
        assert run("PM-2025-008/A1")[1].startswith("PM-2025-008/A1  ")

    def test_why_a_p1_is_to_be_published(self, run: Run, repo: Path) -> None:
        self.change(repo, "severity: P0", "severity: P1")
        why = "rule late-publication: a P1, as it %s, within 48 hours of the incident's end\n"
        assert why % "took 5 d 2 h" in run("PM-2025-008")[1]
        self.change(repo, "2025-12-10T10:00", "2025-12-15T11:45")
        assert "Its publication" not in run("PM-2025-008")[1]
        self.change(repo, "severity: P1", "severity: P1\nrecurrence_of: PM-2024-003")
        assert why % "repeats PM-2024-003" in run("PM-2025-008")[1]

    def test_a_machine_gets_the_same(self, run: Run) -> None:
        said = json.loads(run("PM-2025-008", "--format", "json")[1])
        (gate,) = said["gates"]
        assert (gate["postmortem"], gate["asks_for"]) == ("PM-2025-008", "publication")
        assert gate["due"]["on"] == "2025-12-17"
        assert gate["due"]["came_from"] == "rule late-publication"
        assert (gate["asked"], len(gate["reminders"]), gate["repeat"]) == (["@mona"], 6, 14)
        assert json.loads(run("PM-2025-008/A1", "--format", "json")[1])["gates"] == []

    def test_that_action_items_are_missing(self, run: Run, repo: Path) -> None:
        self.change(repo, "status: reviewed", "status: published\npublished_at: 2025-12-16")
        assert run("PM-2025-008")[1].startswith("PM-2025-008/A1  ")
        file = repo / "postmortems/payments.yaml"
        text = file.read_text(encoding="utf-8").partition("action_items:")[0]
        file.write_text(text, encoding="utf-8")
        _, out, err = run("PM-2025-008")
        assert out.startswith(
            "PM-2025-008  Its action items\n  due        2025-12-16 Tue, 6 days ago\n"
            "             gates.action_items: once published, a P0 has some, or says why not\n"
            "  asks       @mona\n"
            "  reminders  2025-12-16 Tue  3 days before    reminders.before 3; "
            "moved from 2025-12-13 (it was published later)\n"
        )
        assert err == "PM-2025-008 has no action items.\n"

    def test_of_those_that_would_come_before_anything_is_owed_the_last_comes(
        self, run: Run, repo: Path
    ) -> None:
        config = repo / ".pmaction.yml"
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("before: [3]", "before: [3, 5]"), encoding="utf-8")
        assert (
            "  reminders  2025-12-15 Mon  5 days before    reminders.before 5; "
            "moved from 2025-12-12 (the incident ended later); "
            "left out, as the next one is on the same day\n"
            "             2025-12-15 Mon  3 days before    reminders.before 3; "
            "moved from 2025-12-14 (the incident ended later)\n"
        ) in run("PM-2025-008")[1]

    def test_what_is_excused_is_not_owed(self, run: Run, repo: Path) -> None:
        comment = "  # pmaction: ignore[late-publication] Legal reads it."
        self.change(repo, "status: reviewed", f"status: reviewed{comment}")
        assert run("PM-2025-008")[1].startswith("PM-2025-008/A1  ")


@pytest.mark.parametrize("confidential", [False, True])
def test_a_service_that_a_rule_names_and_no_postmortem_has_is_noted(
    run: Run, repo: Path, *, confidential: bool
) -> None:
    assert run("PM-2025-008/A1")[2] == ""
    config = repo / ".pmaction.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("[payments]", "[Payments, paymnets]"), encoding="utf-8")
    if confidential:
        secret = FILE.replace("status: reviewed", "status: reviewed\nconfidential: true")
        (repo / "postmortems/payments.yaml").write_text(secret, encoding="utf-8")
    meant = "." if confidential else ". Did you mean `payments`?"
    assert run("PM-2025-008/A1")[2] == (
        "note: rule “payments at once” names the service `paymnets`, which no postmortem has"
        f"{meant}\n"
    )


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
