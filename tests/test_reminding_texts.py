"""Whom a reminder is for and what it says, word for word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from reminding_platform import Platform
from worlds import World, item, postmortem

from pmaction.change import Change, Kind
from pmaction.config import Config, Escalation, Policy, Reminders, Team
from pmaction.desired import Source
from pmaction.model import ActionItem, Extension, Postmortem
from pmaction.reminding.texts import digest_text

DUE = date(2025, 12, 17)  # a Wednesday
LATE = DUE + timedelta(days=1)
KEY = "PM-2025-001/A1"


def editor(source: Source) -> str:
    return f"https://github.example/edit/main/{source.path}#L{source.first_line}"


def world(*files: Postmortem, config: Config | None = None, **fields: object) -> World:
    """These postmortems, all of whose items have open issues with these fields."""
    platform = Platform()
    for file in files:
        for key, _ in file.keyed_items():
            platform.open(key, **fields)
    return World(platform, files, config or Config())


def comments(one: World, today: date) -> tuple[Change, ...]:
    """What a round writes as comments."""
    changes = one.plan_reminders(today).plan.changes
    return tuple(change for change in changes if change.kind is Kind.COMMENT)


def text(
    today: date, one: ActionItem, config: Config | None = None, *, editable: bool = False,
    assignees: Iterable[str] = (), **fields: object
) -> str:  # fmt: skip
    """What the only reminder about one item says."""
    the_world = world(postmortem(one, **fields), config=config, assignees=frozenset(assignees))
    the_world.editor = editor if editable else None
    (change,) = comments(the_world, today)
    assert change.after.comment is not None
    return change.after.comment


PLACE = "`PM-2025-001/A1` in postmortems/2025/PM-2025-001.yaml, lines 10–15"
CLOSING = (
    "Done? Close this issue, and say what shows it.\n\nNeeds more time, or somebody else? "
    f"Change {PLACE}, so that it is reviewed: a later date below `extensions`, another `owner`, or "
    "`status: wont_do` with a reason."
)
QUIET = "To hear nothing of it for a while: comment `/snooze 2w`, and why."


class TestPlans:
    def test_a_reminder_is_one_comment_with_its_why_and_its_lasting_name(self) -> None:
        one = world(postmortem(item("A1", due=DUE)))
        (change,) = comments(one, LATE)
        assert (change.kind, change.item, change.issue) == (Kind.COMMENT, KEY, 1)
        assert change.title == "Do PM-2025-001/A1"
        assert change.why == "due 2025-12-17, 1 day ago"
        assert change.comment_id == "reminder:PM-2025-001/A1@2025-12-17+1"

    def test_a_warning_before_and_a_step_after_have_different_names(self) -> None:
        config = Config(reminders=Reminders(before=(1,), after=(1,), skip_weekends=False))
        one = world(postmortem(item("A1", due=DUE)), config=config)
        (before,) = comments(one, DUE - timedelta(days=1))
        (after,) = comments(one, LATE)
        assert before.comment_id == "reminder:PM-2025-001/A1@2025-12-17-1"
        assert after.comment_id == "reminder:PM-2025-001/A1@2025-12-17+1"

    @pytest.mark.parametrize(
        ("one", "existing", "fields"),
        [
            (item("A1", due=DUE, status="done"), {}, {}),
            (item("A1", due=DUE, status="wont_do"), {}, {}),
            (item("A1", due=DUE), {"state": "closed"}, {}),
            (item("A1", due=DUE), {"labels": frozenset()}, {}),
            (item("A1", due=None, priority="P3"), {}, {}),
        ],
        ids=["done", "wont_do", "closed", "not ours", "no date"],
    )
    def test_what_is_settled_or_not_tracked_is_left_in_peace(
        self, one: ActionItem, existing: dict[str, object], fields: dict[str, object]
    ) -> None:
        assert comments(world(postmortem(one, **fields), **existing), date(2026, 1, 30)) == ()

    def test_an_issue_that_is_open_is_spoken_of_whatever_would_open_today(self) -> None:
        late = date(2026, 1, 30)
        config = Config(track_since=date(2025, 12, 2))
        assert len(comments(world(postmortem(item("A1", due=DUE)), config=config), late)) == 1
        assert len(comments(world(postmortem(item("A1", due=DUE), status="draft")), late)) == 1

    def test_a_due_date_from_the_policy_is_reminded_of_as_well(self) -> None:
        (change,) = comments(
            world(postmortem(item("A1", due=None, priority="P1"))), date(2026, 1, 5)
        )
        assert change.why == "due 2026-01-01, 4 days ago"

    def test_of_two_issues_for_one_item_the_first_listed_is_spoken_in(self) -> None:
        one = world(postmortem(item("A1", due=DUE)))
        assert isinstance(one.tracking, Platform)
        one.tracking.open(KEY)
        assert [change.issue for change in comments(one, LATE)] == [1]

    def test_the_plan_is_in_reading_order(self) -> None:
        one = world(
            postmortem(item("A10", due=DUE), item("A2", due=DUE)),
            postmortem(item("A1", due=DUE), pm_id="PM-2024-009"),
        )
        assert [change.item for change in comments(one, LATE)] == [
            "PM-2024-009/A1",
            "PM-2025-001/A2",
            "PM-2025-001/A10",
        ]


class TestSingle:
    def test_a_warning_says_when_and_what_done_means(self) -> None:
        one = item("A1", due=DUE, done_when="The alert fires; ask @bob.")
        assert text(date(2025, 12, 15), one) == (
            "@alice: this action item is due on **2025-12-17**, in 2 days.\n\n"
            f"Done when: The alert fires; ask @\u200bbob.\n\n{CLOSING}\n\n{QUIET}"
        )

    def test_an_overdue_item_is_told_how_late_it_is_and_how_often_it_moved(self) -> None:
        extensions = tuple(Extension(DUE, "Later.", "@mei") for _ in range(2))
        assert text(date(2025, 12, 24), item("A1", due=DUE, extensions=extensions)) == (
            "@alice: this action item was due on **2025-12-17**, 7 days ago.\n\n"
            f"The date was moved 2 times.\n\n{CLOSING}\n\n{QUIET}"
        )

    def test_the_due_day_itself_is_today(self) -> None:
        config = Config(reminders=Reminders(after=(0,)))
        begin = "@alice: this action item is due on **2025-12-17**, today.\n\n"
        assert text(DUE, item("A1", due=DUE), config) == f"{begin}{CLOSING}\n\n{QUIET}"

    def test_where_there_is_an_editor_a_link_leads_to_the_line_in_it(self) -> None:
        edit = "https://github.example/edit/main/postmortems/2025/PM-2025-001.yaml#L10"
        assert text(LATE, item("A1", due=DUE), editable=True) == (
            "@alice: this action item was due on **2025-12-17**, 1 day ago.\n\n"
            + CLOSING.replace(PLACE, f"{PLACE} ([edit it there]({edit}))")
            + f"\n\n{QUIET}"
        )

    def test_where_nothing_may_be_put_off_no_snooze_is_offered(self) -> None:
        config = Config(reminders=Reminders(longest_snooze=0))
        assert text(LATE, item("A1", due=DUE), config).endswith(CLOSING)

    def test_without_an_assignable_owner_backup_and_coordinator_are_asked(self) -> None:
        one = item("A1", due=DUE, owner="@acme/backend", backup="@bo", coordinator="@acme/leads")
        assert text(LATE, one) == (
            "@bo: this action item was due on **2025-12-17**, 1 day ago.\n\n"
            "Nobody is assigned: `@acme/backend` is an organization team, whose members are not "
            "known here. Please assign somebody to this issue, or name a person as its `owner`."
            f"\n\n{CLOSING}\n\n{QUIET}"
        )

    def test_with_nobody_to_ask_nobody_is_greeted(self) -> None:
        written = text(LATE, item("A1", due=DUE, owner=None))
        assert written.startswith("This action item was due on **2025-12-17**, 1 day ago.\n\n")
        assert "Nobody is assigned: the file names no owner." in written

    def test_whoever_took_it_over_is_asked_and_not_whom_the_file_names(self) -> None:
        assert text(LATE, item("A1", due=DUE), assignees=["@zoe"]).startswith("@zoe: this action")

    def test_a_team_is_asked_through_its_members(self) -> None:
        config = Config(teams={"Backend": Team(lead="@mei", members=("@ana", "@bo"))})
        written = text(LATE, item("A1", due=DUE, owner="Backend"), config)
        assert written.startswith("@ana @bo: this action item")

    def test_of_a_team_too_large_to_be_assigned_nobody_reads_that_none_is(self) -> None:
        config = Config(teams={"Backend": Team(members=tuple(f"@m{n}" for n in range(12)))})
        written = text(LATE, item("A1", due=DUE, owner="Backend"), config)
        assert "Nobody is assigned" not in written

    def test_of_a_confidential_postmortem_nothing_is_quoted(self) -> None:
        one = item("A1", "Rotate the leaked key", due=DUE, done_when="The secret is gone.")
        written = text(LATE, one, confidential=True)
        assert "secret" not in written
        assert "leaked" not in written


TEAMS = {"Backend": Team(lead="@mei", manager="@head", members=("@ana", "@bo"))}
ESCALATING = Config(
    teams=TEAMS,
    reminders=Reminders(after=(1, 7), escalate=Escalation(backup=7, lead=14, manager=30)),
)


class TestEscalation:
    @pytest.mark.parametrize(
        ("late", "told"),
        [
            (1, None),
            (7, "Told as well: @zoe (backup)."),
            (14, "Told as well: @zoe (backup), @mei (leads Backend)."),
            (
                30,
                "Told as well: @zoe (backup), @mei (leads Backend), @head (manages Backend).",
            ),
        ],
    )
    def test_the_later_it_is_the_more_people_hear_of_it(self, late: int, told: str | None) -> None:
        one = item("A1", due=date(2025, 12, 1), owner="@ana", backup="@zoe")
        written = text(date(2025, 12, 1) + timedelta(days=late), one, ESCALATING)
        assert written.startswith("@ana: this action item was due on **2025-12-01**")
        lines = written.split("\n\n")
        assert (lines[1] == told) if told else "Told as well" not in written

    def test_nobody_is_told_twice(self) -> None:
        one = item("A1", due=date(2025, 12, 1), owner="@mei", backup="@MEI")
        written = text(date(2025, 12, 31), one, ESCALATING, assignees=["@Mei"])
        assert written.split("\n\n")[1] == "Told as well: @head (manages Backend)."

    def test_only_single_accounts_are_told(self) -> None:
        one = item("A1", due=date(2025, 12, 1), owner="@ana", backup="@acme/backend")
        config = replace_config(
            ESCALATING, teams={"Backend": Team(lead="Mei Tanaka", members=("@ana",))}
        )
        assert "Told as well" not in text(date(2025, 12, 31), one, config)


def replace_config(config: Config, **fields: object) -> Config:
    values = {name: getattr(config, name) for name in config.__struct_fields__}
    return Config(**(values | fields))


class TestOwners:
    CONFIG = Config(policy=Policy(owner_within="2 business days"), teams=TEAMS)

    def test_an_item_without_an_owner_is_asked_about_after_its_deadline(self) -> None:
        # The incident began on Monday the 1st: by Wednesday somebody is to be named.
        file = postmortem(item("A1", due=None, owner=None, priority="P3"), authors=("@zoe", "Kim"))
        one = world(file, config=self.CONFIG)
        assert comments(one, date(2025, 12, 3)) == ()
        (change,) = comments(one, date(2025, 12, 4))
        assert change.comment_id == "reminder:owner:PM-2025-001/A1@2025-12-03+1"
        assert change.why == "owner due 2025-12-03, 1 day ago", "and not the item"
        assert change.after.comment == (
            "@zoe: an owner of this action item was due on **2025-12-03**, 1 day ago.\n\n"
            "Nobody is responsible for it: the file names no owner; asked for by policy: an owner "
            "within 2 business days of 2025-12-01.\n\n"
            f"Write an `owner` into {PLACE}, or assign somebody to this issue.\n\n{QUIET}"
        )

    @pytest.mark.parametrize("owner", ["@acme/sre", "Whoever is on call"])
    def test_an_owner_who_cannot_be_reached_is_as_none(self, owner: str) -> None:
        file = postmortem(item("A1", due=None, owner=owner, priority="P3"), authors=("@zoe",))
        (change,) = comments(world(file, config=self.CONFIG), date(2025, 12, 4))
        written = change.after.comment or ""
        assert written.startswith("@zoe: an owner of this action item was due on **2025-12-03**")
        assert f"Write another `owner` into {PLACE}, or assign somebody to this issue." in written

    def test_a_backup_is_asked_before_who_wrote_the_postmortem(self) -> None:
        one = item("A1", due=None, owner="@acme/sre", backup="@bo", priority="P3")
        file = postmortem(one, authors=("@zoe",))
        (change,) = comments(world(file, config=self.CONFIG), date(2025, 12, 4))
        assert (change.after.comment or "").startswith("@bo: an owner of this action item")

    def test_what_is_overdue_and_without_an_owner_is_one_comment(self) -> None:
        due = date(2025, 12, 3)
        file = postmortem(item("A1", due=due, owner=None, priority="P3"), authors=("@zoe",))
        one = world(file, config=self.CONFIG)
        (change,) = comments(one, date(2025, 12, 4))
        assert change.comment_id == (
            "reminder:PM-2025-001/A1@2025-12-03+1,owner:PM-2025-001/A1@2025-12-03+1"
        )
        assert change.after.comment == (
            "@zoe: this action item was due on **2025-12-03**, 1 day ago.\n\n"
            "Nobody is assigned: the file names no owner. Please assign somebody to this issue, or "
            "name a person as its `owner`.\n\n"
            "An owner of this action item was due on **2025-12-03**, 1 day ago.\n\n"
            f"{CLOSING}\n\n{QUIET}"
        )
        one.remind(date(2025, 12, 4))
        assert comments(one, date(2025, 12, 5)) == ()

    def test_a_program_that_is_assigned_is_not_reminded_but_the_owner(self) -> None:
        one = item("A1", due=DUE, owner="@ana")
        both = {"assignees": frozenset(["@Copilot"]), "bots": frozenset(["@Copilot"])}
        (change,) = comments(world(postmortem(one), **both), LATE)
        written = change.after.comment or ""
        assert written.startswith("@ana: this action item was due")
        assert "This issue is assigned to `@Copilot` and to no person.\n\n" in written
        both["assignees"] |= {"@zoe"}
        (change,) = comments(world(postmortem(one), **both), LATE)
        assert (change.after.comment or "").startswith("@zoe: this action item was due")
        assert "Copilot" not in (change.after.comment or "")

    def test_a_program_is_no_owner(self) -> None:
        file = postmortem(item("A1", due=None, owner=None, priority="P3"), authors=("@zoe",))
        both = {"assignees": frozenset(["@Copilot"]), "bots": frozenset(["@Copilot"])}
        (change,) = comments(world(file, config=self.CONFIG, **both), date(2025, 12, 4))
        assert (change.after.comment or "").startswith("@zoe: an owner of this action item")

    @pytest.mark.parametrize(
        ("one", "assignees"),
        [
            (item("A1", due=None, priority="P3"), ()),
            (item("A1", due=None, priority="P3", owner=None), ("@ana",)),
            (item("A1", due=None, priority="P3", owner=None, status="wont_do"), ()),
        ],
        ids=["it has one", "somebody is assigned", "it is settled"],
    )
    def test_otherwise_nobody_is_asked_for_an_owner(
        self, one: ActionItem, assignees: tuple[str, ...]
    ) -> None:
        file = postmortem(one, authors=("@zoe",))
        the_world = world(file, config=self.CONFIG, assignees=frozenset(assignees))
        assert comments(the_world, date(2025, 12, 4)) == ()

    def test_it_is_asked_once(self) -> None:
        file = postmortem(item("A1", due=None, owner=None, priority="P3"), authors=("@zoe",))
        one = world(file, config=self.CONFIG)
        one.remind(date(2025, 12, 4))
        assert comments(one, date(2026, 3, 4)) == ()


class TestDigest:
    FILES = (
        postmortem(
            item("A1", due=date(2025, 12, 1), owner="@ana"),
            item("A2", due=DUE, owner="@ana", backup="@zoe"),
            item("A3", due=date(2025, 12, 19), owner="@bo"),
            item("A4", due=date(2025, 12, 19), owner="Pair"),
        ),
        postmortem(item("A1", due=DUE, owner="@ana"), pm_id="PM-2025-007", confidential=True),
    )
    CONFIG = Config(
        teams={"Pair": Team(members=("@ana", "@bo"))},
        reminders=Reminders(escalate=Escalation(backup=1), digest_from=4),
    )

    def digest(self, **fields: object) -> Change:
        one = world(*self.FILES, config=replace_config(self.CONFIG, **fields))
        one.editor = editor
        digest, single = comments(one, LATE)
        assert single.item == "PM-2025-001/A3"
        return digest

    def test_what_one_person_would_get_many_of_comes_in_one_comment(self) -> None:
        edit = "https://github.example/edit/main/postmortems/2025"
        assert self.digest().after.comment == (
            "@ana: 4 things from postmortems wait for you. 1 of them is more than a week late.\n\n"
            "| Due | What | |\n"
            "|---|---|---|\n"
            "| 2025-12-01, 17 days ago | #1 `PM-2025-001/A1` Do PM-2025-001/A1 "
            f"| [move or hand over]({edit}/PM-2025-001.yaml#L10) |\n"
            "| 2025-12-17, 1 day ago | #2 `PM-2025-001/A2` Do PM-2025-001/A2; told as well: "
            f"@zoe (backup) | [move or hand over]({edit}/PM-2025-001.yaml#L20) |\n"
            "| 2025-12-17, 1 day ago | #5 `PM-2025-007/A1` Action item A1 (confidential) "
            f"| [move or hand over]({edit}/PM-2025-007.yaml#L10) |\n"
            "| 2025-12-19, in 1 day | #4 `PM-2025-001/A4` Do PM-2025-001/A4; with @bo "
            f"| [move or hand over]({edit}/PM-2025-001.yaml#L40) |\n\n"
            "Done? Close the issue, and say what shows it.\n"
            "Needs more time, or somebody else? The link beside it leads to its file: change it "
            "there.\n\n"
            "To hear nothing of one for a while: comment `/snooze 2w` in its issue, and why."
        )

    def test_what_all_share_greets_all_of_them(self) -> None:
        members = ("@ana", "@bo", "@cy")
        config = Config(teams={"Trio": Team(members=members), "Pair": Team(members=members[:2])})
        items = [item(f"A{n}", due=DUE, owner="Trio") for n in range(1, 4)]
        file = postmortem(*items, item("A4", due=DUE, owner="Trio"))
        (digest,) = comments(world(file, config=config), LATE)
        written = digest.after.comment or ""
        assert written.startswith("@ana @bo @cy: 4 things from postmortems wait for you.\n\n| Due")
        assert written.count("@") == 3, "and no row names anybody"
        assert digest.title == "4 reminders for @ana, @bo, @cy in one"
        file = postmortem(*items, item("A4", due=DUE, owner="Pair"))
        (digest,) = comments(world(file, config=config), LATE)
        written = digest.after.comment or ""
        assert written.startswith("@ana @bo: 4 things from postmortems wait for you.\n\n")
        assert "Do PM-2025-001/A3; with @cy |" in written

    def test_it_stands_in_the_issue_of_the_most_overdue_thing(self) -> None:
        digest = self.digest()
        assert (digest.item, digest.issue) == ("PM-2025-001/A1", 1)
        assert digest.title == "4 reminders for @ana in one"
        assert digest.comment_id == (
            "reminder:PM-2025-001/A1@2025-12-01+14,"
            "PM-2025-001/A2@2025-12-17+1,backup:PM-2025-001/A2@2025-12-17+1,"
            "PM-2025-007/A1@2025-12-17+1,PM-2025-001/A4@2025-12-19-3"
        )

    def test_the_plan_names_the_first_three_things_and_counts_the_others(self) -> None:
        config = replace_config(self.CONFIG, reminders=Reminders(digest_from=4))
        digest, _ = comments(world(*self.FILES, config=config), LATE)
        assert digest.why == (
            "PM-2025-001/A1 due 2025-12-01, 17 days ago, PM-2025-001/A2 due 2025-12-17, 1 day ago, "
            "PM-2025-007/A1 due 2025-12-17, 1 day ago and 1 more"
        )

    def test_a_title_that_would_ping_or_break_the_table_does_neither(self) -> None:
        file = postmortem(*(item(f"A{n}", due=DUE, owner="@ana") for n in (1, 2)))
        config = Config(reminders=Reminders(digest_from=2))
        one = world(file, config=config, title="Ask @bob | <!-- x --> [y](z)")
        (digest,) = comments(one, LATE)
        assert digest.after.comment is not None
        assert "Ask @\u200bbob \\| &lt;!-- x --> \\[y](z)" in digest.after.comment.replace(
            "\\]", "]"
        )

    def test_below_the_threshold_each_comes_alone(self) -> None:
        one = world(
            *self.FILES, config=replace_config(self.CONFIG, reminders=Reminders(digest_from=5))
        )
        assert len(comments(one, LATE)) == 5

    def test_without_a_threshold_each_comes_alone(self) -> None:
        one = world(
            *self.FILES, config=replace_config(self.CONFIG, reminders=Reminders(digest_from=0))
        )
        assert len(comments(one, LATE)) == 5

    def test_what_nobody_is_named_for_comes_in_one_comment_too(self) -> None:
        file = postmortem(*(item(f"A{n}", due=DUE, owner=None) for n in range(4)))
        (digest,) = comments(world(file), LATE)
        assert digest.after.comment is not None
        assert digest.after.comment.startswith(
            "4 things from postmortems wait, and nobody is named for them.\n\n"
        )

    def test_what_nobody_owns_comes_to_who_wrote_the_postmortem_and_says_so(self) -> None:
        items = [item(f"A{n}", due=DUE, owner=None) for n in range(4)]
        owned = item("A5", due=DUE, owner="@ana")
        file = postmortem(*items, owned, authors=("@mona", "Bo from afar"))
        digest, single = sorted(comments(world(file), LATE), key=lambda one: len(one.why))[::-1]
        written = digest.after.comment or ""
        assert written.startswith("@mona: 4 things from postmortems wait for you.\n\n")
        assert "`PM-2025-001/A0` Do PM-2025-001/A0: nobody is assigned |" in written
        assert (single.after.comment or "").startswith("@ana: ")
        (one,) = comments(world(postmortem(items[0], authors=("@mona",))), LATE)
        assert (one.after.comment or "").startswith("@mona: this action item was due on")
        assert (
            "\n\nNobody is assigned: the file names no owner. Please assign somebody to this "
            "issue, or name a person as its `owner`.\n\n"
        ) in (one.after.comment or "")

    def test_it_tells_how_to_end_each_kind_of_thing_that_stands_in_it(self) -> None:
        config = replace_config(Config(), policy=Policy(owner_within="1 day"))
        file = postmortem(*(item(f"A{n}", due=day, owner=None) for n, day in
                            enumerate((DUE, date(2026, 2, 1)), 1)))  # fmt: skip
        config = replace_config(config, reminders=Reminders(digest_from=2))
        (digest,) = comments(world(file, config=config), LATE)
        assert (digest.after.comment or "").endswith(
            "\n\nNo owner? Write an `owner` into the file, or assign somebody to the issue.\n"
            "Done? Close the issue, and say what shows it.\n"
            "Needs more time, or somebody else? The link beside it leads to its file: change it "
            "there.\n\n"
            "To hear nothing of one for a while: comment `/snooze 2w` in its issue, and why."
        )

    def test_of_very_many_things_several_digests_are_made_and_each_fits(self) -> None:
        title = "Ünïcode " * 40
        file = postmortem(*(item(f"A{n}", due=DUE, owner="@ana") for n in range(1, 121)))
        found = comments(world(file, title=title), LATE)
        assert [len((one.comment_id or "").split(",")) for one in found] == [50, 50, 20]
        assert all(len(one.after.comment or "") < 60_000 for one in found)

    def test_however_long_its_rows_are_each_digest_fits(self) -> None:
        file = postmortem(*(item(f"A{n}", due=DUE, owner="@ana") for n in range(1, 51)))
        one = world(file)
        one.editor = lambda source: "%E8%A8%98" * 140 + source.path
        found = comments(one, LATE)
        marks = [mark for one in found for mark in (one.comment_id or "").split(",")]
        assert len(found) > 1
        assert len(marks) == len(set(marks)) == 50
        assert all(
            len(one.after.comment or "") + len(one.comment_id or "") < 60_000 for one in found
        )
        assert len({one.issue for one in found}) == len(found), "each in the issue of its first row"

    def test_who_hears_of_all_of_it_is_mentioned_once_and_others_beside_what_they_hear_of(
        self,
    ) -> None:
        teams = {"T": Team(lead="@lead", members=("@ana",))}
        escalate = Escalation(backup=7, lead=7)
        config = Config(teams=teams, reminders=Reminders(escalate=escalate, digest_from=4))
        items = [item(f"A{n}", due=DUE, owner="@ana") for n in range(1, 4)]
        file = postmortem(*items, item("A4", due=DUE, owner="@ana", backup="@zoe"))
        (digest,) = comments(world(file, config=config), DUE + timedelta(days=7))
        written = digest.after.comment or ""
        assert written.startswith(
            "@ana: 4 things from postmortems wait for you.\n\nTold as well: @lead (leads T).\n\n"
        )
        assert written.count("@lead") == 1
        assert "`PM-2025-001/A4` Do PM-2025-001/A4; told as well: @zoe (backup) |" in written

    def test_a_digest_stands_where_something_can_be_written(self) -> None:
        one = world(*self.FILES, config=self.CONFIG)
        assert isinstance(one.tracking, Platform)
        one.tracking.change("PM-2025-001/A1", locked=True)
        digest, _ = comments(one, LATE)
        assert digest.issue == 2


class TestTold:
    """Who hears of others' things: beside them, and in one comment if that would be many."""

    NAMES = tuple(f"@u{n}" for n in range(1, 5))
    TEAMS = {"T": Team(lead="@Lead", manager="@boss", members=NAMES)}  # noqa: RUF012
    MONTH = DUE + timedelta(days=30)

    def world(self, owners: Iterable[str] = NAMES, digest_from: int = 4, **escalate: int) -> World:
        reminders = Reminders(escalate=Escalation(**escalate), digest_from=digest_from)
        config = Config(teams=self.TEAMS, reminders=reminders)
        items = [item(f"A{n}", due=DUE, owner=name) for n, name in enumerate(owners, 1)]
        return world(postmortem(*items), config=config)

    def test_owners_hear_of_their_things_beside_the_one_digest_of_their_lead(self) -> None:
        one = self.world(lead=14, manager=30)
        assert len(comments(one, DUE + timedelta(days=7))) == 4, "nobody else is told yet"
        found = comments(one, DUE + timedelta(days=14))
        theirs = [c for c in found if (c.after.comment or "").startswith("@u")]
        (digest,) = [c for c in found if c not in theirs]
        assert [c.issue for c in theirs] == [1, 2, 3, 4]
        assert not any("Lead" in (c.after.comment or "") for c in theirs)
        written = digest.after.comment or ""
        assert written.startswith(
            "@Lead: 4 action items are late in teams that you lead. All of them are more than a "
            "week late.\n\n| Due | What | |\n|---|---|---|\n"
            "| 2025-12-17, 14 days ago | #1 `PM-2025-001/A1` Do PM-2025-001/A1 |"
        )
        assert "@u" not in written
        assert digest.title == "4 reminders for @Lead in one"
        assert (digest.comment_id or "").startswith("reminder:lead:PM-2025-001/A1@2025-12-17+14,")

    def test_below_the_threshold_they_are_told_beside_the_owner(self) -> None:
        one = self.world(self.NAMES[:3], lead=14)
        found = comments(one, DUE + timedelta(days=14))
        assert len(found) == 3
        assert all("\n\nTold as well: @Lead (leads T).\n\n" in (c.after.comment or "")
                   for c in found)  # fmt: skip
        assert found[0].comment_id == (
            "reminder:PM-2025-001/A1@2025-12-17+14,lead:PM-2025-001/A1@2025-12-17+14"
        )

    def test_comments_are_counted_and_not_what_stands_in_them(self) -> None:
        (one,) = comments(self.world(["@u1"] * 5, lead=14), DUE + timedelta(days=14))
        assert (one.after.comment or "").startswith(
            "@u1: 5 things from postmortems wait for you. All of them are more than a week late."
            "\n\nTold as well: @Lead (leads T).\n\n"
        )

    def test_a_run_that_died_before_the_leads_comment_says_that_alone(self) -> None:
        one = self.world(lead=14)
        assert isinstance(one.tracking, Platform)
        late = DUE + timedelta(days=14)
        for change in comments(one, late):
            if (change.after.comment or "").startswith("@u") and change.issue is not None:
                one.tracking.comment(change.issue, change.comment_id or "", "", noted=False)
        (digest,) = comments(one, late)
        assert (digest.after.comment or "").startswith("@Lead: 4 action items are late in teams")
        one.remind(late)
        assert comments(one, late) == ()

    def test_a_digest_of_one_thing_speaks_of_one(self) -> None:
        words: dict[str, Any] = {"rows": ["| | | |"], "endings": ["Done?"], "snooze": ""}
        for said, written in (
            (
                "@ana: 1 thing from postmortems waits for you. It is more than a week late.\n\n",
                digest_text(["@ana"], late=1, **words),
            ),
            (
                "1 thing from postmortems waits, and nobody is named for it.\n\n",
                digest_text([], late=0, **words),
            ),
            (
                "@mei: 1 action item is late in teams that you lead. It is more than a week late.",
                digest_text(["@mei"], late=1, roles=["lead"], **words),
            ),
        ):
            assert written.startswith(said)

    def test_who_leads_others_and_is_told_alone_is_not_told_what_owners_do(self) -> None:
        one = self.world(["@u1"], lead=14)
        assert isinstance(one.tracking, Platform)
        one.tracking.comment(1, "reminder:PM-2025-001/A1@2025-12-17+14", "", noted=False)
        (told,) = comments(one, DUE + timedelta(days=14))
        assert (told.after.comment or "").endswith(
            "14 days ago.\n\n"
            "This is not yours to do, but to see done: ask whoever has it what is missing. If it "
            f"needs more time or somebody else, change {PLACE}, so that it is reviewed."
        )

    def test_whom_the_owners_comment_did_not_name_is_told_alone(self) -> None:
        one = self.world(["@u1"], lead=14, manager=14)
        assert isinstance(one.tracking, Platform)
        one.tracking.comment(1, "reminder:PM-2025-001/A1@2025-12-17+14", "", noted=False)
        (told,) = comments(one, DUE + timedelta(days=14))
        assert (told.after.comment or "").startswith(
            "@Lead (leads T): this action item was due on **2025-12-17**, 14 days ago.\n\n"
            "Told as well: @boss (manages T).\n\n"
        )
        assert told.why == "due 2025-12-17, 14 days ago, told to its lead"

    def test_of_several_roles_the_digest_names_each(self) -> None:
        other = Team(manager="@pat", members=("@v",))
        teams = {"T": Team(lead="@pat", members=self.NAMES), "O": other}
        reminders = Reminders(escalate=Escalation(backup=7, lead=7, manager=7), digest_from=3)
        items = [
            item("A1", due=DUE, owner="@u1"),
            item("A2", due=DUE, owner="@v"),
            item("A3", due=DUE, owner="@x", backup="@pat"),
        ]
        one = world(postmortem(*items), config=Config(teams=teams, reminders=reminders))
        (digest,) = [c for c in comments(one, DUE + timedelta(days=7)) if "in one" in c.title]
        assert (digest.after.comment or "").startswith(
            "@pat: 3 action items are late in teams that you lead or manage, or with you as the "
            "backup.\n\n"
        )


