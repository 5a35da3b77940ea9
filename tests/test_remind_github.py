"""`pmaction remind` against GitHub's stand-in: what it costs, whom it believes, what it leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from checkouts import check_out, commit
from msgspec.structs import replace
from standin import Assignable, Issue, Reply, Request, StandIn

from pmaction.cli import main
from pmaction.reminding import looking
from pmaction.tracking import github_recent
from pmaction.tracking.standing_text import record_of, with_record

NOW = "2025-12-22T09:00:00Z"  # a Monday, the day after all is due
WEEK_LATER = "2025-12-29T09:00:00Z"
CONSTANT = 14
"""The list, tip and branch, what is new; the standing issue is looked for, made and kept."""
LATER = 10
"""The same a week later, when the standing issue is read and kept twice, once before all."""
THREAD = re.compile(r"/issues/\d+/comments$")
FOLDER = Path("postmortems/2025")


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return check_out(github, tmp_path, monkeypatch, issues="write", contents="read")


def items_of(checkout: Path, owners: list[str], more: str = "") -> None:
    """One postmortem with an action item for each of these, in issues."""
    lines = [
        "id: PM-2025-001",
        "title: Mail was down",
        "status: reviewed",
        "severity: P1",
        "authors: ['@mona']",
        "times: {started: 2025-12-01T10:00:00Z, resolved: 2025-12-01T10:20:00Z}",
        "summary: {incident: Mail was down.}",
        "root_cause: {description: A queue was full.}",
        "action_items:",
    ]
    for number, owner in enumerate(owners, 1):
        lines += [
            f"  - id: A{number}",
            f"    title: Alert on queue {number}",
            "    priority: P1",
            f"    owner: '{owner}'",
            "    due: 2025-12-21",
            "    done_when: The alert fires.",
        ]
    for old in (checkout / FOLDER).glob("*.yaml"):
        old.unlink()
    (checkout / FOLDER / "mail.yaml").write_text("\n".join(lines) + "\n")
    if more:
        (checkout / ".pmaction.yml").write_text(more)
    commit(checkout, "Write a postmortem")
    assert main(["apply", "--now", NOW]) in (0, 1)


def asked(github: StandIn, *arguments: str) -> list[str]:
    """The requests of one command, which ends well."""
    before = len(github.requests)
    assert main(list(arguments)) == 0
    return [f"{one.method} {one.path}" for one in github.requests[before:]]


def day_is(github: StandIn, day: int) -> None:
    """From now on GitHub's clock shows this day of December 2025."""
    now = github.platform.clock.now
    github.platform.clock.now = now.replace(year=2025, month=12, day=day, hour=8)


def standing(github: StandIn) -> Issue:
    (found,) = [one for one in github.repository.listed() if one.title.startswith("Reminders of")]
    return found


def reminders(github: StandIn) -> list[str]:
    return [
        comment.body
        for one in github.repository.listed()
        for comment in one.comments
        if "<!-- pmaction:comment " in comment.body
    ]


def talk(github: StandIn, numbers: Iterable[int], *texts: str, who: str = "mona") -> None:
    """Somebody writes all this into each of these issues."""
    for number in numbers:
        for text in texts:
            github.person(who).comment(number, text)


def lists_of_comments(requests: Iterable[Request]) -> list[Request]:
    """Those of some requests that list the comments of all issues."""
    return [one for one in requests if one.operation == "issues/list-comments-for-repo"]


def threads(requests: list[str]) -> list[str]:
    """Those of some requests that read the comments of a single issue."""
    return [one for one in requests if one.startswith("GET ") and THREAD.search(one)]


