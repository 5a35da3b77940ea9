"""What `pmaction doctor` concludes from what it was told, as pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pmaction.cli.action import COMMANDS as OF_THE_ACTION
from pmaction.config import Config, Team
from pmaction.desired import Source, SourcedPostmortem
from pmaction.doctor.check import Check, Verdict, verdicts_in
from pmaction.doctor.facts import Facts, Quota, Schedule
from pmaction.doctor.people import items_in_use, labels_in_use, persons_in_use
from pmaction.doctor.rights import job_checks
from pmaction.doctor.schedule import is_late, schedule_checks
from pmaction.doctor.surroundings import quota_check, repository_checks
from pmaction.doctor.workflow_files import COMMANDS, Job, WorkflowFile, read_workflow
from pmaction.model import ActionItem, Postmortem
from pmaction.positions import Span
from pmaction.render.doctor import check_commands, checks_json, checks_markdown, checks_text

NOW = datetime(2025, 12, 22, 9, tzinfo=UTC)  # a Monday
FACTS = Facts("acme/site", "main", private=False, may={})
WEEKDAYS, DAILY = "17 6 * * 1-5", "17 6 * * *"


class TestWhetherAScheduleIsLate:
    @pytest.mark.parametrize(
        ("cron", "last", "late"),
        [
            (WEEKDAYS, "2025-12-22", False),
            (WEEKDAYS, "2025-12-19", False),  # Friday: the weekend does not count
            (WEEKDAYS, "2025-12-17", False),  # Thursday and Friday were missed
            (WEEKDAYS, "2025-12-16", True),
            ("17 6 * * MON-FRI", "2025-12-17", False),
            ("17 6 * * mon-fri", "2025-12-16", True),
            (DAILY, "2025-12-19", False),
            (DAILY, "2025-12-18", True),
            ("17 6 */2 * *", "2025-12-17", False),  # the 19th and the 21st
            ("17 6 */2 * *", "2025-12-16", True),
            ("17 6 * * 1", "2025-12-01", False),
            ("17 6 * * 1", "2025-11-24", True),
            ("17 6 * * 7", "2025-12-07", False),  # Sunday, by its other number
            ("17 6 * * 7", "2025-11-30", True),
            ("17 6 * * 1,4", "2025-12-11", False),
            ("17 6 * * 1,4", "2025-12-10", True),
            ("17 6 1 * *", "2025-10-01", False),
            ("17 6 1 * *", "2025-09-01", True),
            ("17 6 1 jan,jul *", "2024-12-01", False),
            ("17 6 13 * 5", "2025-12-12", False),
            ("17 6 13 * 5", "2025-12-05", True),  # the 12th, the 13th and the 19th
            ("17 6 29 2 *", "2024-03-01", True),  # nobody waits for more than a year
            ("not a cron line", "2025-12-18", True),
            ("17 6 * * someday", "2025-12-18", True),
        ],
    )
    def test_it_is_after_three_days_on_which_it_should_have_run(
        self, cron: str, last: str, late: bool
    ) -> None:
        at = datetime.fromisoformat(f"{last}T06:20:00+00:00")
        assert is_late((cron,), at, NOW) is late

    def test_one_of_several_lines_is_enough_for_a_day(self) -> None:
        at = datetime(2025, 12, 17, 6, tzinfo=UTC)
        assert not is_late(("5 5 * * 4", "5 5 * * 5"), at, NOW)
        assert is_late(("5 5 * * 4", "5 5 * * 5", "5 5 * * 6"), at, NOW)

    def test_days_are_those_of_utc_wherever_one_is(self) -> None:
        east = timezone(timedelta(hours=13))
        at = datetime(2025, 12, 18, 6, 20, tzinfo=UTC)
        assert is_late((DAILY,), at.astimezone(east), NOW.astimezone(east))
        assert not is_late((DAILY,), at, datetime(2025, 12, 22, 8, tzinfo=east))

    @given(st.text(max_size=12), st.integers(min_value=0, max_value=1000))
    def test_no_line_ends_it_with_an_error(self, cron: str, days: int) -> None:
        lines = (cron, f"0 0 {cron} * *", f"0 0 * * {cron}")
        assert is_late(lines, NOW - timedelta(days=days), NOW) in (True, False)


class TestASchedule:
    new = Schedule("w.yml", (WEEKDAYS,), "active", "the page", datetime(2025, 12, 19, tzinfo=UTC))

    def verdicts(self, **changes: Any) -> list[tuple[str, str]]:
        facts = replace(FACTS, schedules=(self.new,), **changes)
        return [(one.verdict.value, one.message) for one in schedule_checks(facts, NOW)]

    def test_a_new_one_need_not_have_run(self) -> None:
        assert self.verdicts() == [("ok", "w.yml is new and has not run yet")]

    def test_a_public_repository_is_warned_before_github_disables_it(self) -> None:
        at = [NOW - timedelta(days=days) for days in (44, 45)]
        assert len(self.verdicts(pushed_at=at[0])) == 1
        assert self.verdicts(pushed_at=at[1])[1:] == [
            (
                "warning",
                "the last push was 45 days ago, and after 60 days without a commit GitHub disables "
                "the schedules of a public repository",
            )
        ]
        private = replace(FACTS, private=True, pushed_at=at[1], schedules=(self.new,))
        assert len(list(schedule_checks(private, NOW))) == 1

    def test_none_at_all_is_a_warning(self) -> None:
        (check,) = schedule_checks(replace(FACTS, schedules=()), NOW)
        assert check.verdict is Verdict.WARNING
        assert check.hint == "`pmaction init` writes one; without it nobody is reminded."


def step(command: str, **inputs: str) -> dict[str, Any]:
    return {"uses": "acme/pmaction@abc", "with": {"command": command, **inputs}}


class TestAWorkflowFile:
    def test_commands_crons_and_rights_are_read(self) -> None:
        of_an_app = {"token": "${{ steps.app.outputs.token }}"}
        data = {
            "on": {"schedule": [{"cron": WEEKDAYS}], "workflow_dispatch": None},
            "permissions": {"contents": "read"},
            "jobs": {
                "one": {"steps": [{"uses": "actions/checkout@v5"}, step("apply"), step("remind")]},
                "two": {"permissions": "write-all", "steps": [{"run": "pmaction track --commit"}]},
                "three": {"permissions": {}, "steps": [step("plan", **of_an_app)]},
                "four": {"steps": [{"uses": "acme/other@v1", "with": {"command": "apply"}}]},
            },
        }
        all_none = dict.fromkeys(("contents", "issues", "pull-requests", "actions"), "none")
        file = read_workflow("w.yml", data)
        assert file == WorkflowFile(
            "w.yml",
            frozenset({"schedule", "workflow_dispatch"}),
            (WEEKDAYS,),
            (
                Job("one", ("apply", "remind"), all_none | {"contents": "read"}),
                Job("two", ("track",), dict.fromkeys(all_none, "write")),
            ),
        )
        assert file.reminds_on_schedule

    @pytest.mark.parametrize(
        "data",
        [
            None,
            [],
            "text",
            {"on": "push", "jobs": []},
            {
                "on": {"schedule": None},
                "jobs": {"a": None, "b": {"steps": [None, "x", {"run": 1}]}},
            },
            {"on": {"schedule": ["x", {"cron": 5}]}, "jobs": {"a": {"steps": {"uses": "./"}}}},
            {"on": 3, "jobs": {"a": {"steps": [{"uses": "./", "with": {"command": ["apply"]}}]}}},
        ],
    )
    def test_what_github_would_refuse_counts_as_not_there(self, data: Any) -> None:
        file = read_workflow("w.yml", data)
        assert (file.crons, file.jobs) == ((), ())

    def test_its_commands_are_those_of_the_action(self) -> None:
        assert set(OF_THE_ACTION) - {"doctor"} == set(COMMANDS)


class TestJobs:
    def checks(
        self, rights: Mapping[str, str] | None, *commands: str, on: str = "push", settings: str = ""
    ) -> list[tuple[str, str]]:
        file = WorkflowFile("w.yml", frozenset({on}), (), (Job("a", commands, rights),))
        facts = replace(FACTS, job_rights=settings)
        return [(one.verdict.value, one.message) for one in job_checks(facts, (file,))]

    def test_a_job_needs_the_most_that_one_of_its_commands_takes(self) -> None:
        rights = {"contents": "read", "issues": "read", "pull-requests": "read"}
        assert self.checks(rights, "plan") == [
            ("ok", "1 job in 1 workflow has the rights that its commands take")
        ]
        assert self.checks(rights, "plan", "remind", "track") == [
            (
                "error",
                "the job `a` in w.yml lacks `contents: write` and `issues: write`, which `plan`, "
                "`remind` and `track` take",
            )
        ]

    def test_before_the_merge_a_comment_takes_less(self) -> None:
        rights = {"contents": "read", "issues": "read", "pull-requests": "write"}
        assert self.checks(rights, "comment", on="pull_request")[0][0] == "ok"
        assert self.checks(rights, "comment")[0] == (
            "error",
            "the job `a` in w.yml lacks `issues: write`, which `comment` takes",
        )

    def test_a_job_that_says_nothing_has_what_the_settings_say(self) -> None:
        assert self.checks(None, "apply") == [
            (
                "unknown",
                "the job `a` in w.yml says nothing of its rights: the repository's settings decide",
            )
        ]
        assert self.checks(None, "apply", settings="write")[0][0] == "ok"
        assert self.checks(None, "apply", settings="read")[0] == (
            "error",
            "the job `a` in w.yml lacks `issues: write`, which `apply` takes",
        )

    def test_without_any_the_way_to_get_them_is_told(self) -> None:
        (check,) = job_checks(FACTS, ())
        assert check.verdict is Verdict.WARNING
        assert check.hint == "`pmaction init` writes three of them."


class TestPeople:
    config = Config(
        teams={
            "mail": Team("@carol", ("@dan", "@eve")),
            "web": Team("@finn", ("@gus",)),
        },
        labels=("postmortem",),
    )

    def sourced(self, *items: ActionItem, status: Any = "reviewed") -> tuple[SourcedPostmortem]:
        postmortem = Postmortem(id="PM-1", title="T", status=status, action_items=items)
        return (SourcedPostmortem(postmortem, Source("a.yaml", lambda: Span(1, 1, 2)), {}),)

    def test_only_open_items_that_have_issues_count(self) -> None:
        items = [
            ActionItem("A1", "One", priority="P1"),
            ActionItem("A2", "Two", status="done"),
            ActionItem("A3", "Three", status="wont_do"),
        ]
        found = items_in_use(self.sourced(*items), self.config)
        assert list(found) == ["PM-1/A1"]
        assert labels_in_use(found, self.config) == {"pmaction", "needs-owner", "postmortem", "P1"}
        assert items_in_use(self.sourced(*items, status="draft"), self.config) == {}

    def test_who_would_stand_in_is_asked_about_too(self) -> None:
        def persons(owner: str) -> frozenset[str]:
            return persons_in_use({"PM-1/A1": ActionItem("A1", "One", owner=owner)}, self.config)

        assert persons("mail") == {"@carol", "@dan", "@eve"}
        assert persons("@dan") == {"@carol", "@dan", "@eve"}
        assert persons("@zoe") == {"@zoe"}
        assert persons("@acme/sre") == frozenset()


def test_an_archived_repository_is_an_error() -> None:
    (check,) = repository_checks(replace(FACTS, archived=True))
    assert (check.verdict, check.message) == (Verdict.ERROR, "acme/site is archived")


@pytest.mark.parametrize(("remaining", "verdict"), [(0, "warning"), (99, "warning"), (100, "ok")])
def test_a_low_quota_is_a_warning(remaining: int, verdict: str) -> None:
    quota = Quota(1000, remaining, NOW + timedelta(minutes=20))
    check = quota_check(replace(FACTS, quota=quota), NOW)
    assert check.verdict.value == verdict
    assert check.message == f"{remaining} of 1,000 requests are left until 09:20 (UTC)"


HOSTILE = Check("a|b", Verdict.ERROR, "::error::x\x1b[31m <img src=x> @mona", "[a](b)")


def test_text_from_files_and_from_github_is_harmless_wherever_it_is_shown() -> None:
    assert "\x1b" not in checks_text((HOSTILE,))
    (command,) = check_commands((HOSTILE,))
    assert command.count("\n") == 0
    (row,) = [one for one in checks_markdown((HOSTILE,)).splitlines() if "img" in one]
    assert "@mona" not in row
    assert "\\<img" in row
    assert "\\[a" in row
    assert row.count(" | ") == 3


def test_what_cannot_be_seen_is_escaped_for_machines() -> None:
    hidden = "\u202e\x9b\u200b"
    said = checks_json((Check("jobs", Verdict.WARNING, f"the job {hidden}x", hidden),))
    assert not set(hidden) & set(said)
    (check,) = json.loads(said)["checks"]
    assert (check["message"], check["hint"]) == (f"the job {hidden}x", hidden)


def test_github_gets_no_more_annotations_than_it_shows() -> None:
    checks = [Check("a", verdict, "m") for verdict in Verdict for _ in range(12)]
    assert len(check_commands(checks)) == 20
    assert verdicts_in(checks) == {"ok": 12, "warning": 12, "error": 12, "unknown": 12}
    assert checks_text(checks).splitlines()[-1] == (
        "48 checks: 12 ok, 12 errors, 12 warnings, 12 unknown"
    )
