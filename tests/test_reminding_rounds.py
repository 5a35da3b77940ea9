"""A round of reminders: what it asks, what it writes, and what a later one finds of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from contract.harness import Killed
from msgspec.structs import replace
from reminding_platform import STANDING_NUMBER, Platform
from worlds import World, item, postmortem

from pmaction.apply import exit_code
from pmaction.change import ApplyReport, Kind, Outcome
from pmaction.config import Config, Escalation, Reminders, Team
from pmaction.errors import ExitCode
from pmaction.incident import Times
from pmaction.model import ActionItem, Extension, Postmortem
from pmaction.moment import parse_moment
from pmaction.reminding.marks import said_in
from pmaction.standing import STANDING, Record
from pmaction.tracking.local import LocalTrackingSystem
from pmaction.tracking.standing_text import new_text, record_of, with_record

DUE = date(2025, 12, 17)  # a Wednesday
LATE = DUE + timedelta(days=1)
EVERY_DAY = Config(reminders=Reminders(skip_weekends=False, digest_from=3))


def world(*items: ActionItem, config: Config = EVERY_DAY) -> tuple[Platform, World]:
    """These items with their open issues, #1 being that of the first."""
    platform = Platform(writers={"member"})
    for one in items:
        owner = frozenset([one.owner] if one.owner else [])
        platform.open(f"PM-2025-001/{one.id}", assignees=owner)
    return platform, World(platform, [postmortem(*items)], config)


def three(owner: str = "@ana") -> list[ActionItem]:
    """Three items of one owner, due on one day."""
    return [item(f"A{n}", due=DUE, owner=owner) for n in (1, 2, 3)]


def said(platform: Platform) -> dict[str, int]:
    """How often each step of each item was said."""
    return Counter(str(one) for mark in platform.marks() for one in said_in(mark))


def written(report: ApplyReport) -> list[tuple[str, str]]:
    return [(result.change.kind.value, result.change.item) for result in report.results]


def dies_at(platform: Platform, write: int, fault: str = "killed after") -> None:
    platform.strike, platform.fault = write, fault