class TestCosts:
    @pytest.mark.parametrize("count", [1, 12])
    def test_each_comment_costs_one_request_beside_a_constant(
        self, github: StandIn, checkout: Path, count: int
    ) -> None:
        items_of(checkout, [f"@user{n}" for n in range(count)])
        first = asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == count
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 2 * count
        print(f"{count} comments: {len(first)} requests at first, {len(second)} later")
        assert len(first) <= count + CONSTANT
        assert len(second) <= count + LATER

    @pytest.mark.parametrize("count", [4, 30])
    def test_a_digest_costs_no_more_however_much_stands_in_it(
        self, github: StandIn, checkout: Path, count: int
    ) -> None:
        items_of(checkout, ["@ana"] * count)
        first = asked(github, "remind", "--now", NOW)
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 2
        print(f"a digest of {count}: {len(first)} requests at first, {len(second)} later")
        assert len(first) <= 1 + CONSTANT
        assert len(second) <= 1 + LATER

    def test_people_who_talk_in_each_issue_cost_a_page_and_not_a_look_into_each(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"] * 40)
        day_is(github, 20)
        talk(github, range(2, 42), "I had a look", "So did I", "And?")
        day_is(github, 22)
        first = asked(github, "remind", "--now", NOW)
        day_is(github, 28)
        talk(github, range(2, 42), "Soon.", "Not yet.")
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 2
        print(f"a digest of 40 with talk: {len(first)} requests at first, {len(second)} later")
        assert len(first) <= 1 + CONSTANT
        assert len(second) <= 1 + LATER

    def test_a_thread_of_over_a_thousand_comments_is_read_at_most_once(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        github.repository.collaborators["mona"] = "write"
        day_is(github, 20)
        talk(github, [2], *["/snooze 2w"] * 1_200, who="eve")
        day_is(github, 22)
        first = asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 3
        day_is(github, 28)
        talk(github, [3], "/snooze 2w")
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 5
        print(f"1,200 comments: {len(first)} requests at first, {len(second)} later")
        assert len(first) <= 3 * 3 + CONSTANT + 13
        assert len(second) <= 3 * 2 + LATER

    def test_a_crowd_of_strangers_makes_nobody_ask_about_all_of_them(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, [f"@user{n}" for n in range(10)])
        day_is(github, 20)
        for number in range(2, 12):
            for n in range(4):
                talk(github, [number], "/snooze 2w", who=f"eve{number}x{n}")
        first = asked(github, "remind", "--now", NOW)
        permissions = [one for one in first if "/collaborators/" in one]
        assert len(permissions) == looking.MOST_ASKED_ABOUT
        refused = [body for body in reminders(github) if "cannot put this off" in body]
        assert len(refused) == looking.MOST_ASKED_ABOUT
        assert len(first) <= 3 * len(reminders(github)) + CONSTANT
        # The others are heard the next time that something is due.
        day_is(github, 28)
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert sum("cannot put this off" in body for body in reminders(github)) == 40
        assert len(second) <= 3 * (len(reminders(github)) - 30) + LATER

    @pytest.fixture
    def much_talk(
        self, github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[], None]:
        """Eight late items, and then more new comments than a run reads, one of them a command."""
        items_of(checkout, ["@ana"] * 8)
        monkeypatch.setattr(github_recent, "MOST_RECENT", 150)
        monkeypatch.setattr(github_recent, "OVERLAP", timedelta())
        github.repository.collaborators["mona"] = "write"

        def talks() -> None:
            talk(github, [2], "/snooze 2w")
            talk(github, range(3, 10), *["Hello"] * 70)

        return talks

    @pytest.mark.parametrize("again", [False, True], ids=["first", "later"])
    def test_where_too_much_is_new_the_issues_of_what_is_due_are_read(
        self, github: StandIn, much_talk: Callable[[], None], again: bool
    ) -> None:
        when = NOW
        if again:
            day_is(github, 22)
            asked(github, "remind", "--now", NOW)
            day_is(github, 28)
            when = WEEK_LATER
        much_talk()
        before = len(reminders(github))
        first = asked(github, "remind", "--now", when)
        assert len([one for one in first if one.endswith("/comments")]) == 2 + 8 + 2
        granted, digest = reminders(github)[before:]
        assert granted.startswith("Quiet until")
        assert "A2`" in digest
        assert "A1`" not in digest
        asked(github, "remind", "--now", when)
        assert len(reminders(github)) == before + 2

    def test_where_nothing_tells_what_was_said_each_run_reads_on_from_where_the_last_one_stopped(
        self,
        github: StandIn,
        much_talk: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(looking, "MOST_READ", 700)
        much_talk()
        capsys.readouterr()
        had = len(github.requests)
        assert main(["remind", "--now", NOW]) == 5
        told = capsys.readouterr()
        assert "nothing is said yet: it is not remembered what was said" in told.out + told.err
        assert reminders(github) == []
        assert len(lists_of_comments(github.requests[had:])) == 2
        monkeypatch.setattr(looking, "MOST_READ", 800)
        asked(github, "remind", "--now", NOW)
        granted, digest = reminders(github)
        assert granted.startswith("Quiet until")
        assert "A1`" not in digest

    def test_more_comments_than_a_run_reads_within_minutes_do_not_stop_the_list_for_ever(
        self, github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(github_recent, "MOST_RECENT", 100)
        items_of(checkout, ["@ana"])
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        other = github.person("mona").opens("Notes").number
        talk(github, [other], *["LGTM"] * 250)
        heard_to = []
        for day, now in (
            (28, WEEK_LATER),
            (29, "2026-01-05T09:00:00Z"),
            (30, "2026-01-20T09:00:00Z"),
        ):
            day_is(github, day)
            asked(github, "remind", "--now", now)
            heard_to.append(str(record_of(standing(github).body or "").heard_to))
        assert heard_to == sorted(set(heard_to)), "each run gets on"
        assert len(heard_to) == 3

    def test_no_crowd_of_strangers_makes_a_members_snooze_pass_unheard(
        self, github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        items_of(checkout, [f"@user{n}" for n in range(6)])
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        day_is(github, 28)
        github.repository.collaborators["mona"] = "write"
        talk(github, range(2, 7), "/snooze 9w", who="eve")
        talk(github, [7], "/snooze 9w")
        monkeypatch.setattr(looking, "MOST_READ", 300)
        before = [one.body for one in github.repository.issues[7].comments]
        for _ in range(3):
            assert main(["remind", "--now", WEEK_LATER]) in (0, 5)
        first = github.repository.issues[7].comments[len(before)]
        assert first.body.startswith("Quiet until"), "it was heard before anything was said"
        asked(github, "remind", "--now", WEEK_LATER)
        assert len(github.repository.issues[7].comments) == len(before) + 1

    def test_what_people_wrote_before_there_was_any_issue_of_ours_is_not_read(
        self, github: StandIn, checkout: Path
    ) -> None:
        day_is(github, 2)
        old = github.person("mona").opens("Notes").number
        talk(github, [old], *["Hello"] * 250)
        day_is(github, 20)
        items_of(checkout, ["@ana"])
        before = len(github.requests)
        asked(github, "remind", "--now", NOW)
        assert len(lists_of_comments(github.requests[before:])) == 1

    def test_overdue_items_with_nothing_to_say_cost_nothing(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, [f"@user{n}" for n in range(12)])
        asked(github, "remind", "--now", NOW)
        found = asked(github, "remind", "--now", "2025-12-24T09:00:00Z")
        print(f"12 overdue items with nothing to say: {found}")
        assert found == [
            "GET /repos/acme/site/issues",
            "GET /repos/acme/site",
            "GET /repos/acme/site/git/ref/heads/main",
        ]


class TestTrouble:
    """What GitHub cannot give for a while keeps nobody else from being reminded."""

    def broken(self, github: StandIn, path: str) -> None:
        def strike(request: Request) -> Reply | None:
            is_struck = request.method == "GET" and request.path.endswith(path)
            return Reply(502, {"message": "Server Error"}) if is_struck else None

        github.hook(before=strike)

    def test_comments_of_one_issue_that_cannot_be_read_leave_out_that_alone(
        self, github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        items_of(checkout, ["@ana", "@bo", "@cy"])
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        day_is(github, 28)
        # Somebody asked before, and was not heard: the issue itself has to be read.
        record = record_of(standing(github).body or "")
        body = with_record("", replace(record, unheard=frozenset({3})))
        github.person("mona").edit(standing(github).number, body=body)
        self.broken(github, "/issues/3/comments")
        capsys.readouterr()
        assert main(["remind", "--now", WEEK_LATER]) == 5
        told = capsys.readouterr()
        assert "the comments of 3 cannot be read, so that nothing is said there" in (
            told.out + told.err
        )
        assert "1 action item is left for the next run" in told.out + told.err
        assert [len(github.repository.issues[n].comments) for n in (2, 3, 4)] == [2, 1, 2]
        github.hook(before=lambda _: None)
        asked(github, "remind", "--now", WEEK_LATER)
        assert [len(github.repository.issues[n].comments) for n in (2, 3, 4)] == [2, 2, 2]

    def test_where_new_comments_cannot_be_listed_the_issues_of_what_is_due_are_read(
        self, github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        items_of(checkout, ["@ana", "@bo", "@cy"])
        github.repository.collaborators["mona"] = "write"
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        day_is(github, 28)
        talk(github, [3], "/snooze 2w")
        self.broken(github, "/site/issues/comments")
        capsys.readouterr()
        assert main(["remind", "--now", WEEK_LATER]) == 5
        told = capsys.readouterr()
        assert "new comments could not be listed (GitHub answered 502)" in told.out + told.err
        said = [github.repository.issues[n].comments[-1].body[:12] for n in (2, 3, 4)]
        assert said == ["@ana: this a", "Quiet until ", "@cy: this ac"]
        github.hook(before=lambda _: None)
        asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 6

    def test_nothing_is_said_where_neither_record_nor_comments_tell_what_was(
        self, github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        talk(github, [2], "Hello")
        self.broken(github, "/comments")
        capsys.readouterr()
        assert main(["remind", "--now", NOW]) == 5
        told = capsys.readouterr()
        assert "nothing is said yet: it is not remembered" in told.out + told.err
        assert reminders(github) == []
        github.hook(before=lambda _: None)
        asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 2

    @pytest.mark.parametrize("is_first", [False, True], ids=["later", "first"])
    def test_where_the_list_breaks_off_the_issues_are_read(
        self,
        github: StandIn,
        checkout: Path,
        monkeypatch: pytest.MonkeyPatch,
        is_first: bool,
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        day_is(github, 22)
        when = NOW if is_first else WEEK_LATER
        if not is_first:
            asked(github, "remind", "--now", NOW)
            day_is(github, 28)
        talk(github, [2], *["Hello"] * 250)
        monkeypatch.setattr(github_recent, "OVERLAP", timedelta())
        lists: list[str] = []

        def strike(request: Request) -> Reply | None:
            if request.method == "GET" and request.path.endswith("/site/issues/comments"):
                lists.append(request.path)
                return Reply(502, {"message": "Server Error"}) if len(lists) > 1 else None
            return None

        github.hook(before=strike)
        before = len(reminders(github))
        assert main(["remind", "--now", when]) == 5
        assert len(reminders(github)) == before + 2, "the issues themselves were read"
        github.hook(before=lambda _: None)
        had = len(github.requests)
        asked(github, "remind", "--now", when)
        assert lists_of_comments(github.requests[had:]) == []
        assert len(reminders(github)) == before + 2

    def test_what_a_run_has_begun_that_died_is_left_out_if_it_cannot_be_read(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        record = record_of(standing(github).body or "")
        body = with_record("", replace(record, said=frozenset(), begun=(2, 3)))
        github.person("mona").edit(standing(github).number, body=body)
        self.broken(github, "/issues/3/comments")
        day_is(github, 23)
        assert main(["remind", "--now", NOW]) == 5
        assert record_of(standing(github).body or "").begun == (3,)
        github.hook(before=lambda _: None)
        asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 2, "nothing is said again"


class TestWhatIsWritten:
    def test_the_link_leads_to_the_line_in_the_editor(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        (body,) = reminders(github)
        edit = "https://github.example.com/acme/site/edit/main/postmortems/2025/mail.yaml#L10"
        assert f"([edit it there]({edit}))" in body
        assert body.endswith("<!-- pmaction:comment reminder:PM-2025-001/A1@2025-12-21+1 -->")

    def test_the_standing_issue_says_what_it_is_for_and_remembers(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        issue = standing(github)
        assert issue.label_names == ["pmaction"]
        assert (issue.body or "").startswith("Reminders of action items are written in the items'")
        record = record_of(issue.body or "")
        assert record.said == {"PM-2025-001/A1@2025-12-21+1"}
        assert record.begun == ()
        assert main(["plan", "--now", NOW]) == 0
        assert main(["apply", "--now", NOW]) == 0
        assert issue.state == "open"

    def test_a_standing_issue_that_was_closed_stays_closed_and_goes_on(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        github.person("mona").close(standing(github).number)
        asked(github, "remind", "--now", WEEK_LATER)
        assert standing(github).state == "closed"
        assert record_of(standing(github).body or "").said == {"PM-2025-001/A1@2025-12-21+7"}

    def test_a_list_that_lags_makes_no_second_standing_issue(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        github.repository.freeze_list()
        asked(github, "remind", "--now", NOW)
        asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 2
        assert standing(github).number == 4

    def test_a_person_who_takes_the_label_off_gets_another_standing_issue_and_no_doubles(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        github.person("mona").unlabel(standing(github).number, "pmaction")
        asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 1

    def test_a_stranger_who_opens_a_standing_issue_is_not_believed(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        said = '{"said":["PM-2025-001/A1@2025-12-21+1"]}'
        github.person("eve").opens("Notes", f"<!-- pmaction:reminders {said} -->")
        asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 1

    def test_a_mark_that_a_stranger_wrote_counts_for_nothing(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        forged = "Hello\n\n<!-- pmaction:comment reminder:PM-2025-001/A1@2025-12-21+99 -->"
        github.person("eve").comment(2, forged)
        asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == 2

    def test_comments_that_cannot_be_found_for_once_are_not_taken_for_none(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        mona = github.person("mona")
        # As a run leaves it that was killed before it could remember what it said.
        begun = '{"begun":[2],"heard_to":"2026-01-01T00:00:00+00:00"}'
        mona.edit(standing(github).number, body=f"<!-- pmaction:reminders {begun} -->")
        struck: list[str] = []

        def strike(request: Request) -> Reply | None:
            if request.path.endswith("/issues/2/comments") and not struck:
                struck.append(request.path)
                return Reply(404, {"message": "Not Found"})
            return None

        github.hook(before=strike)
        asked(github, "remind", "--now", NOW)
        assert struck
        assert len(reminders(github)) == 1

    def test_json_and_dry_run_show_the_comments(
        self, github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        items_of(checkout, ["@ana"] * 4)
        writes = len(github.writes)
        capsys.readouterr()
        assert main(["remind", "--dry-run", "--format", "json", "--now", NOW]) == 0
        changes = json.loads(capsys.readouterr().out)["changes"]
        assert [(one["kind"], one["item"]) for one in changes] == [
            ("create", "reminders"),
            ("comment", "PM-2025-001/A1"),
        ]
        assert changes[1]["title"] == "4 reminders for @ana in one"
        assert len(github.writes) == writes
        assert main(["remind", "--format", "json", "--now", NOW]) == 0
        done = json.loads(capsys.readouterr().out)["changes"]
        assert [one["outcome"] for one in done] == ["done", "done"]

    def test_an_issue_that_was_given_to_a_program_reminds_its_owner(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        github.repository.issues[2].assignees[:] = ["Copilot"]
        asked(github, "remind", "--now", NOW)
        (written,) = reminders(github)
        assert written.startswith("@ana: this action item was due on **2025-12-21**")
        assert "This issue is assigned to `@Copilot` and to no person." in written
        assert "@Copilot" not in written.replace("`@Copilot`", "")


class TestSnooze:
    def test_a_member_snoozes_and_an_outsider_is_refused(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        asked(github, "remind", "--now", NOW)
        github.repository.collaborators["mona"] = "write"
        day_is(github, 28)
        github.person("mona").comment(2, "/snooze 2w the vendor is on leave")
        github.person("eve").comment(3, "/snooze 2w")
        requests = asked(github, "remind", "--now", WEEK_LATER)
        assert "GET /repos/acme/site/collaborators/mona/permission" in requests
        assert "GET /repos/acme/site/collaborators/eve/permission" in requests
        first, second = (github.repository.issues[number].comments for number in (2, 3))
        assert first[-1].body.startswith("Quiet until **")
        assert "`@eve` cannot put this off" in second[-2].body
        assert second[-1].body.startswith("@bo: this action item was due")
        asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 5

    def test_a_comment_that_is_edited_after_its_answer_is_read_again(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        github.repository.collaborators["mona"] = "write"
        mona = github.person("mona")
        day_is(github, 22)
        comment = mona.comment(2, "/snooze two weeks")
        asked(github, "remind", "--now", NOW)
        assert [body[:13] for body in reminders(github)] == ["For how long?", "@ana: this ac"]
        day_is(github, 28)
        mona.edit_comment(2, comment, "/snooze 2w")
        asked(github, "remind", "--now", WEEK_LATER)
        assert reminders(github)[2].startswith("Quiet until **2026-01-11**, as `@mona` asked\n")
        asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 3

    @pytest.mark.parametrize("how", ["edited", "written instead"])
    def test_what_becomes_a_command_is_heard_in_a_digest_too(
        self, github: StandIn, checkout: Path, how: str
    ) -> None:
        items_of(checkout, ["@ana"] * 4)
        github.repository.collaborators["mona"] = "write"
        mona, command = github.person("mona"), "/snooze 2w, the vendor is on leave."
        day_is(github, 20)
        comment = mona.comment(3, "The vendor is on leave.")
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        day_is(github, 28)
        if how == "edited":
            mona.edit_comment(3, comment, command)
        else:
            mona.delete_comment(3, comment)
            mona.comment(3, command)
        asked(github, "remind", "--now", WEEK_LATER)
        assert github.repository.issues[3].comments[-1].body.startswith("Quiet until **2026-01-11")
        digest = github.repository.issues[2].comments[-1].body
        assert "A1`" in digest
        assert "A2`" not in digest

    def test_a_command_in_the_issue_of_what_is_not_due_is_heard_once_it_is(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana", "@bo"])
        github.repository.collaborators["mona"] = "write"
        day_is(github, 22)
        asked(github, "remind", "--now", NOW)
        day_is(github, 23)
        talk(github, [2], "/snooze 3w")
        day_is(github, 24)
        file = next((checkout / FOLDER).glob("*.yaml"))
        first, _, second = file.read_text().rpartition("2025-12-21")
        file.write_text(f"{first}2025-12-23{second}")
        commit(checkout, "Move a date")
        asked(github, "remind", "--now", "2025-12-24T09:00:00Z")
        assert record_of(standing(github).body or "").unheard == {2}
        asked(github, "remind", "--now", WEEK_LATER)
        assert github.repository.issues[2].comments[-1].body.startswith("Quiet until **2026-01-13")

    @pytest.mark.parametrize("granted", [True, False], ids=["member", "stranger"])
    def test_where_nobody_may_be_asked_it_counts_whom_github_calls_a_member(
        self, github: StandIn, checkout: Path, granted: bool
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        if not granted:
            github.platform.outsiders.add("mona")
        day_is(github, 28)
        github.person("mona").comment(2, "/snooze 2w")

        def refuse(request: Request) -> Reply | None:
            is_asked = "/collaborators/" in request.path
            return Reply(403, {"message": "Resource not accessible"}) if is_asked else None

        github.hook(before=refuse)
        asked(github, "remind", "--now", WEEK_LATER)
        bodies = [one.body for one in github.repository.issues[2].comments]
        assert any(body.startswith("Quiet until") for body in bodies) is granted

    def test_whom_github_does_not_find_may_put_nothing_off(
        self, github: StandIn, checkout: Path
    ) -> None:
        items_of(checkout, ["@ana"])
        asked(github, "remind", "--now", NOW)
        day_is(github, 28)
        github.person("mona").comment(2, "/snooze 2w")

        def find_nobody(request: Request) -> Reply | None:
            is_asked = "/collaborators/" in request.path
            return Reply(404, {"message": "Not Found"}) if is_asked else None

        github.hook(before=find_nobody)
        asked(github, "remind", "--now", WEEK_LATER)
        bodies = [one.body for one in github.repository.issues[2].comments]
        assert not any(body.startswith("Quiet until") for body in bodies)
        assert any(body.startswith("`@mona` cannot put this off") for body in bodies)


class TestGates:
    CONFIG = "gates: {incident_label: incident, postmortem_within: {P0: 2 days, P1: 5 days}}\n"

    def test_an_incident_without_a_postmortem_is_asked_about_in_its_own_issue(
        self, github: StandIn, checkout: Path
    ) -> None:
        day_is(github, 15)
        mona = github.person("mona")
        worst = mona.opens("Checkout is down", "Since 8.", labels=["incident", "P0"])
        mona.opens("Typo", "In the footer.", labels=["bug"])
        items_of(checkout, ["@ana"], self.CONFIG)
        asked(github, "remind", "--now", NOW)
        (comment,) = worst.comments
        assert comment.body.startswith(
            "@mona: the postmortem of this incident was due on **2025-12-17**, 5 days ago.\n\n"
            "Begin one with `pmaction new`, and write this issue into it: "
            f'`incident_id: "#{worst.number}"`.'
        )
        assert worst.body == "Since 8."
        asked(github, "remind", "--now", NOW)
        assert len(worst.comments) == 1

    def test_whoever_opened_an_incident_is_asked_and_no_program_that_it_is_assigned_to(
        self, github: StandIn, checkout: Path
    ) -> None:
        day_is(github, 15)
        worst = github.person("mona").opens("Checkout is down", "", labels=["incident", "P0"])
        worst.assignees[:] = ["Copilot"]
        items_of(checkout, ["@ana"], self.CONFIG)
        asked(github, "remind", "--now", NOW)
        (comment,) = worst.comments
        assert comment.body.startswith("@mona: the postmortem of this incident was due")
