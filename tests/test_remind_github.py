"""`pmaction remind` against GitHub's stand-in: what it costs, whom it believes, what it leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import check_out, commit
from standin import Assignable, Issue, Reply, Request, StandIn

from pmaction.cli import main
from pmaction.tracking.standing_text import record_of

NOW = "2025-12-22T09:00:00Z"  # a Monday, the day after all is due
WEEK_LATER = "2025-12-29T09:00:00Z"
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
        "times: {started: 2025-12-01T10:00:00Z, resolved: 2025-12-01T12:00:00Z}",
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


class TestCosts:
    @pytest.mark.parametrize("count", [1, 12])
    def test_each_comment_costs_a_look_and_a_write_beside_a_constant(
        self, github: StandIn, checkout: Path, count: int
    ) -> None:
        items_of(checkout, [f"@user{n}" for n in range(count)])
        first = asked(github, "remind", "--now", NOW)
        assert len(reminders(github)) == count
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 2 * count
        print(f"{count} comments: {len(first)} requests at first, {len(second)} later")
        # The list, the tip and the branch of links; the standing issue is looked for and made.
        assert len(first) <= 2 * count + 14
        # Later it is read, told of what begins, read again and told of what was said.
        assert len(second) <= 2 * count + 9

    @pytest.mark.parametrize("count", [4, 30])
    def test_a_digest_costs_no_more_however_much_stands_in_it(
        self, github: StandIn, checkout: Path, count: int
    ) -> None:
        items_of(checkout, ["@ana"] * count)
        first = asked(github, "remind", "--now", NOW)
        second = asked(github, "remind", "--now", WEEK_LATER)
        assert len(reminders(github)) == 2
        print(f"a digest of {count}: {len(first)} requests at first, {len(second)} later")
        assert len(first) <= 2 + 14
        assert len(second) <= 2 + 9

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
        mona.edit(standing(github).number, body="<!-- pmaction:reminders {} -->")
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