class TestOnce:
    def test_what_was_said_is_not_said_again(self) -> None:
        platform, one = world(item("A1", due=DUE))
        assert written(one.remind(LATE)) == [("create", STANDING), ("comment", "PM-2025-001/A1")]
        assert platform.marks() == ["reminder:PM-2025-001/A1@2025-12-17+1"]
        assert one.remind(LATE).results == ()
        assert one.remind(LATE + timedelta(days=3)).results == ()
        assert written(one.remind(DUE + timedelta(days=7))) == [("comment", "PM-2025-001/A1")]

    def test_nothing_is_asked_or_written_where_nothing_is_to_be_said(self) -> None:
        platform, one = world(*three())
        one.remind(LATE)
        platform.reads = platform.writes = 0
        for days in range(1, 6):
            assert one.remind(LATE + timedelta(days=days)).results == ()
        assert (platform.reads, platform.writes) == (0, 0)

    def test_a_dry_run_writes_nothing(self) -> None:
        platform, one = world(*three())
        plan = one.plan_reminders(LATE).plan
        assert [change.kind for change in plan.changes] == [Kind.CREATE, Kind.COMMENT]
        assert platform.writes == 0

    @pytest.mark.parametrize("fault", ["killed before", "killed after"])
    @pytest.mark.parametrize("write", [1, 2, 3, 4, 5])
    def test_wherever_a_run_dies_the_next_one_says_the_rest(self, write: int, fault: str) -> None:
        platform, one = world(*three("@ana")[:2], item("A9", due=DUE, owner="@bo"))
        dies_at(platform, write, fault)
        with pytest.raises(Killed):
            one.remind(LATE)
        one.remind(LATE)
        assert set(said(platform).values()) == {1}
        assert len(said(platform)) == 3

    def test_a_digest_of_a_run_that_died_counts_though_its_issue_was_closed(self) -> None:
        platform, one = world(*three())
        dies_at(platform, 2)  # after the digest, before it is remembered
        with pytest.raises(Killed):
            one.remind(LATE)
        platform.change("PM-2025-001/A1", state="closed")
        one.remind(LATE)
        assert set(said(platform).values()) == {1}

    def test_a_digest_whose_answer_was_lost_counts_though_its_issue_was_closed(self) -> None:
        platform, one = world(*three())
        dies_at(platform, 2, "answer lost")
        report = one.remind(LATE)
        assert [result.outcome for result in report.results] == [Outcome.DONE, Outcome.FAILED]
        platform.change("PM-2025-001/A1", state="closed")
        one.remind(LATE)
        assert set(said(platform).values()) == {1}

    @pytest.mark.parametrize("is_lost", [True, False], ids=["lost", "undone"])
    def test_a_digest_counts_though_its_issue_was_closed_and_the_record_undone(
        self, is_lost: bool
    ) -> None:
        platform, one = world(*three(), item("A4", due=DUE + timedelta(days=30), owner="@bo"))
        one.remind(LATE)
        before = platform.standing_text or ""
        one.remind(DUE + timedelta(days=7))
        platform.standing_text = with_record(before, Record()) if is_lost else before
        platform.change("PM-2025-001/A1", state="closed")
        one.remind(DUE + timedelta(days=7))
        # What is found out is remembered even of what is not there just now.
        platform.change("PM-2025-001/A1", state="open")
        one.remind(DUE + timedelta(days=7))
        assert set(said(platform).values()) == {1}
        assert len(said(platform)) == 6

    def test_what_a_run_that_died_said_alone_is_in_no_later_digest(self) -> None:
        platform, one = world(*three()[:1])
        dies_at(platform, 2)
        platform.freeze()
        before = platform.frozen
        with pytest.raises(Killed):
            one.remind(LATE)
        for name in ("A2", "A3", "A4"):
            platform.open(f"PM-2025-001/{name}", assignees=frozenset({"@ana"}))
        late = platform.listing()
        assert before is not None
        # The list knows of the new issues, and not yet of the comment on the old one.
        platform.frozen = late.__class__((*before.issues, *late.issues[1:]), (), late.standing)
        items = [item(f"A{n}", due=DUE, owner="@ana") for n in (1, 2, 3, 4)]
        World(platform, [postmortem(*items)], EVERY_DAY).remind(LATE)
        assert set(said(platform).values()) == {1}
        assert len(said(platform)) == 4

    def test_an_item_of_a_digest_that_is_away_for_a_day_is_not_spoken_of_again(self) -> None:
        for away in ("closed", "undated", "unusable"):
            last = item("B1", due=DUE + timedelta(days=1), owner="@bo")
            config = replace(EVERY_DAY, due_policy="none")
            platform, one = world(*three(), last, config=config)
            one.remind(LATE)
            before, day = one.files, LATE + timedelta(days=1)
            if away == "closed":
                platform.change("PM-2025-001/A3", state="closed")
            elif away == "undated":
                one.files = [postmortem(*three()[:2], item("A3", due=None, owner="@ana"), last)]
            else:
                one.files = [postmortem(last)]
            assert written(one.remind(day)) == [("comment", "PM-2025-001/B1")]
            platform.change("PM-2025-001/A3", state="open")
            one.files = before
            assert one.remind(day + timedelta(days=1)).results == (), away

    def test_what_is_open_is_remembered_however_old_it_is(self) -> None:
        old = [item(f"A{n}", due=DUE - timedelta(days=500), owner="@ana") for n in (1, 2, 3)]
        last = item("B1", due=DUE + timedelta(days=1), owner="@bo")
        platform, one = world(*old, last)
        one.remind(LATE)
        before, one.files = one.files, [postmortem(last)]
        assert written(one.remind(LATE + timedelta(days=1))) == [("comment", "PM-2025-001/B1")]
        one.files = before
        platform.change("PM-2025-001/A1", state="closed")  # the digest stands there
        assert one.remind(LATE + timedelta(days=2)).results == ()

    @pytest.mark.parametrize("text", ["", "<!-- pmaction:reminders {damaged -->", None])
    def test_what_is_remembered_only_spares_requests(self, text: str | None) -> None:
        platform, one = world(*three(), item("A9", due=DUE, owner="@bo"))
        one.remind(LATE)
        platform.standing_text = text
        one.remind(LATE)
        assert set(said(platform).values()) == {1}
        assert len(platform.marks()) == 2

    def test_an_item_that_is_renamed_is_not_spoken_of_anew(self) -> None:
        platform, one = world(item("A1", due=DUE))
        one.remind(LATE)
        platform.change("PM-2025-001/A1", key="PM-2025-001/A7", former_key="PM-2025-001/A1")
        one.files = [postmortem(item("A7", due=DUE, previously="PM-2025-001/A1"))]
        assert one.remind(LATE).results == ()

    def test_an_extension_starts_the_steps_anew(self) -> None:
        platform, one = world(item("A1", due=DUE))
        one.remind(LATE)
        moved = Extension(DUE + timedelta(days=30), "Later.", "@mei")
        one.files = [postmortem(item("A1", due=DUE, extensions=(moved,)))]
        assert one.remind(LATE).results == ()
        one.remind(DUE + timedelta(days=28))
        assert platform.marks()[-1] == "reminder:PM-2025-001/A1@2026-01-16-3"

    def test_what_is_quiet_stays_so_though_its_file_is_away_for_a_day(self) -> None:
        platform, one = world(item("A1", due=DUE), item("B1", due=DUE, owner="@bo"))
        one.remind(LATE)
        platform.now += timedelta(days=22)
        platform.says("PM-2025-001/A1", "member", "/snooze 4w legal reads it")
        one.remind(DUE + timedelta(days=7))
        before = one.files
        one.files = [postmortem(before[0].action_items[1])]
        platform.change("PM-2025-001/A1", state="closed")
        one.remind(DUE + timedelta(days=14))
        platform.change("PM-2025-001/A1", state="open")
        one.files = before
        until = record_of(platform.standing_text or "").snoozed["PM-2025-001/A1"]
        assert until == date(2026, 1, 20)
        quiet = one.remind(until - timedelta(days=1))
        assert written(quiet) == [("comment", "PM-2025-001/B1")]
        assert written(one.remind(until)) == [("comment", "PM-2025-001/A1")]

    def test_who_asked_in_an_issue_that_is_closed_for_a_day_is_heard_after_that(self) -> None:
        platform, one = world(item("A1", due=DUE), item("B1", due=DUE, owner="@bo"))
        one.remind(LATE)
        platform.now += timedelta(days=22)
        platform.says("PM-2025-001/A1", "member", "/snooze 4w vendor")
        platform.change("PM-2025-001/A1", state="closed")
        assert written(one.remind(DUE + timedelta(days=7))) == [("comment", "PM-2025-001/B1")]
        platform.change("PM-2025-001/A1", state="open")
        one.remind(DUE + timedelta(days=14))
        assert [mark for mark in platform.marks() if "/A1@" in mark] == [
            f"reminder:PM-2025-001/A1@{DUE}+1",
            f"snooze:{platform.of('PM-2025-001/A1').comments[1].number}:PM-2025-001/A1@2026-01-20",
        ]

    def test_a_comment_of_former_days_counts(self) -> None:
        platform, one = world(item("A1", due=DUE))
        platform.change("PM-2025-001/A1", comments=frozenset({"reminder-2025-12-17-d1"}))
        assert one.remind(LATE).results == ()
        assert len(one.remind(DUE + timedelta(days=7)).results) == 2

    def test_a_closed_issue_is_left_in_peace(self) -> None:
        platform, one = world(item("A1", due=DUE))
        platform.change("PM-2025-001/A1", state="closed")
        assert one.remind(LATE).results == ()

    def test_a_locked_issue_is_told_of_and_the_run_goes_on(self) -> None:
        platform, one = world(item("A1", due=DUE), item("A2", due=DUE))
        platform.change("PM-2025-001/A1", locked=True)
        report = one.remind(LATE)
        assert written(report) == [("create", STANDING), ("comment", "PM-2025-001/A2")]
        assert [note.message for note in report.notes] == [
            "its issue 1 is locked, so that nobody can be reminded there"
        ]
        told = [
            days
            for days in range(1, 40)
            if any(
                note.message.startswith("its issue 1 is locked")
                for note in one.plan_reminders(DUE + timedelta(days=days)).plan.notes
            )
        ]
        assert told == [1, 7, 14, 21, 28, 30, 37], "once a week, and not in each run's log"


