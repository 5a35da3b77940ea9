"""Each step of each due date is said once, whatever befalls a run, and the latest one is."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta

from contract.harness import Killed
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace
from reminding_platform import Platform
from worlds import World, item, postmortem

from pmaction.change import ApplyReport, Outcome
from pmaction.config import Config, Escalation, Reminders, Team
from pmaction.model import ActionItem, Extension
from pmaction.policy import working_days_of
from pmaction.reminding.marks import Said, said_in, snoozed_in
from pmaction.reminding.steps import latest_step, silence_of
from pmaction.reminding.writing import carry_out
from pmaction.standing import Record
from pmaction.tracking.standing_text import with_record

START = date(2025, 12, 1)
ALL = 1_000_000
OWNERS = ("@ana", "@bo", None)
TEAMS = {"Mail": Team(lead="@mei", members=("@ana", "@bo"))}
POLICIES = st.builds(
    Reminders,
    before=st.sampled_from([(), (3,), (10, 3)]),
    after=st.sampled_from([(), (1,), (1, 7, 14)]),
    repeat=st.sampled_from([0, 0, 5, 14]),
    skip_weekends=st.booleans(),
    escalate=st.sampled_from([Escalation(), Escalation(backup=2, lead=9)]),
    quiet=st.sampled_from([(), ("2025-12-22/2026-01-02", "2025-12-10")]),
    digest_from=st.sampled_from([0, 2, 3]),
)


class Reminded(RuleBasedStateMachine):
    """A month of reminders with people, deaths, lost answers and lists that lag."""

    @initialize(policy=POLICIES, most_recent=st.sampled_from([2, 3, 9, ALL, ALL]))
    def begin(self, policy: Reminders, most_recent: int) -> None:
        self.platform = Platform(writers={"member"}, most_recent=most_recent)
        self.records: list[str] = []
        self.config = Config(reminders=policy, teams=TEAMS)
        self.today = START
        self.items: dict[str, ActionItem] = {}
        self.extended: dict[str, int] = {}

    def world(self) -> World:
        files = [postmortem(*self.items.values())]
        return World(self.platform, files, self.config)

    @rule(
        owner=st.sampled_from(OWNERS),
        backup=st.sampled_from([None, "@zoe"]),
        days=st.integers(-10, 10),
    )
    def open_item(self, owner: str | None, backup: str | None, days: int) -> None:
        name = f"A{len(self.items) + 1}"
        due = self.today + timedelta(days=days)
        self.items[name] = item(name, due=due, owner=owner, backup=backup)
        self.platform.open(f"PM-2025-001/{name}", assignees=frozenset([owner] if owner else []))

    def chosen(self, choice: int) -> str:
        return list(self.items)[choice % len(self.items)]

    @precondition(lambda self: self.items)
    @rule(choice=st.integers(0, 20), days=st.integers(-6, 6))
    def move_due_date(self, choice: int, days: int) -> None:
        name = self.chosen(choice)
        one = self.items[name]
        moved = Extension(self.today + timedelta(days=days), "Later.", "@mei")
        self.items[name] = replace(one, extensions=(*one.extensions, moved))

    @precondition(lambda self: self.items)
    @rule(choice=st.integers(0, 20))
    def close_or_reopen(self, choice: int) -> None:
        key = f"PM-2025-001/{self.chosen(choice)}"
        was = self.platform.of(key).issue.state
        self.platform.change(key, state="closed" if was == "open" else "open")

    @precondition(lambda self: self.items)
    @rule(
        choice=st.integers(0, 20),
        author=st.sampled_from(["member", "stranger"]),
        text=st.sampled_from(
            ["Soon.", "/snooze 3d on holiday", "/snooze 1w", "/extend 2w", "/snooze", "/snooze 0d"]
        ),
    )
    def say(self, choice: int, author: str, text: str) -> None:
        self.platform.says(f"PM-2025-001/{self.chosen(choice)}", author, text)

    @precondition(lambda self: self.items)
    @rule(choice=st.integers(0, 20), text=st.sampled_from(["/snooze 2d", "/snooze", "/snooze 2w"]))
    def edit(self, choice: int, text: str) -> None:
        key = f"PM-2025-001/{self.chosen(choice)}"
        theirs = [one for one in self.platform.of(key).comments if one.mark is None]
        if theirs:
            self.platform.edits(key, int(theirs[-1].number), text)

    @rule()
    def where_something_was_just_said_is_settled(self) -> None:
        every = [(c.number, key.issue.key) for key in self.platform.issues.values()
                 for c in key.comments if c.mark is not None]  # fmt: skip
        if every:
            self.platform.change(max(every, key=lambda one: int(one[0]))[1], state="closed")

    @rule(days=st.integers(1, 9))
    def time_goes_by(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.platform.now += timedelta(days=days)

    @rule(is_lost=st.booleans())
    def people_undo_the_record(self, is_lost: bool) -> None:
        """The standing issue says nothing any more, or what it said before the last runs.

        Where more was written since than a run reads, nothing tells that it is an old one.
        """
        if self.platform.standing_text is not None:
            self.records.append(self.platform.standing_text)
            lost = with_record(self.platform.standing_text, Record())
            can_tell = self.platform.most_recent == ALL
            self.platform.standing_text = lost if is_lost or not can_tell else self.records[0]

    @rule()
    def list_lags(self) -> None:
        self.platform.freeze()

    @rule(
        strike=st.integers(1, 8),
        fault=st.sampled_from(["killed before", "killed after", "answer lost"]),
    )
    def struck_run(self, strike: int, fault: str) -> None:
        """A run that dies, or is left without an answer, at one of its writes."""
        self.platform.strike, self.platform.fault = strike, fault
        with suppress(Killed):
            self.world().remind(self.today)
        self.platform.strike = 0

    @rule()
    def clean_run(self) -> None:
        self.platform.frozen = None
        self.run_until_all_is_read()
        said = self.said()
        silence = silence_of(self.config.reminders, working_days_of(self.config))
        for name, one in self.items.items():
            key = f"PM-2025-001/{name}"
            due = one.extensions[-1].due if one.extensions else one.due
            assert due is not None
            step = latest_step(due, self.config.reminders, silence, self.today)
            is_open = self.platform.of(key).issue.state == "open"
            if is_open and step is not None and not self.is_snoozed(key):
                for role in self.roles(one, step.days):
                    of = key, due, role
                    latest = [s.days for s in said if (s.key, s.due, s.role) == of]
                    assert latest
                    assert max(latest) >= step.days
        marks = self.platform.marks()
        self.run_until_all_is_read()
        assert self.platform.marks() == marks
        writes = self.platform.writes
        assert self.world().remind(self.today) == ApplyReport()
        assert self.platform.writes == writes

    def run_until_all_is_read(self) -> None:
        runs = 0
        while self.finds_more_than_it_can_read():
            runs += 1
            assert runs < 100, "it never gets to an end"

    def finds_more_than_it_can_read(self) -> bool:
        """Have a run; nothing is said before it is known what was.

        As long as the list of new comments is behind, a run remembers how far it got.
        """
        found = self.world().plan_reminders(self.today)
        before, writes = self.platform.marks(), self.platform.writes
        report = carry_out(found, self.platform)
        assert not found.leaves_something or self.platform.marks() == before
        assert not any(result.outcome is Outcome.FAILED for result in report.results)
        return found.leaves_something or self.platform.writes != writes

    def roles(self, one: ActionItem, days: int) -> list[str]:
        """Whom a step is said to: whoever does it, and others once it is late enough."""
        escalate = self.config.reminders.escalate
        is_told = {
            "backup": one.owner and one.backup and (escalate.backup or ALL) <= days,
            "lead": one.owner and (escalate.lead or ALL) <= days,
        }
        return ["", *(role for role, told in is_told.items() if told)]

    def is_snoozed(self, key: str) -> bool:
        grants = filter(None, map(snoozed_in, self.platform.marks()))
        until = [one.until for one in grants if one.key == key]
        return bool(until) and until[-1] > self.today

    def said(self) -> list[Said]:
        return [said for mark in self.platform.marks() for said in said_in(mark)]

    @invariant()
    def nothing_is_said_twice(self) -> None:
        if hasattr(self, "platform"):
            assert [one for one, count in Counter(self.said()).items() if count > 1] == []
            answered = [m for m in self.platform.marks() if m.startswith(("snooze:", "answer:"))]
            assert len(answered) == len(set(answered))

    @invariant()
    def no_earlier_step_follows_a_later_one(self) -> None:
        # Numbers are given in the order in which comments are written.
        if hasattr(self, "platform"):
            comments = [c for one in self.platform.issues.values() for c in one.comments]
            latest: dict[tuple[str, date, str], int] = {}
            for one in sorted(comments, key=lambda c: int(c.number)):
                for said in said_in(one.mark or ""):
                    of = said.key, said.due, said.role
                    assert latest.get(of, said.days) <= said.days
                    latest[of] = said.days


TestReminded = Reminded.TestCase
TestReminded.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
