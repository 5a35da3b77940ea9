"""Reminders: once per item and step however the schedule runs, and never about what is settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import item, link, postmortem, sourced

from pmaction.change import Change, Kind
from pmaction.config import Config, Reminders, Team
from pmaction.issue import Issue, Listing
from pmaction.model import ActionItem, Extension, Postmortem
from pmaction.reminders import Step, comment_id, plan_reminders, step_due, steps

DUE = date(2025, 12, 17)  # a Wednesday
SATURDAY, SUNDAY = date(2025, 12, 20), date(2025, 12, 21)
EVERY_DAY = Reminders(skip_weekends=False)
WEEKDAYS = Reminders()
KEY = "PM-2025-001/A1"


def issue(comments: Iterable[str] = (), **fields: object) -> Issue:
    """The open issue of item A1."""
    values: dict[str, object] = {"key": KEY, "title": "Do A1", "state": "open", "number": 7}
    values |= {"labels": frozenset({"pmaction"}), "comments": frozenset(comments)}
    return Issue(**(values | fields))  # type: ignore[arg-type]


def reminders(
    today: date,
    one: ActionItem | None = None,
    existing: Issue | None = None,
    config: Config | None = None,
    **fields: object,
) -> tuple[Change, ...]:
    """What is planned on a day for one item with one issue."""
    files = [sourced(postmortem(one or item("A1", due=DUE), **fields))]
    listing = Listing((existing or issue(),))
    return plan_reminders(files, listing, config or Config(), link, today).changes


def text(today: date, one: ActionItem, **fields: object) -> str:
    (change,) = reminders(today, one, **fields)  # type: ignore[arg-type]
    assert change.after.comment is not None
    return change.after.comment


class TestSteps:
    def test_the_steps_of_a_due_date_follow_the_policy(self) -> None:
        assert steps(DUE, EVERY_DAY) == (
            Step(-3, date(2025, 12, 14)),
            Step(1, date(2025, 12, 18)),
            Step(7, date(2025, 12, 24)),
            Step(14, date(2025, 12, 31)),
            Step(30, date(2026, 1, 16)),
        )

    @pytest.mark.parametrize(
        ("due", "before", "after", "fires"),
        [
            # Three days before Wednesday is a Sunday: the warning comes on the Friday before it.
            (DUE, (3,), (), [date(2025, 12, 12)]),
            (SATURDAY, (), (0,), [date(2025, 12, 22)]),
            (SUNDAY, (), (0,), [date(2025, 12, 22)]),
            (SATURDAY, (1,), (), [date(2025, 12, 19)]),
            (date(2025, 12, 19), (), (1, 2, 3), [date(2025, 12, 22)] * 3),
        ],
    )
    def test_a_step_on_a_weekend_moves_to_a_working_day(
        self, due: date, before: tuple[int, ...], after: tuple[int, ...], fires: list[date]
    ) -> None:
        policy = Reminders(before=before, after=after)
        assert [step.on for step in steps(due, policy)] == fires

    def test_a_day_that_is_listed_twice_is_one_step(self) -> None:
        policy = Reminders(before=(3, 3), after=(7, 1, 7), skip_weekends=False)
        assert [step.days for step in steps(DUE, policy)] == [-3, 1, 7]

    @pytest.mark.parametrize("due", [date.min, date.max, date(9999, 12, 20)])
    def test_steps_stay_inside_the_calendar(self, due: date) -> None:
        policy = Reminders(before=(90,), after=(0, 365))
        assert len(steps(due, policy)) == 3
        assert all(step.on.weekday() < 5 for step in steps(due, policy))

    def test_nothing_is_due_on_a_weekend_that_is_skipped(self) -> None:
        assert step_due(DUE, WEEKDAYS, frozenset(), SATURDAY) is None
        assert step_due(DUE, EVERY_DAY, frozenset(), SATURDAY) == Step(1, date(2025, 12, 18))

    def test_missed_days_collapse_into_the_latest_step(self) -> None:
        late = DUE + timedelta(days=9)
        step = step_due(DUE, EVERY_DAY, frozenset(), late)
        assert step == Step(7, DUE + timedelta(days=7))

    def test_once_a_late_step_is_written_no_earlier_one_follows(self) -> None:
        late = comment_id(DUE, Step(14, DUE))
        for days in range(-5, 14):
            day = DUE + timedelta(days=days)
            assert step_due(DUE, EVERY_DAY, frozenset({late}), day) is None

    def test_a_comment_of_another_kind_counts_for_nothing(self) -> None:
        others = frozenset({"removed-from-file", "reminder-2025-12-17", "reminder-x-d99"})
        assert step_due(DUE, EVERY_DAY, others, DUE + timedelta(days=1)) is not None

    DAYS = st.lists(st.integers(0, 60), max_size=5).map(tuple)
    POLICIES = st.builds(
        Reminders,
        before=st.lists(st.integers(1, 20), max_size=3).map(tuple),
        after=DAYS,
        skip_weekends=st.booleans(),
    )

    @given(
        st.dates(date(2025, 1, 1), date(2026, 12, 31)),
        POLICIES,
        st.lists(st.integers(-40, 120)).map(sorted),
    )
    def test_each_step_is_written_at_most_once_and_the_latest_one_at_least_once(
        self, due: date, policy: Reminders, runs: list[int]
    ) -> None:
        written: list[str] = []
        for run in runs:
            today = due + timedelta(days=run)
            step = step_due(due, policy, frozenset(written), today)
            if step is not None:
                assert step.on <= today
                written.append(comment_id(due, step))
            # A second run on the same day finds nothing left to say.
            assert step_due(due, policy, frozenset(written), today) is None
            skipped = policy.skip_weekends and today.weekday() >= 5
            fired = [one for one in steps(due, policy) if one.on <= today]
            if fired and not skipped:
                assert comment_id(due, fired[-1]) in written
        assert len(written) == len(set(written))

    @given(st.dates(date(2025, 1, 1), date(2026, 12, 31)), POLICIES)
    def test_a_schedule_that_runs_every_day_leaves_no_fired_day_out(
        self, due: date, policy: Reminders
    ) -> None:
        written: list[str] = []
        spoken: list[date] = []
        for run in range(-40, 121):
            today = due + timedelta(days=run)
            step = step_due(due, policy, frozenset(written), today)
            if step is not None:
                written.append(comment_id(due, step))
                spoken.append(today)
        assert spoken == sorted({step.on for step in steps(due, policy)})


class TestPlans:
    def test_a_reminder_is_one_comment_with_its_why_and_its_lasting_name(self) -> None:
        (change,) = reminders(date(2025, 12, 18))
        assert (change.kind, change.item, change.issue) == (Kind.COMMENT, KEY, 7)
        assert change.title == "Do A1"
        assert change.why == "due 2025-12-17, 1 day ago"
        assert change.comment_id == "reminder-2025-12-17-d1"

    def test_a_warning_before_and_a_step_after_have_different_names(self) -> None:
        policy = Config(reminders=Reminders(before=(1,), after=(1,), skip_weekends=False))
        (before,) = reminders(DUE - timedelta(days=1), config=policy)
        (after,) = reminders(DUE + timedelta(days=1), config=policy)
        assert before.comment_id == "reminder-2025-12-17-b1"
        assert after.comment_id == "reminder-2025-12-17-d1"

    def test_what_was_said_is_not_said_again(self) -> None:
        said = issue(["reminder-2025-12-17-d1"])
        assert reminders(date(2025, 12, 18), existing=said) == ()
        assert reminders(date(2025, 12, 23), existing=said) == ()
        assert len(reminders(date(2025, 12, 24), existing=said)) == 1

    def test_an_extension_starts_the_steps_anew(self) -> None:
        moved = item("A1", due=DUE, extensions=(Extension(date(2026, 1, 14), "Later.", "@mei"),))
        said = issue(["reminder-2025-12-17-b3", "reminder-2025-12-17-d14"])
        assert reminders(date(2026, 1, 2), moved, said) == ()
        (warning,) = reminders(date(2026, 1, 9), moved, said)
        assert warning.comment_id == "reminder-2026-01-14-b3"
        (change,) = reminders(date(2026, 1, 15), moved, said)
        assert change.comment_id == "reminder-2026-01-14-d1"

    @pytest.mark.parametrize(
        ("one", "existing", "fields"),
        [
            (item("A1", due=DUE, status="done"), issue(), {}),
            (item("A1", due=DUE, status="wont_do"), issue(), {}),
            (item("A1", due=DUE), issue(state="closed"), {}),
            (item("A1", due=DUE), issue(labels=frozenset()), {}),
            (item("A1", due=DUE), issue(key="PM-2025-001/A2"), {}),
            (item("A1", due=None, priority="P3"), issue(), {}),
        ],
        ids=["done", "wont_do", "closed", "not ours", "untracked", "no date"],
    )
    def test_what_is_settled_or_not_tracked_is_left_in_peace(
        self, one: ActionItem, existing: Issue, fields: dict[str, object]
    ) -> None:
        assert reminders(date(2026, 1, 30), one, existing, **fields) == ()

    def test_an_issue_that_is_open_is_spoken_of_whatever_would_open_today(self) -> None:
        config = Config(track_since=date(2025, 12, 2))
        assert len(reminders(date(2026, 1, 30), config=config)) == 1
        assert len(reminders(date(2026, 1, 30), status="draft")) == 1

    def test_a_due_date_from_the_policy_is_reminded_of_as_well(self) -> None:
        (change,) = reminders(date(2026, 1, 5), item("A1", due=None, priority="P1"))
        assert change.why == "due 2026-01-01, 4 days ago"

    def test_of_two_issues_for_one_item_the_first_listed_is_spoken_in(self) -> None:
        files = [sourced(postmortem(item("A1", due=DUE)))]
        listing = Listing((issue(number=7), issue(number=9)))
        plan = plan_reminders(files, listing, Config(), link, date(2025, 12, 18))
        assert [change.issue for change in plan.changes] == [7]

    def test_the_plan_is_in_reading_order(self) -> None:
        files: list[Postmortem] = [
            postmortem(item("A10", due=DUE), item("A2", due=DUE)),
            postmortem(item("A1", due=DUE), pm_id="PM-2024-009"),
        ]
        keys = ["PM-2025-001/A10", "PM-2025-001/A2", "PM-2024-009/A1"]
        issues = tuple(
            Issue(number=n, key=key, title="t", state="open", labels=frozenset({"pmaction"}))
            for n, key in enumerate(keys)
        )
        plan = plan_reminders(
            [sourced(one) for one in files], Listing(issues), Config(), link, date(2025, 12, 18)
        )
        assert [change.item for change in plan.changes] == [keys[2], keys[1], keys[0]]


CLOSING = (
    "Done? Close this issue, and say what shows it. Not to be done by then, or by somebody else? "
    "Change `PM-2025-001/A1` in postmortems/2025/PM-2025-001.yaml, lines 10–15, so that it is "
    "reviewed: `due`, `extensions`, `owner`, or `status: wont_do` with a reason."
)


class TestTexts:
    def test_a_warning_says_when_and_what_done_means(self) -> None:
        one = item("A1", due=DUE, done_when="The alert fires; ask @bob.")
        assert text(date(2025, 12, 15), one) == (
            "@alice: this action item is due on **2025-12-17**, in 2 days.\n\n"
            "Done when: The alert fires; ask @\u200bbob.\n\n" + CLOSING
        )

    def test_an_overdue_item_is_told_how_late_it_is_and_how_often_it_moved(self) -> None:
        extensions = tuple(Extension(DUE, "Later.", "@mei") for _ in range(2))
        assert text(date(2025, 12, 24), item("A1", due=DUE, extensions=extensions)) == (
            "@alice: this action item was due on **2025-12-17**, 7 days ago.\n\n"
            "The date was moved 2 times.\n\n" + CLOSING
        )

    def test_the_due_day_itself_is_today(self) -> None:
        config = Config(reminders=Reminders(after=(0,)))
        assert text(DUE, item("A1", due=DUE), config=config) == (
            "@alice: this action item is due on **2025-12-17**, today.\n\n" + CLOSING
        )

    def test_without_an_assignable_owner_backup_and_coordinator_are_asked(self) -> None:
        one = item("A1", due=DUE, owner="@acme/backend", backup="@bo", coordinator="@acme/leads")
        assert text(date(2025, 12, 18), one) == (
            "@bo: this action item was due on **2025-12-17**, 1 day ago.\n\n"
            "Nobody is assigned: `@acme/backend` is an organization team, whose members are not "
            "known here.\n\n" + CLOSING
        )

    def test_with_nobody_to_ask_nobody_is_greeted(self) -> None:
        written = text(date(2025, 12, 18), item("A1", due=DUE, owner=None))
        assert written.startswith("This action item was due on **2025-12-17**, 1 day ago.\n\n")
        assert "Nobody is assigned: the file names no owner." in written

    def test_a_team_is_asked_through_its_members(self) -> None:
        config = Config(teams={"Backend": Team(lead="@mei", members=("@ana", "@bo"))})
        written = text(date(2025, 12, 18), item("A1", due=DUE, owner="Backend"), config=config)
        assert written.startswith("@ana @bo: this action item")

    def test_of_a_team_too_large_to_be_assigned_nobody_reads_that_none_is(self) -> None:
        members = tuple(f"@m{n}" for n in range(12))
        config = Config(teams={"Backend": Team(members=members)})
        written = text(date(2025, 12, 18), item("A1", due=DUE, owner="Backend"), config=config)
        assert "Nobody is assigned" not in written

    def test_of_a_confidential_postmortem_nothing_is_quoted(self) -> None:
        one = item("A1", "Rotate the leaked key", due=DUE, done_when="The secret is gone.")
        written = text(date(2025, 12, 18), one, confidential=True)
        assert "secret" not in written
        assert "leaked" not in written