class TestRemembering:
    def test_what_is_closed_is_remembered_for_a_year(self) -> None:
        platform, one = world(item("A1", due=DUE), item("A2", due=DUE + timedelta(days=400)))
        one.remind(LATE)
        platform.change("PM-2025-001/A1", state="closed")
        one.remind(DUE + timedelta(days=397))
        assert platform.standing_text is not None
        said = record_of(platform.standing_text).said
        assert said == {"PM-2025-001/A1@2025-12-17+1", "PM-2025-001/A2@2027-01-21-3"}
        one.remind(DUE + timedelta(days=401))
        assert record_of(platform.standing_text).said == {"PM-2025-001/A2@2027-01-21+1"}

    def test_what_people_wrote_into_the_standing_issue_stays(self) -> None:
        platform, one = world(item("A1", due=DUE))
        one.remind(LATE)
        platform.standing_text = f"Please read.\n\n{platform.standing_text}\nThank you.\n"
        one.remind(DUE + timedelta(days=7))
        assert platform.standing_text.startswith("Please read.\n\n")
        assert platform.standing_text.endswith("\nThank you.\n")

    def test_nothing_is_said_that_could_not_be_remembered(self) -> None:
        platform, one = world(item("A1", due=DUE))
        dies_at(platform, 1, "answer lost")
        report = one.remind(LATE)
        assert [result.outcome for result in report.results] == [Outcome.FAILED, Outcome.DEFERRED]
        assert exit_code(report) is ExitCode.TRACKING_SYSTEM
        assert platform.marks() == []

    def test_a_record_that_could_not_be_kept_is_told_of(self) -> None:
        platform, one = world(item("A1", due=DUE))
        dies_at(platform, 3, "answer lost")
        report = one.remind(LATE)
        outcomes = [result.outcome for result in report.results]
        assert outcomes == [Outcome.DONE, Outcome.DONE, Outcome.FAILED]
        assert report.results[-1].issue == STANDING_NUMBER