class TestTimeZones:
    @pytest.mark.parametrize(
        ("zone", "now", "overdue"),
        [
            # The 18th begins in Auckland at 11:00 UTC of the 17th, in Honolulu at 10:00 of its own.
            ("Pacific/Auckland", datetime(2025, 12, 17, 10, 59, tzinfo=UTC), False),
            ("Pacific/Auckland", datetime(2025, 12, 17, 11, 0, tzinfo=UTC), True),
            ("Pacific/Honolulu", datetime(2025, 12, 17, 11, 0, tzinfo=UTC), False),
            ("Pacific/Honolulu", datetime(2025, 12, 18, 9, 59, tzinfo=UTC), False),
            ("Pacific/Honolulu", datetime(2025, 12, 18, 10, 0, tzinfo=UTC), True),
            ("UTC", datetime(2025, 12, 17, 23, 59, 59, tzinfo=UTC), False),
            ("UTC", datetime(2025, 12, 18, 0, 0, tzinfo=UTC), True),
        ],
    )
    def test_a_day_is_over_when_it_is_over_there(
        self, zone: str, now: datetime, overdue: bool
    ) -> None:
        reminders = Reminders(before=(), after=(1,))
        file = postmortem(item("A1", due=DUE))
        for config in (
            Config(time_zone=zone, reminders=reminders),
            Config(
                time_zone="Europe/Berlin",
                reminders=reminders,
                teams={"Far away": Team(members=("@alice",), time_zone=zone)},
            ),
        ):
            plan = world(file, config=config).plan_reminders_at(now).plan
            assert any(c.kind is Kind.COMMENT for c in plan.changes) is overdue

    def test_at_one_moment_it_is_due_today_for_one_and_overdue_for_another(self) -> None:
        teams = {
            "South": Team(members=("@kiri",), time_zone="Pacific/Auckland"),
            "Islands": Team(members=("@kai",), time_zone="Pacific/Honolulu"),
        }
        config = Config(teams=teams, reminders=Reminders(before=(), after=(0, 1)))
        file = postmortem(item("A1", due=DUE, owner="@kiri"), item("A2", due=DUE, owner="@kai"))
        plan = world(file, config=config).plan_reminders_at(
            datetime(2025, 12, 17, 20, tzinfo=UTC)
        ).plan  # fmt: skip
        assert [change.why for change in plan.changes if change.kind is Kind.COMMENT] == [
            "due 2025-12-17, 1 day ago",
            "due 2025-12-17, today",
        ]

    @pytest.mark.parametrize(
        ("due", "now", "overdue"),
        [
            # On 2025-03-30 the day in Berlin has 23 hours, on 2025-10-26 it has 25.
            (date(2025, 3, 30), datetime(2025, 3, 30, 21, 59, tzinfo=UTC), False),
            (date(2025, 3, 30), datetime(2025, 3, 30, 22, 0, tzinfo=UTC), True),
            (date(2025, 10, 26), datetime(2025, 10, 26, 22, 59, tzinfo=UTC), False),
            (date(2025, 10, 26), datetime(2025, 10, 26, 23, 0, tzinfo=UTC), True),
        ],
    )
    def test_days_of_23_and_25_hours_end_when_they_end(
        self, due: date, now: datetime, overdue: bool
    ) -> None:
        reminders = Reminders(before=(), after=(1,), skip_weekends=False)
        config = Config(time_zone="Europe/Berlin", reminders=reminders)
        one = world(postmortem(item("A1", due=due)), config=config)
        assert bool(one.plan_reminders_at(now).plan.changes) is overdue
