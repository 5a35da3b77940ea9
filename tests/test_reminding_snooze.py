"""`/snooze` and other commands in the comments of an issue."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from msgspec.structs import replace
from reminding_platform import Platform
from worlds import World, item, postmortem

from pmaction.change import Kind, Outcome
from pmaction.config import Config, Reminders
from pmaction.reminding.snooze import heard
from pmaction.standing import IssueComment
from pmaction.tracking.standing_text import record_of

DUE = date(2025, 12, 17)  # a Wednesday
KEY = "PM-2025-001/A1"
LATE = DUE + timedelta(days=1)
WEEK_LATE = DUE + timedelta(days=7)
CHANGE = "change `PM-2025-001/A1` in postmortems/2025/PM-2025-001.yaml, lines 10–15"


def world(reminders: Reminders | None = None, **fields: object) -> tuple[Platform, World]:
    """One overdue item, of which the first step was said."""
    platform = Platform(writers={"mei", "mona"})
    platform.open(KEY, assignees=frozenset({"@alice"}))
    files = [postmortem(item("A1", due=DUE), **fields)]
    one = World(platform, files, Config(reminders=reminders or Reminders(skip_weekends=False)))
    one.remind(LATE)
    return platform, one


def on(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def says(platform: Platform, day: date, author: str, text: str) -> None:
    platform.now = max(platform.now, on(day))
    platform.says(KEY, author, text)


def answers(one: World, today: date) -> list[str]:
    """What a run writes, but for what it remembers."""
    done = one.remind(today).results
    assert all(result.outcome is Outcome.DONE for result in done)
    return [r.change.after.comment or "" for r in done if r.change.kind is Kind.COMMENT]


class TestSnooze:
    def test_who_may_write_keeps_an_item_quiet_and_is_told_so_once(self) -> None:
        platform, one = world()
        says(platform, DUE + timedelta(days=5), "mei", "Sorry!\n/snooze 2w waits for @vendor\n")
        assert answers(one, WEEK_LATE) == [
            "Quiet until **2026-01-05**, as `@mei` asked: waits for @\u200bvendor\n\n"
            "The due date of `PM-2025-001/A1` stays 2025-12-17. To end the quiet before: comment "
            "`/snooze 0d`."
        ]
        for days in range(8, 19):
            assert answers(one, DUE + timedelta(days=days)) == []
        (reminder,) = answers(one, date(2026, 1, 5))
        assert reminder.startswith("@alice: this action item was due on **2025-12-17**, 19 days")

    def test_while_it_is_quiet_only_what_is_new_is_looked_at(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        one.remind(WEEK_LATE)
        platform.reads = platform.writes = 0
        one.remind(WEEK_LATE + timedelta(days=1))
        assert (platform.reads, platform.writes) == (2, 0), "the standing issue, and new comments"

    def test_a_snooze_holds_though_nothing_is_remembered(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        one.remind(WEEK_LATE)
        platform.standing_text = None
        assert answers(one, WEEK_LATE + timedelta(days=1)) == []
        assert platform.standing_text is None, "nothing is said, and so nothing is remembered"

    def test_who_may_not_write_is_refused_once_and_the_reminder_comes(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "eve", "/snooze 2w")
        refusal, reminder = answers(one, WEEK_LATE)
        assert refusal == (
            "`@eve` cannot put this off: that takes the right to write to this repository. Whoever "
            f"has it may comment `/snooze 2w`, and why; or {CHANGE}."
        )
        assert reminder.startswith("@alice: ")
        assert len(answers(one, DUE + timedelta(days=14))) == 1, "and no second refusal"

    def test_a_stranger_does_not_undo_what_a_member_asked_for(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        says(platform, WEEK_LATE, "eve", "/snooze 1d")
        refusal, granted = sorted(answers(one, WEEK_LATE), reverse=True)
        assert refusal.startswith("`@eve` cannot")
        assert granted.startswith("Quiet until **2026-01-07**")

    def test_the_newest_snooze_of_a_member_counts(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        says(platform, WEEK_LATE, "mona", "/snooze 3d")
        (granted,) = answers(one, WEEK_LATE)
        assert granted.startswith("Quiet until **2025-12-27**, as `@mona` asked\n")
        (reminder,) = answers(one, date(2025, 12, 27))
        assert reminder.startswith("@alice: "), "and the older one is not taken up again"

    def test_no_crowd_keeps_a_member_from_being_heard(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        for text in ("/move it along", "/snooze 1d", "/snooze 3w", "/snooze 4w", "/snooze"):
            says(platform, WEEK_LATE, "eve", text)
        granted, refusal = sorted(answers(one, WEEK_LATE))
        assert granted.startswith("Quiet until **2026-01-07**")
        assert refusal.startswith("`@eve` cannot"), "once, whatever they asked for"

    def test_of_very_many_people_members_are_heard_first(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        comments = platform.of(KEY).comments
        comments[-1] = replace(comments[-1], by_insider=True)
        for number in range(30):
            says(platform, WEEK_LATE, f"eve{number}", "/snooze 1d")
        platform.reads = 0
        said = answers(one, WEEK_LATE)
        assert sum(text.startswith("Quiet until **2026-01-07**") for text in said) == 1
        assert platform.reads <= 13, "and only some of them are asked about"

    @pytest.mark.parametrize(
        ("text", "answer"),
        [("/owner @cy maybe?", "Nothing is done by `/owner`"), ("/snooze", "For how long?")],
    )
    def test_what_cannot_be_done_is_answered_beside_a_members_snooze(
        self, text: str, answer: str
    ) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w")
        says(platform, WEEK_LATE, "mona", text)
        told, granted = sorted(answers(one, WEEK_LATE), key=lambda said: said.startswith("Quiet"))
        assert told.startswith(answer)
        assert granted.startswith("Quiet until **2026-01-07**")
        assert answers(one, WEEK_LATE) == []

    def test_a_snooze_that_was_granted_can_be_shortened(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 4w oops, meant 4d")
        one.remind(WEEK_LATE)
        says(platform, WEEK_LATE + timedelta(days=1), "mei", "/snooze 4d")
        (granted,) = answers(one, WEEK_LATE + timedelta(days=2))
        assert granted.startswith("Quiet until **2025-12-29**, as `@mei` asked")
        assert answers(one, date(2025, 12, 28)) == []
        (reminder,) = answers(one, date(2025, 12, 29))
        assert reminder.startswith("@alice: ")

    @pytest.mark.parametrize("text", ["/snooze 0d it is urgent", "/unsnooze: it is urgent"])
    def test_a_snooze_that_was_granted_can_be_ended(self, text: str) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 4w")
        one.remind(WEEK_LATE)
        day = WEEK_LATE + timedelta(days=1)
        says(platform, day, "eve", text)
        assert all("Quiet no more" not in said for said in answers(one, day)), "not by strangers"
        says(platform, day, "mona", text)
        ended, reminder = sorted(answers(one, day), reverse=True)
        assert ended.startswith("Quiet no more, as `@mona` asked: ")
        assert reminder.startswith("@alice: ")
        assert answers(one, day) == []
        assert platform.standing_text is not None
        assert record_of(platform.standing_text).snoozed == {}

    def test_quiet_is_ended_by_an_edit_in_the_next_run(self) -> None:
        files = [postmortem(item("A1", due=DUE), item("A2", due=DUE + timedelta(days=9)))]
        platform = Platform(writers={"mei"})
        for name in ("A1", "A2"):
            platform.open(f"PM-2025-001/{name}", assignees=frozenset({"@alice"}))
        one = World(platform, files, Config(reminders=Reminders(skip_weekends=False, before=())))
        says(platform, LATE, "mei", "/snooze 4w")
        (granted,) = answers(one, LATE)
        assert granted.startswith("Quiet until")
        platform.now = on(WEEK_LATE)
        number = int(platform.of(KEY).comments[0].number)
        platform.edits(KEY, number, "/snooze 0d: it is urgent")
        ended, reminder = answers(one, WEEK_LATE)
        assert ended.startswith("Quiet no more, as `@mei` asked: it is urgent")
        assert reminder.startswith("@alice: this action item was due")
        assert answers(one, WEEK_LATE) == []

    def test_an_answer_that_could_not_be_written_is_written_by_the_next_run(self) -> None:
        names = ("A1", "A2", "A3")
        files = [postmortem(*(item(name, due=DUE) for name in names))]
        platform = Platform(writers={"mei"})
        for name in names:
            platform.open(f"PM-2025-001/{name}", assignees=frozenset({"@alice"}))
        one = World(platform, files, Config(reminders=Reminders(skip_weekends=False)))
        one.remind(LATE)
        platform.now = on(WEEK_LATE)
        for name in names:
            platform.says(f"PM-2025-001/{name}", "mei", "/snooze 2w")
        platform.strike, platform.fault = 2, "answer lost"
        outcomes = {result.outcome for result in one.remind(WEEK_LATE).results}
        assert Outcome.DEFERRED in outcomes
        one.remind(WEEK_LATE + timedelta(days=1))
        for name in names:
            comments = platform.of(f"PM-2025-001/{name}").comments
            granted = [one for one in comments if one.text.startswith("Quiet until")]
            assert len(granted) == 1, name

    def test_a_short_one_that_is_over_ends_a_longer_one_before_it(self) -> None:
        platform, one = world()
        says(platform, LATE, "mei", "/snooze 4w")
        says(platform, LATE, "mona", "/snooze 2d")
        (reminder,) = answers(one, WEEK_LATE)
        assert reminder.startswith("@alice: ")

    def test_a_comment_that_is_edited_after_its_answer_counts_anew(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze two weeks")
        one.remind(WEEK_LATE)
        number = int(platform.of(KEY).comments[1].number)
        day = DUE + timedelta(days=14)
        platform.now = on(day)
        platform.edits(KEY, number, "/snooze soon")
        asked, _ = sorted(answers(one, day), reverse=True)
        assert asked.startswith("For how long?")
        day = DUE + timedelta(days=30)
        platform.now = on(day)
        platform.edits(KEY, number, "/snooze 2w vendor")
        (granted,) = answers(one, day)
        assert granted.startswith("Quiet until **2026-01-30**, as `@mei` asked: vendor")
        assert answers(one, day) == []

    def test_an_edit_that_changes_nothing_is_not_answered_again(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze 2w vendr")
        one.remind(WEEK_LATE)
        number = int(platform.of(KEY).comments[1].number)
        platform.now += timedelta(hours=1)
        platform.edits(KEY, number, "/snooze 2w vendor")
        platform.says(KEY, "mona", "Fine.")
        assert answers(one, WEEK_LATE) == []

    def test_no_snooze_is_longer_than_is_allowed(self) -> None:
        platform, one = world(Reminders(longest_snooze=10))
        says(platform, WEEK_LATE, "mei", "/snooze 6 months")
        (granted,) = answers(one, WEEK_LATE)
        assert granted.startswith(
            "Quiet until **2026-01-03**, the longest that `reminders.longest_snooze` allows, as "
            "`@mei` asked\n"
        )

    def test_a_snooze_whose_time_is_over_means_nothing_any_more(self) -> None:
        platform, one = world()
        says(platform, LATE, "mei", "/snooze 2d")
        (reminder,) = answers(one, WEEK_LATE)
        assert reminder.startswith("@alice: ")

    def test_whoever_does_not_say_how_long_is_asked(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", "/snooze")
        asked, _ = sorted(answers(one, WEEK_LATE), reverse=True)
        assert asked == (
            "For how long? Write `/snooze 2w` and why: `d` are days, `w` weeks and `m` months; or "
            "the day on which it ends, as `YYYY-MM-DD`. 30 days at most."
        )

    def test_where_snoozing_is_off_that_is_said(self) -> None:
        platform, one = world(Reminders(longest_snooze=0))
        says(platform, WEEK_LATE, "mei", "/snooze 1d")
        off = f"Nothing is put off here: `reminders.longest_snooze` is 0. You can {CHANGE}."
        assert off in answers(one, WEEK_LATE)

    def test_the_reason_is_not_repeated_of_what_is_confidential(self) -> None:
        platform, one = world(confidential=True)
        says(platform, WEEK_LATE, "mei", "/snooze 2w the key of the vault is missing")
        (granted,) = answers(one, WEEK_LATE)
        assert "vault" not in granted

    def test_an_item_of_a_digest_is_left_out_of_it(self) -> None:
        platform = Platform(writers={"mei"})
        items = [item(f"A{n}", due=DUE) for n in (1, 2, 3)]
        for one in items:
            platform.open(f"PM-2025-001/{one.id}", assignees=frozenset({"@alice"}))
        config = Config(reminders=Reminders(digest_from=2, skip_weekends=False))
        the_world = World(platform, [postmortem(*items)], config)
        the_world.remind(LATE)
        platform.now = on(WEEK_LATE)
        platform.says("PM-2025-001/A2", "mei", "/snooze 2w")
        digest, granted = sorted(answers(the_world, WEEK_LATE))
        assert "A1`" in digest
        assert "A2`" not in digest
        assert granted.startswith("Quiet until")
        assert platform.standing_text is not None
        assert record_of(platform.standing_text).snoozed == {"PM-2025-001/A2": date(2026, 1, 7)}

    @pytest.mark.parametrize(("digest_from", "is_listed"), [(2, True), (0, False)])
    def test_below_a_digest_it_says_which_item_it_is_of_and_how_to_put_off_others(
        self, digest_from: int, is_listed: bool
    ) -> None:
        platform = Platform(writers={"mei"})
        items = [item(f"A{n}", due=DUE) for n in (1, 2, 3)]
        for one in items:
            platform.open(f"PM-2025-001/{one.id}", assignees=frozenset({"@alice"}))
        config = Config(reminders=Reminders(digest_from=digest_from, skip_weekends=False))
        the_world = World(platform, [postmortem(*items)], config)
        the_world.remind(LATE)
        says(platform, WEEK_LATE, "mei", "/snooze 2w I know of all of them")
        (granted,) = [one for one in answers(the_world, WEEK_LATE) if one.startswith("Quiet")]
        assert "The due date of `PM-2025-001/A1` stays 2025-12-17." in granted
        others = (
            "\n\nTo put off something else that is listed here: comment `/snooze 2w` in its issue, "
            "and why."
        )
        assert granted.endswith(others) is is_listed
        assert ("listed here" in granted) is is_listed


class TestOtherCommands:
    @pytest.mark.parametrize("command", ["extend 2w", "postpone 2026-02-01", "reassign @bo"])
    def test_they_are_answered_by_the_way_to_do_it(self, command: str) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", f"/{command}")
        name = command.partition(" ")[0]
        assert answers(one, WEEK_LATE)[0] == (
            f"Nothing is done by `/{name}`: what is due when, and whose it is, stands in the file, "
            f"where changes are reviewed. To that end, {CHANGE}."
        )
        assert len(answers(one, DUE + timedelta(days=14))) == 1, "and not answered again"

    @pytest.mark.parametrize("command", ["remind me tomorrow", "due 2026-02-01", "move it"])
    def test_those_of_other_programs_are_not(self, command: str) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "mei", f"/{command}")
        (reminder,) = answers(one, WEEK_LATE)
        assert reminder.startswith("@alice: ")

    def test_those_of_strangers_are_not(self) -> None:
        platform, one = world()
        says(platform, WEEK_LATE, "eve", "/extend 2w")
        assert len(answers(one, WEEK_LATE)) == 1


def comment(number: int, text: str, **fields: object) -> IssueComment:
    values: dict[str, object] = {"author": "mei", "written_at": on(LATE)}
    return IssueComment(number=number, text=text, **(values | fields))  # type: ignore[arg-type]


class TestReading:
    @pytest.mark.parametrize(
        ("text", "until", "reason"),
        [
            ("/snooze 2w", date(2026, 1, 1), ""),
            ("/snooze 2w: on leave", date(2026, 1, 1), "on leave"),
            ("/Snooze for 3 days because", date(2025, 12, 21), "because"),
            ("/snooze 1 month", date(2026, 1, 18), ""),
            ("/snooze until 2026-01-10", date(2026, 1, 10), ""),
            ("/snooze 2026-01-10 on leave", date(2026, 1, 10), "on leave"),
            ("/snooze till 2026-01-10: on leave", date(2026, 1, 10), "on leave"),
            ("`/snooze 2w` on leave", date(2026, 1, 1), "on leave"),
            ("**/snooze 2w, on leave**", date(2026, 1, 1), "on leave"),
            ("  /snooze 2w", date(2026, 1, 1), ""),
            ("<!-- why? -->\n/snooze 2w", date(2026, 1, 1), ""),
            ("/snooze 1m – release freeze", date(2026, 1, 18), "release freeze"),
            ("Hello\r\n/snooze 1d\r\nThanks", date(2025, 12, 19), ""),
            ("/snooze 1d\n/snooze 2d", date(2025, 12, 20), ""),
            ("/snooze 9999m", date(2026, 2, 16), ""),
            ("/snooze 2 weekends", None, ""),
            ("/snooze", None, ""),
            ("/snooze soon", None, ""),
            ("/snooze until 2027-01-10 far away", date(2026, 2, 16), "far away"),
            ("/snooze until 2025-12-18", None, ""),
            ("/snooze 2026-02-31", None, ""),
            ("/snooze 2026-01-100", None, ""),
        ],
    )
    def test_a_snooze_is_read(self, text: str, until: date | None, reason: str) -> None:
        (command,) = heard([comment(1, text)], frozenset({KEY}), LATE, UTC, 60).commands
        assert (command.until, command.reason) == (until, reason)

    @pytest.mark.parametrize(
        "text",
        [
            "Please /snooze 2w",
            "> /snooze 2w",
            "    /snooze 2w",
            "```\n/snooze 2w\n```",
            "~~~~\n/snooze 2w\n~~~\nnot closed",
            "/snoozed 2w",
            "/snooze-all 2w",
            "/lgtm",
            "/usr/bin/snooze 2w",
            "<!-- write this:\n/snooze 2w\n-->",
            "<!-- never closed\n/snooze 2w",
            "    `/snooze 2w`",
            "/due/2026",
            "",
        ],
    )
    def test_what_is_no_command_of_ours_is_none(self, text: str) -> None:
        assert heard([comment(1, text)], frozenset({KEY}), LATE, UTC, 60).commands == ()

    def test_of_bots_and_of_ourselves_nothing_is_a_command(self) -> None:
        ours = comment(1, "/snooze 2w", mark="reminder:x")
        bots = comment(2, "/snooze 2w", is_bot=True)
        assert heard([ours, bots], frozenset({KEY}), LATE, UTC, 60).commands == ()

    def test_the_day_of_a_comment_is_that_of_the_time_zone(self) -> None:
        from zoneinfo import ZoneInfo

        late = comment(1, "/snooze 1d", written_at=datetime(2025, 12, 18, 23, tzinfo=UTC))
        zone = ZoneInfo("Pacific/Auckland")
        (command,) = heard([late], frozenset({KEY}), LATE, zone, 60).commands
        assert command.until == date(2025, 12, 20)