class TestCosts:
    @pytest.mark.parametrize("count", [1, 10, 40])
    def test_a_comment_costs_one_write(self, count: int) -> None:
        items = [item(f"A{n}", due=DUE, owner=f"@user{n}") for n in range(count)]
        platform, one = world(*items)
        one.remind(LATE)
        assert len(platform.marks()) == count
        # The standing issue is looked for, made, and told of what was said; what is new is read.
        assert (platform.reads, platform.writes) == (2, count + 2)

    @pytest.mark.parametrize("count", [3, 40])
    def test_a_digest_costs_one_write_whatever_stands_in_it(self, count: int) -> None:
        platform, one = world(*(item(f"A{n}", due=DUE, owner="@ana") for n in range(count)))
        one.remind(LATE)
        assert len(platform.marks()) == 1
        assert (platform.reads, platform.writes) == (2, 3)


class TestVeryMany:
    """Far more than one run can say, or one record can hold."""

    def many(self, count: int) -> tuple[Platform, World]:
        return world(
            *(item(f"A{n}", due=DUE - timedelta(days=n), owner=f"@u{n}") for n in range(count))
        )

    def test_what_a_limit_ends_is_the_least_overdue_and_what_was_said_is_remembered(self) -> None:
        platform, one = self.many(250)
        dies_at(platform, 151, "limit reached")
        report = one.remind(LATE)
        assert exit_code(report) is ExitCode.APPLIED_IN_PART
        assert len(platform.marks()) == 148, "but for the standing issue, made and kept once more"
        oldest = {f"PM-2025-001/A{n}" for n in range(102, 250)}
        assert {key.partition("@")[0] for key in said(platform)} == oldest
        record = record_of(platform.standing_text or "")
        assert len(record.said) == 100
        assert len(record.begun) == 100, "only those must be read again"
        platform.reads, platform.fault = 0, ""
        assert exit_code(one.remind(LATE)) is ExitCode.OK
        assert set(said(platform).values()) == {1}
        assert len(said(platform)) == 250
        assert platform.reads == 2 + 100

    def test_who_asked_for_something_is_answered_though_a_run_died_before_it_came_to_them(
        self,
    ) -> None:
        platform, one = world(*(item(f"A{n}", due=DUE, owner=f"@u{n}") for n in range(150)))
        one.remind(LATE)
        platform.now += timedelta(days=6)
        for n in range(150):
            platform.says(f"PM-2025-001/A{n}", "member", "/snooze 3w")
        dies_at(platform, 30)
        with pytest.raises(Killed):
            one.remind(DUE + timedelta(days=7))
        one.remind(DUE + timedelta(days=7))
        granted = [mark for mark in platform.marks() if mark.startswith("snooze:")]
        assert len(granted) == len(set(granted)) == 150

    def test_no_more_is_tried_once_nothing_can_be_written(self) -> None:
        platform, one = self.many(250)
        platform.refuses_comments = True
        report = one.remind(LATE)
        assert Counter(result.outcome for result in report.results) == {
            Outcome.DONE: 1,
            Outcome.FAILED: 100,
            Outcome.DEFERRED: 150,
        }
        assert len(record_of(platform.standing_text or "").begun) == 100

    def test_of_what_had_to_be_forgotten_nothing_is_said_and_that_is_told(self) -> None:
        platform, one = world(
            item("A1", due=DUE - timedelta(days=60), owner="@ana"),
            item("A2", due=DUE, owner="@bo"),
            item("A3", due=DUE - timedelta(days=50), owner="@cy"),
        )
        one.remind(LATE)
        record = record_of(platform.standing_text or "")
        left = frozenset(mark for mark in record.said if "/A1@" not in mark)
        platform.tick()
        silent_to = DUE - timedelta(days=40)
        silent = replace(record, said=left, silent_to=silent_to, heard_to=platform.now)
        platform.standing_text = with_record("", silent)
        for days in (7, 14):
            report = one.remind(DUE + timedelta(days=days))
            (note,) = report.notes
            assert note.message == (
                "more is overdue than can be remembered: of what was due up to 2025-11-07 nothing "
                "is said any more, 1 reminder today"
            )
        assert {key.partition("@")[0]: count for key, count in said(platform).items()} == {
            "PM-2025-001/A1": 1,
            "PM-2025-001/A2": 1,
            "PM-2025-001/A3": 1,
        }
        assert record_of(platform.standing_text).silent_to == silent_to

    def silent(self, platform: Platform, said: set[str], silent_to: date = DUE) -> None:
        """So much had to be given up that these marks are left."""
        record = Record(frozenset(said), silent_to=silent_to, heard_to=platform.now)
        platform.standing_text = new_text(record)

    def test_what_is_still_remembered_goes_on_beside_what_had_to_be_forgotten(self) -> None:
        platform, one = world(item("A1", due=DUE, owner="@ana"))
        self.silent(platform, {f"PM-2025-001/A1@{DUE}+1"})
        for days in (7, 14):
            assert one.remind(DUE + timedelta(days=days)).notes == ()
        assert platform.marks() == [f"reminder:PM-2025-001/A1@{DUE}+{n}" for n in (7, 14)]

    def test_who_leads_is_told_later_of_what_is_still_remembered(self) -> None:
        platform, one = world(item("A1", due=DUE, owner="@ana"))
        escalate = Escalation(lead=14)
        teams = {"Mail": Team(lead="@mei", members=("@ana",))}
        reminders = replace(EVERY_DAY.reminders, escalate=escalate)
        one.config = replace(EVERY_DAY, reminders=reminders, teams=teams)
        self.silent(platform, {f"PM-2025-001/A1@{DUE}+7"})
        one.remind(DUE + timedelta(days=14))
        assert said(platform) == {
            f"PM-2025-001/A1@{DUE}+14": 1,
            f"lead:PM-2025-001/A1@{DUE}+14": 1,
        }

    def test_silence_ends_once_nothing_is_left_that_it_is_for(self) -> None:
        early = DUE - timedelta(days=20)
        old = item("A1", due=early, owner="@ana")
        left = item("A2", due=DUE, owner="@bo")
        platform, one = world(old, left)
        self.silent(platform, set(), early)
        one.remind(LATE)
        assert record_of(platform.standing_text or "").silent_to == early
        # Its file cannot be used for a day: its issue is still open.
        one.files = [postmortem(left)]
        one.remind(DUE + timedelta(days=7))
        assert record_of(platform.standing_text or "").silent_to == early
        platform.change("PM-2025-001/A1", state="closed")
        one.remind(DUE + timedelta(days=14))
        assert record_of(platform.standing_text or "").silent_to is None
        platform.open("PM-2025-001/A3", assignees=frozenset({"@cy"}))
        one.files = [postmortem(left, item("A3", due=early, owner="@cy"))]
        assert written(one.remind(DUE + timedelta(days=15))) == [("comment", "PM-2025-001/A3")]

    def test_a_moment_that_is_still_to_come_is_not_remembered_as_heard(self) -> None:
        platform, one = world(item("A1", due=DUE, owner="@ana"))
        platform.now = datetime(2025, 12, 18, 9, tzinfo=UTC)
        one.remind(LATE)
        record = record_of(platform.standing_text or "")
        later = platform.now + timedelta(days=3650)
        platform.standing_text = with_record("", replace(record, heard_to=later))
        platform.says("PM-2025-001/A1", "member", "/snooze 2w")
        platform.now = datetime(2025, 12, 24, 9, tzinfo=UTC)
        one.remind(DUE + timedelta(days=7))
        assert [mark.partition(":")[0] for mark in platform.marks()] == ["reminder", "snooze"]
        heard_to = record_of(platform.standing_text).heard_to
        assert heard_to is not None
        assert abs(heard_to - platform.now) < timedelta(minutes=1)

    def test_clocks_that_differ_by_a_moment_make_nothing_be_read_again(self) -> None:
        platform, one = world(item("A1", due=DUE, owner="@ana"))
        platform.now = datetime(2025, 12, 18, 9, tzinfo=UTC)
        one.remind(LATE)
        record = record_of(platform.standing_text or "")
        later = platform.now + timedelta(minutes=4)
        platform.standing_text = with_record("", replace(record, heard_to=later))
        platform.reads = 0
        one.plan_reminders(DUE + timedelta(days=7))
        assert platform.reads == 2, "the standing issue, and new comments"

    def test_of_several_due_dates_those_that_are_over_are_spare(self) -> None:
        first = item("A1", due=DUE, backup="@zoe")
        platform, one = world(first, item("A2", due=DUE, owner="@bo", backup="@zoe"))
        escalate = Escalation(backup=1)
        one.config = Config(reminders=replace(EVERY_DAY.reminders, escalate=escalate))
        one.remind(LATE)
        moved = Extension(DUE + timedelta(days=2), "Later.", "@mei")
        one.files = [postmortem(replace(first, extensions=(moved,)), one.files[0].action_items[1])]
        found = one.plan_reminders(DUE + timedelta(days=3))
        record = record_of(platform.standing_text or "")
        old = "PM-2025-001/A1@2025-12-17+1"
        assert found.remembers(record).spare == {old, f"backup:{old}"}
        assert found.remembers(record).said == record.said


