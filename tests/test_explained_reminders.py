"""`policy explain` and `remind` agree day by day, whatever is configured."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from reminding_platform import Platform
from worlds import World, item, postmortem

from pmaction.config import Config, Escalation, Holidays, Policy, Reminders, Team, WorkingWeek
from pmaction.explanation import Spoken, explain
from pmaction.incident import Times
from pmaction.model import ActionItem, Postmortem
from pmaction.moment import parse_moment
from pmaction.owners import ownership
from pmaction.reminding.marks import said_in
from pmaction.render.explanation import explanations_text

# The runs begin so early that no warning falls before them.
FIRST, DAYS = date(2024, 12, 16), 136
LAST = FIRST + timedelta(days=DAYS - 1)
DUE = date(2025, 2, 10)

some_days = st.integers(0, 120).map(lambda days: date(2025, 1, 1) + timedelta(days=days))
spans = st.builds(
    lambda first, days: f"{first}/{first + timedelta(days=days)}", some_days, st.integers(0, 20)
)
some_late = st.sampled_from([None, 1, 5, 10, 14])
POLICIES = st.builds(
    Reminders,
    before=st.lists(st.integers(1, 30), max_size=3).map(tuple),
    after=st.lists(st.integers(0, 40), max_size=3).map(tuple),
    skip_weekends=st.booleans(),
    repeat=st.sampled_from([0, 1, 2, 3, 7, 14]),
    escalate=st.builds(Escalation, some_late, some_late, some_late),
    quiet=st.lists(spans | some_days.map(str), max_size=3).map(tuple),
    digest_from=st.just(0),
)
WEEKS = st.builds(
    WorkingWeek,
    weekend=st.sampled_from([("saturday", "sunday"), ("friday",), ()]),
    holidays=st.sampled_from([None, Holidays("DE", "BE"), Holidays("JP")]),
    free=st.lists(some_days, max_size=3).map(tuple),
)
OWNERS = st.sampled_from(["@ana", "Platform", "@acme/sre", "Nobody knows", None])


def config_of(reminders: Reminders, week: WorkingWeek) -> Config:
    return Config(
        reminders=reminders,
        working_days=week,
        teams={"Platform": Team(lead="@mei", members=("@ana", "@bo"), manager="@boss")},
        policy=Policy(owner_within="3 business days"),
    )


def reminded(one: ActionItem, config: Config) -> dict[str, list[tuple[date, int]]]:
    """Remind every day, and give the day and the step of each comment, by what it is of.

    What is said to others begins with their role.
    """
    platform = Platform()
    assigned = frozenset(ownership(one, config.teams).assignees)
    platform.open("PM-2025-001/A1", assignees=assigned)
    world = World(platform, [of(one)], config)
    found: dict[str, list[tuple[date, int]]] = {}
    for days in range(DAYS):
        known = len(platform.marks())
        world.remind(FIRST + timedelta(days=days))
        for mark in platform.marks()[known:]:
            for said in said_in(mark):
                name = f"{said.role}:{said.key}" if said.role else said.key
                found.setdefault(name, []).append((FIRST + timedelta(days=days), said.days))
    return found


def of(one: ActionItem) -> Postmortem:
    return postmortem(one, times=Times(started=parse_moment("2025-01-06T10:00:00Z")))


def days_of(spoken: tuple[Spoken, ...]) -> list[tuple[date, int]]:
    return [(one.on, one.days) for one in spoken if not one.gives_way and one.on <= LAST]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reminders=POLICIES, week=WEEKS, owner=OWNERS)
@example(Reminders(repeat=1, after=(5,)), WorkingWeek(), "@ana")
@example(Reminders(repeat=3, quiet=("2025-02-12/2025-03-02",)), WorkingWeek(), None)
def test_each_day_that_is_explained_is_a_day_of_a_reminder_and_no_other(
    reminders: Reminders, week: WorkingWeek, owner: str | None
) -> None:
    config = config_of(reminders, week)
    one = item("A1", due=DUE, owner=owner)
    explained = explain(of(one), one, config, datetime(2024, 12, 16, 12, tzinfo=UTC))
    found = reminded(one, config)
    for key, spoken in (
        ("PM-2025-001/A1", explained.reminders),
        ("owner:PM-2025-001/A1", explained.asks),
    ):
        expected, said = days_of(spoken), found.pop(key, [])
        # Of those that repeat, the first alone is listed.
        assert said[: len(expected)] == expected
        goes_on = reminders.repeat and spoken and spoken[-1].on <= LAST
        assert goes_on or len(said) == len(expected)
    for role, who in (("lead", "@mei (leads Platform)"), ("manager", "@boss (manages Platform)")):
        expected = days_of(tuple(one for one in explained.reminders if who in one.also))
        assert found.pop(f"{role}:PM-2025-001/A1", [])[: len(expected)] == expected
    assert not found


def test_whoever_is_greeted_in_place_of_an_owner_is_not_told_a_second_time() -> None:
    config = config_of(
        Reminders(after=(1, 14), escalate=Escalation(backup=1, lead=14)), WorkingWeek()
    )
    now = datetime(2025, 1, 1, 12, tzinfo=UTC)
    one = item("A1", due=DUE, owner=None, backup="@bo")
    assert not any(day.also for day in explain(of(one), one, config, now).reminders)
    owned = item("A1", due=DUE, owner="@ana", backup="@bo")
    assert explain(of(owned), owned, config, now).reminders[-1].also == (
        "@bo (backup)",
        "@mei (leads Platform)",
    )


def test_an_owner_who_cannot_be_reached_is_explained_to_be_asked_for() -> None:
    config = config_of(Reminders(), WorkingWeek())
    now = datetime(2025, 1, 1, 12, tzinfo=UTC)
    one = item("A1", due=DUE, owner="@acme/sre", backup="@bo")
    explained = explain(of(one), one, config, now)
    assert (explained.wants_owner, explained.asked) == (True, ("@bo",))
    text = explanations_text([explained], lambda said, _: said)
    assert "2025-01-10 Fri  1 day after      owner_within; asks @bo for one\n" in text


def test_what_nobody_owns_is_explained_to_go_to_whom_it_is_written_to() -> None:
    config = Config(reminders=Reminders(after=(1,)))
    now = datetime(2025, 2, 11, 12, tzinfo=UTC)
    one = item("A1", due=DUE, owner=None)
    file = replace(of(one), authors=("@mona", "Bo from afar"))
    explained = explain(file, one, config, now)
    assert explained.greeted == ("@mona",)
    text = explanations_text([explained], lambda said, _: said)
    assert "  reminders  to @mona, as long as nobody is assigned:\n" in text
    platform = Platform()
    platform.open("PM-2025-001/A1")
    World(platform, [file], config).remind(now.date())
    assert platform.of("PM-2025-001/A1").comments[-1].text.startswith("@mona: ")
    owned = item("A1", due=DUE, owner="@ana")
    assert explain(of(owned), owned, config, now).greeted == ("@ana",)