class TestInAFolder:
    def begin(self, folder: Path, *files: Postmortem, config: Config = EVERY_DAY) -> World:
        one = World(LocalTrackingSystem(folder), files, config)
        one.apply()
        return one

    def files_in(self, folder: Path) -> set[str]:
        return {path.name for path in folder.rglob("*.md")}

    def test_without_a_digest_no_standing_issue_is_needed_and_none_is_made(
        self, tmp_path: Path
    ) -> None:
        one = self.begin(tmp_path, postmortem(item("A1", due=DUE)))
        before = self.files_in(tmp_path)
        assert written(one.remind(LATE)) == [("comment", "PM-2025-001/A1")]
        assert self.files_in(tmp_path) == before
        assert one.remind(LATE).results == ()

    def test_what_was_said_and_what_is_quiet_is_listed(self, tmp_path: Path) -> None:
        one = self.begin(tmp_path, postmortem(item("A1", due=DUE)))
        one.remind(LATE)
        path = tmp_path / "PM-2025-001/PM-2025-001-A1.md"
        path.write_text(f"{path.read_text()}\n/snooze 2w waits for the vendor\n")
        report = one.remind(DUE + timedelta(days=7))
        (granted,) = report.results
        assert (granted.change.comment_id or "").endswith(":PM-2025-001/A1@2026-01-07")
        standing = one.tracking.list_issues().standing
        assert standing is not None
        assert standing.record.said == {"PM-2025-001/A1@2025-12-17+1"}
        assert standing.record.snoozed == {"PM-2025-001/A1": date(2026, 1, 7)}
        assert one.remind(DUE + timedelta(days=20)).results == ()
        assert len(one.remind(date(2026, 1, 7)).results) == 1

    @pytest.mark.parametrize("hidden", ["<!--\n{}\n-->", "```\n{}\n```"])
    def test_what_is_hidden_there_or_code_is_no_command(self, tmp_path: Path, hidden: str) -> None:
        one = self.begin(tmp_path, postmortem(item("A1", due=DUE)))
        path = tmp_path / "PM-2025-001/PM-2025-001-A1.md"
        path.write_text(f"{path.read_text()}\n{hidden.format('/snooze 2w')}\n")
        (reminder,) = one.remind(LATE).results
        assert (reminder.change.comment_id or "").startswith("reminder:")
        path.write_text(f"{path.read_text()}\n`/snooze 2w` on leave\n")
        (granted,) = one.remind(DUE + timedelta(days=7)).results
        assert (granted.change.comment_id or "").endswith(":PM-2025-001/A1@2026-01-07")

    def test_a_snooze_is_shortened_and_ended_there_too(self, tmp_path: Path) -> None:
        one = self.begin(tmp_path, postmortem(item("A1", due=DUE)))
        path = tmp_path / "PM-2025-001/PM-2025-001-A1.md"
        for day, command in ((0, "/snooze 4w"), (1, "/snooze 2w"), (2, "/snooze 0d")):
            path.write_text(f"{path.read_text()}\n{command}\n")
            last = one.remind(LATE + timedelta(days=day)).results
            assert "snooze:" in (last[0].change.comment_id or ""), command
        assert [result.change.kind for result in last] == [Kind.COMMENT, Kind.COMMENT]
        assert "this action item was due on" in path.read_text()
        assert one.remind(LATE + timedelta(days=2)).results == ()

    def test_what_has_no_issue_is_said_in_a_file_of_its_own_once(self, tmp_path: Path) -> None:
        times = Times(started=parse_moment("2025-12-15"), resolved=parse_moment("2025-12-15"))
        file = replace(postmortem(severity="P0", times=times), authors=("@ana",))
        one = self.begin(tmp_path, file)
        assert written(one.remind(date(2025, 12, 19))) == [
            ("create", STANDING),
            ("comment", "PM-2025-001"),
        ]
        text = (tmp_path / "reminders.md").read_text()
        assert text.startswith("# Reminders of postmortem action items\n\n")
        assert "@ana: the publication of PM-2025-001 was due on **2025-12-18**" in text
        assert one.remind(date(2025, 12, 19)).results == ()
        assert one.plan().changes == ()

    def test_a_file_of_somebody_else_is_left_alone(self, tmp_path: Path) -> None:
        times = Times(started=parse_moment("2025-12-15"), resolved=parse_moment("2025-12-15"))
        one = self.begin(tmp_path, postmortem(severity="P0", times=times))
        (tmp_path / "reminders.md").write_text("Mine.\n")
        report = one.remind(date(2025, 12, 19))
        assert [result.outcome for result in report.results] == [Outcome.FAILED, Outcome.DEFERRED]
        assert (tmp_path / "reminders.md").read_text() == "Mine.\n"
