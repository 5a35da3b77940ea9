"""`pmaction comment` in the checkout of a pull request, against GitHub's stand-in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import PATH, POSTMORTEM, SECOND_ITEM, git
from scenes import Scene, bodies, scene_in, visible
from standin import BOT, DROP, Comment, Reply, Request

from pmaction.change import ApplyReport, Change, Kind, Outcome, Result
from pmaction.cli.shown import outcome_commands
from pmaction.errors import TrackingError
from pmaction.issue import IssueFields
from pmaction.tracking.local import LocalTrackingSystem

OTHER_PATH = "postmortems/2025/2025-12-02-web.yaml"
OTHER = POSTMORTEM.replace("PM-2025-001", "PM-2025-002").replace("Mail", "The site")
BROKEN_PATH = "postmortems/2025/2025-12-03-broken.yaml"
MARK = "<!-- pmaction:comment pull-request -->"
PLAN = f"""\
**Merging this would open 2 issues.**

### PM-2025-001

| Change | Item | Title | Why |
| --- | --- | --- | --- |
| create | `PM-2025-001` | PM-2025-001: Mail was down | it holds 1 open action item |
| create | `PM-2025-001/A1` | Alert when the queue is longer than 1,000 | it is open in the file; \
owner @\u200balice; due 2025-12-21 |

{MARK}"""


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with scene_in(tmp_path, monkeypatch) as scene:
        yield scene


@pytest.fixture
def reviewing(scene: Scene) -> Scene:
    """With the rights of the job that posts the plan."""
    scene.token("reviewing", issues="read", pull_requests="write")
    return scene


def once(
    matches: Callable[[Request], bool], answer: Reply | str
) -> Callable[..., Reply | str | None]:
    """A hook that answers the first request that matches."""
    struck: list[Request] = []

    def hook(request: Request, *_: Any) -> Reply | str | None:
        if struck or not matches(request):
            return None
        struck.append(request)
        return answer

    return hook


def is_post_of_comment(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/comments")


def outputs(tmp_path: Path) -> dict[str, str]:
    text = (tmp_path / "output").read_text()
    return dict(re.findall(r"^(\S+)<<(?:\S+)\n(.*?)\nend-\w+$", text, re.M | re.S))


class TestBeforeTheMerge:
    def test_the_plan_is_one_comment_and_is_not_written_twice(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert bodies(pull) == [PLAN]
        assert pull.comments[0].author == BOT
        assert reviewing.writes() == [("POST", f"/issues/{pull.number}/comments")]
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert reviewing.writes() == []
        assert reviewing.issues() == []

    def test_another_plan_edits_the_comment_in_place(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.run("comment", "--pr", str(pull.number))
        reviewing.mona.push({PATH: POSTMORTEM + SECOND_ITEM}, branch="change")
        reviewing.check_out("origin/change")
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        (comment,) = pull.comments
        assert comment.body.startswith("**Merging this would open 3 issues.**")
        assert reviewing.writes()[1:] == [("PATCH", f"/issues/comments/{comment.id}")]

    def test_line_ends_that_the_browser_changed_are_no_other_text(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.run("comment", "--pr", str(pull.number))
        pull.comments[0].body = pull.comments[0].body.replace("\n", "\r\n")
        reviewing.writes()
        reviewing.run("comment", "--pr", str(pull.number))
        assert reviewing.writes() == []

    def test_a_mark_that_an_outsider_forged_is_ignored(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.github.platform.outsiders.add("mallory")
        reviewing.github.person("mallory").comment(pull.number, f"All is well.\n\n{MARK}")
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert bodies(pull) == [f"All is well.\n\n{MARK}", PLAN]

    def test_of_two_comments_the_older_is_kept_up_to_date(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        for text in ("first", "second"):
            reviewing.github.person(BOT).comment(pull.number, f"{text}\n\n{MARK}")
        reviewing.run("comment", "--pr", str(pull.number))
        assert bodies(pull) == [PLAN, f"second\n\n{MARK}"]

    def test_the_comment_is_found_behind_a_hundred_others(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        for number in range(119):
            reviewing.mona.comment(pull.number, f"Remark {number}")
        reviewing.github.person(BOT).comment(pull.number, f"old\n\n{MARK}")
        reviewing.run("comment", "--pr", str(pull.number))
        assert len(pull.comments) == 120
        assert bodies(pull)[-1] == PLAN

    def test_where_nothing_would_change_no_comment_is_begun(
        self, reviewing: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pull = reviewing.pull({"README.md": "words\n"})
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert bodies(pull) == []
        assert "nothing to do" in capsys.readouterr().out

    def test_a_comment_that_is_there_says_that_nothing_would_change_any_more(
        self, reviewing: Scene
    ) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.run("comment", "--pr", str(pull.number))
        reviewing.mona.push({PATH: None, "README.md": "words\n"}, branch="change")
        reviewing.check_out("origin/change")
        reviewing.run("comment", "--pr", str(pull.number))
        assert bodies(pull) == [f"**Merging this would change nothing.**\n\n{MARK}"]

    def test_a_file_that_cannot_be_used_is_named_and_fails_nothing(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM, BROKEN_PATH: "id: ["})
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert f"Left out, since they cannot be used: `{BROKEN_PATH}`." in bodies(pull)[0]

    def test_more_issues_than_apply_would_open_are_told(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM, ".pmaction.yml": "allow_creates: 1\n"})
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert (
            "**`pmaction apply` would refuse this:** it would open 2 issues at once, more than "
            "the 1 that is allowed." in bodies(pull)[0]
        )

    def test_a_confidential_postmortem_gives_no_text_away(
        self, scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scene.github.repository.private = True
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        scene.apply_and_tell()
        said = capsys.readouterr()
        secret = POSTMORTEM.replace("severity:", "confidential: true\nseverity:")
        pull = scene.pull({PATH: secret + SECOND_ITEM}, "secret")
        assert scene.run("comment", "--pr", str(pull.number), "--format", "github") == 0
        scene.merge(pull)
        assert scene.run("apply", "--format", "json") == 0
        assert scene.run("comment", "--format", "github") == 0
        said = capsys.readouterr()
        files = [path.read_text() for path in tmp_path.iterdir() if path.is_file()]
        for text in (said.out, said.err, *bodies(pull), *files):
            for words in ("Mail", "queue", "failover"):
                assert words not in text
        assert "  - #5 A2: Action item A2 (confidential)" not in bodies(pull)[0]
        assert "(confidential)" in bodies(pull)[0]

    @pytest.mark.parametrize("form", ["github", "text"])
    def test_from_a_fork_the_plan_goes_to_the_summary(
        self, scene: Scene, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scene.token("fork", issues="read", pull_requests="read")
        fork = scene.github.person("eve").fork()
        fork.push({PATH: POSTMORTEM}, branch="change")
        pull = fork.open_pull("From outside", "change")
        scene.check_out("origin/main")
        git(scene.folder, "fetch", "--quiet", "origin", f"refs/pull/{pull.number}/head")
        git(scene.folder, "checkout", "--quiet", "FETCH_HEAD")
        assert scene.run("comment", "--pr", str(pull.number), "--format", form) == 0
        assert scene.writes() == []
        said = capsys.readouterr()
        assert f"No comment is written on pull request #{pull.number}" in said.err
        assert "it comes from a fork" in said.err
        assert (tmp_path / "summary").read_text().strip() == PLAN.removesuffix(f"\n\n{MARK}")
        assert ("create" in said.out) is (form == "text")

    def test_a_fork_that_is_gone_is_a_fork(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM})

        def without_head(request: Request, reply: Reply) -> Reply | None:
            if request.path.endswith(f"/pulls/{pull.number}"):
                return Reply(200, reply.body | {"head": reply.body["head"] | {"repo": None}})
            return None

        scene.github.hook(after=without_head)
        assert scene.run("comment", "--pr", str(pull.number)) == 0
        assert scene.writes() == []

    def test_from_dependabot_the_plan_goes_to_the_summary(
        self, scene: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scene.mona = scene.github.person("dependabot[bot]")
        pull = scene.pull({PATH: POSTMORTEM})
        assert scene.run("comment", "--pr", str(pull.number)) == 0
        assert scene.writes() == []
        assert "it comes from Dependabot" in capsys.readouterr().err

    def test_without_the_right_one_sentence_names_it(
        self, scene: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.token("reader", issues="read", pull_requests="read")
        assert scene.run("comment", "--pr", str(pull.number), "--format", "github") == 4
        out = capsys.readouterr().out
        (command,) = [line for line in out.splitlines() if line.startswith("::error")]
        assert command.endswith("Give the job `pull-requests: write` under `permissions:`.")
        assert bodies(pull) == []

    def test_without_any_right_to_pull_requests_the_same_is_said(
        self, scene: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.token("blind", issues="read")
        assert scene.run("comment", "--pr", str(pull.number)) == 4
        assert "`pull-requests: write`" in capsys.readouterr().err

    def test_a_number_that_is_no_pull_request_is_a_usage_error(
        self, reviewing: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert reviewing.run("comment", "--pr", "77") == 2
        assert "acme/site has no pull request #77" in capsys.readouterr().err

    def test_a_comment_whose_answer_was_lost_is_looked_for_and_not_repeated(
        self, reviewing: Scene
    ) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.github.hook(after=once(is_post_of_comment, DROP))
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert bodies(pull) == [PLAN]

    def test_a_comment_that_never_arrived_is_left_to_the_next_run(self, reviewing: Scene) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.github.hook(before=once(is_post_of_comment, DROP))
        assert reviewing.run("comment", "--pr", str(pull.number)) == 4
        assert len(reviewing.writes()) == 1
        assert reviewing.run("comment", "--pr", str(pull.number)) == 0
        assert bodies(pull) == [PLAN]

    def test_a_dry_run_shows_the_comment_and_writes_nothing(
        self, reviewing: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        arguments = ("comment", "--pr", str(pull.number), "--dry-run", "--format", "json")
        assert reviewing.run(*arguments) == 0
        (change,) = json.loads(capsys.readouterr().out)["changes"]
        assert (change["kind"], change["item"], change["pull"]) == ("comment", "#1", 1)
        assert f"{visible(change['after']['comment'])}\n\n{MARK}" == PLAN
        assert reviewing.writes() == []

    def test_a_workflow_gets_summary_and_outputs(self, reviewing: Scene, tmp_path: Path) -> None:
        pull = reviewing.pull({PATH: POSTMORTEM})
        reviewing.run("comment", "--pr", str(pull.number), "--format", "github")
        assert (tmp_path / "summary").read_text().strip() == PLAN.removesuffix(f"\n\n{MARK}")
        found = outputs(tmp_path)
        assert found["changes"] == "1"
        assert json.loads(found["report"])["outcomes"] == {"done": 1}


class TestAfterTheMerge:
    def test_the_comment_names_the_issues_and_costs_nothing_afterwards(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM + SECOND_ITEM})
        scene.run("comment", "--pr", str(pull.number))
        scene.merge(pull)
        scene.apply_and_tell()
        assert bodies(pull) == [
            "**3 issues were opened for this pull request.**\n"
            "\n"
            "`pmaction` keeps them up to date from the files; whoever closes one says that it is "
            "done.\n"
            "\n"
            "- #2 PM-2025-001: Mail was down\n"
            "  - #3 A1: Alert when the queue is longer than 1,000\n"
            "  - #4 A2: Rehearse the failover\n"
            "\n"
            f"{MARK}"
        ]
        scene.writes()
        before = len(scene.github.requests)
        assert scene.run("comment") == 0
        assert scene.run("apply") == 0
        assert scene.writes() == []
        assert scene.github.requests[before].operation == "issues/list-for-repo"
        assert scene.github.requests[before + 1].operation != "issues/list-comments"

    def test_a_run_with_nothing_to_tell_asks_for_the_issues_alone(self, scene: Scene) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        scene.apply_and_tell()
        before = len(scene.github.requests)
        assert scene.run("comment") == 0
        assert [one.operation for one in scene.github.requests[before:]] == ["issues/list-for-repo"]

    def test_issues_link_to_the_pull_request_and_to_their_parent(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.merge(pull)
        # The tip is another commit than the one that the file came with.
        scene.mona.push({"README.md": "newer\n"})
        scene.check_out("origin/main")
        assert scene.run("apply") == 0
        parent, item = scene.issues()
        for issue in (parent, item):
            assert re.search(
                rf"^Source: .* · Pull request: #{pull.number}$", issue.body or "", re.M
            )
        assert (item.body or "").endswith(f"-->\n\nPart of #{parent.number}\n")
        assert "Part of" not in (parent.body or "")
        assert item.parent is parent

    def test_a_later_change_keeps_the_link_and_asks_for_no_pull_request(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.merge(pull)
        scene.run("apply")
        changed = POSTMORTEM.replace("1,000", "500").replace("2025-12-21", "2025-12-24")
        later = scene.pull({PATH: changed}, "later")
        scene.merge(later)
        before = len(scene.github.requests)
        scene.run("apply")
        asked = {one.operation for one in scene.github.requests[before:]}
        assert not asked & {"repos/list-commits", "repos/list-pull-requests-associated-with-commit"}
        parent, item = scene.issues()
        assert item.title.endswith("longer than 500")
        assert "2025-12-24" in (item.body or "")
        for issue in (parent, item):
            assert f"Pull request: #{pull.number}" in (issue.body or "")
        assert scene.run("comment") == 0
        assert bodies(later) == []

    def test_each_item_is_named_on_the_pull_request_it_came_with(self, scene: Scene) -> None:
        first = scene.pull({PATH: POSTMORTEM, OTHER_PATH: OTHER})
        scene.merge(first)
        scene.apply_and_tell()
        second = scene.pull({PATH: POSTMORTEM + SECOND_ITEM}, "second")
        scene.merge(second)
        scene.apply_and_tell()
        assert "**4 issues were opened" in bodies(first)[0]
        assert "- #4 PM-2025-002: The site was down\n  - #5 A1: " in bodies(first)[0]
        assert "**1 issue was opened" in bodies(second)[0]
        assert "- #2 PM-2025-001: Mail was down\n  - #7 A2: Rehearse" in bodies(second)[0]
        assert len(bodies(first)) == len(bodies(second)) == 1

    def test_a_number_of_a_merged_one_limits_it_to_that(self, scene: Scene) -> None:
        first, second = scene.pull({PATH: POSTMORTEM}), scene.pull({OTHER_PATH: OTHER}, "other")
        scene.merge(first)
        scene.merge(second)
        scene.run("apply")
        assert scene.run("comment", "--pr", str(second.number)) == 0
        assert bodies(first) == []
        assert "PM-2025-002" in bodies(second)[0]

    def test_what_a_run_told_and_could_not_record_is_recorded_by_the_next(
        self, scene: Scene
    ) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.merge(pull)
        scene.run("apply")
        record = once(lambda one: one.method == "PATCH", Reply(403, {"message": "no"}))
        scene.github.hook(before=record)
        assert scene.run("comment") == 4
        told = bodies(pull)
        assert len(told) == 1
        scene.writes()
        assert scene.run("comment") == 0
        assert scene.writes() == [("PATCH", "/issues/2")]
        assert bodies(pull) == told

    def test_a_comment_that_a_person_deleted_stays_deleted(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.merge(pull)
        scene.apply_and_tell()
        scene.mona.delete_comment(pull.number, pull.comments[0])
        assert scene.run("comment") == 0
        assert bodies(pull) == []

    def test_an_issue_that_vanished_is_no_news(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM + SECOND_ITEM})
        scene.merge(pull)
        scene.apply_and_tell()
        scene.mona.delete(4)
        scene.writes()
        assert scene.run("comment") == 0
        assert scene.writes() == []

    def test_without_the_parent_an_items_issue_remembers(self, scene: Scene) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.merge(pull)
        scene.run("apply")
        scene.mona.delete(2)
        assert scene.run("comment") == 0
        assert "- PM-2025-001\n  - #3 A1: " in bodies(pull)[0]
        scene.writes()
        assert scene.run("comment") == 0
        assert scene.writes() == []

    def test_a_postmortem_that_was_pushed_directly_has_no_link(self, scene: Scene) -> None:
        scene.mona.push({PATH: POSTMORTEM})
        scene.check_out("origin/main")
        scene.apply_and_tell()
        assert all("Pull request:" not in (issue.body or "") for issue in scene.issues())

    def test_a_pull_request_that_is_not_merged_is_not_linked(self, scene: Scene) -> None:
        scene.mona.push({PATH: POSTMORTEM}, branch="change")
        scene.mona.push({"notes.md": "x\n"}, branch="stacked", start="change")
        open_one = scene.mona.open_pull("Not yet", "stacked")
        merged = scene.mona.open_pull("A postmortem", "change")
        assert open_one.number < merged.number
        scene.merge(merged)
        scene.run("apply")
        assert f"Pull request: #{merged.number}" in (scene.issues()[0].body or "")

    def test_a_pull_request_into_another_branch_is_not_linked(self, scene: Scene) -> None:
        main_sha = git(scene.folder, "rev-parse", "origin/main")
        scene.mona.push({"notes.md": "x\n"}, branch="release", start=main_sha)
        scene.mona.push({PATH: POSTMORTEM}, branch="change", start="release")
        pull = scene.mona.open_pull("Into a release", "change")
        assert pull.pull is not None
        pull.pull.base = "release"
        scene.mona.merge(pull.number)
        scene.github.repository.git.set_ref(
            "refs/heads/main", scene.github.repository.git.resolve("release") or ""
        )
        scene.check_out("origin/main")
        assert scene.run("apply") == 0
        assert "Pull request:" not in (scene.issues()[0].body or "")

    @pytest.mark.parametrize(
        "refused", [Reply(403, {"message": "no"}), Reply(404, {"message": "Not Found"})]
    )
    def test_where_pull_requests_may_not_be_read_issues_open_all_the_same(
        self, scene: Scene, refused: Reply
    ) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM, OTHER_PATH: OTHER}))
        asked: list[str] = []

        def refuse(request: Request) -> Reply | None:
            if request.path.endswith("/pulls"):
                asked.append(request.path)
                return refused
            return None

        scene.github.hook(before=refuse)
        assert scene.run("apply") == 0
        assert len(scene.issues()) == 4
        assert "Pull request:" not in (scene.issues()[0].body or "")
        assert len(asked) == (1 if refused.status == 403 else 2)

    def test_a_plan_asks_for_no_pull_request(self, scene: Scene) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        before = len(scene.github.requests)
        assert scene.run("plan") == 0
        asked = {one.operation for one in scene.github.requests[before:]}
        assert "repos/list-commits" not in asked


FAULTS: dict[str, tuple[str, Callable[[], Reply | str]]] = {
    "answer lost before the work": ("before", lambda: DROP),
    "answer lost after the work": ("after", lambda: DROP),
    "403 without the right": ("before", lambda: Reply(403, {"message": "no"})),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_each_request_and_a_further_run_name_the_issues_once(
    name: str, scene: Scene
) -> None:
    place, fault = FAULTS[name]
    for number in range(1, 30):
        pull = scene.pull({PATH: POSTMORTEM.replace("001", f"{number:03}")}, f"change-{number}")
        scene.merge(pull)
        seen: list[Request] = []

        def strike(request: Request, *_: Any, nth: int = number, seen: Any = seen) -> Any:
            seen.append(request)
            return fault() if len(seen) == nth else None

        assert scene.run("apply") == 0
        scene.github.hook(**{place: strike})
        scene.run("comment")
        scene.github.hook()
        assert scene.run("comment") == 0
        (body,) = bodies(pull)
        assert body.startswith("**2 issues were opened")
        scene.writes()
        assert scene.run("comment") == 0
        assert scene.writes() == []
        if len(seen) < number:
            return
    pytest.fail("no run came to its end")


class TestElsewhere:
    def test_with_the_local_tracking_system_there_is_nothing_to_comment_on(
        self, scene: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path(".pmaction.yml").write_text("tracking: {system: local}\n")
        assert scene.run("comment") == 2
        assert "the tracking system is `local`" in capsys.readouterr().err
        assert scene.github.requests == []

    def test_the_local_tracking_system_refuses_in_one_sentence(self, tmp_path: Path) -> None:
        with pytest.raises(TrackingError, match="`local` has no pull requests"):
            LocalTrackingSystem(tmp_path).comment_on_pull(1, "x", "text")


class TestInAWorkflow:
    def test_apply_leaves_numbers_a_summary_and_its_report(
        self, scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        assert scene.run("apply", "--format", "github") == 0
        found = outputs(tmp_path)
        assert (found["changes"], found["issues-opened"]) == ("3", "2")
        assert json.loads(found["report"])["outcomes"] == {"done": 3}
        assert (tmp_path / "summary").read_text().startswith("**3 changes done.**\n\n### PM-2025-0")
        assert "done     create  PM-2025-001/A1" in capsys.readouterr().out

    def test_a_dry_run_opens_nothing_and_says_so(self, scene: Scene, tmp_path: Path) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        assert scene.run("apply", "--dry-run", "--format", "github") == 0
        found = outputs(tmp_path)
        assert (found["changes"], found["issues-opened"]) == ("3", "0")
        assert (tmp_path / "summary").read_text().startswith("**`pmaction apply` would open 2 iss")

    def test_what_is_not_the_tip_opens_nothing_and_says_so(
        self, scene: Scene, tmp_path: Path
    ) -> None:
        pull = scene.pull({PATH: POSTMORTEM})
        scene.mona.merge(pull.number)
        scene.mona.push({"README.md": "newer\n"})
        assert scene.run("apply", "--format", "github") == 0
        found = outputs(tmp_path)
        assert (found["changes"], found["issues-opened"]) == ("0", "0")
        assert json.loads(found["report"])["changes"] == []
        assert "is not the tip of main" in (tmp_path / "summary").read_text()

    def test_plan_and_remind_leave_their_numbers(self, scene: Scene, tmp_path: Path) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        assert scene.run("plan", "--format", "github") == 0
        assert outputs(tmp_path)["changes"] == "3"
        scene.run("apply")
        (tmp_path / "output").unlink()
        (tmp_path / "summary").unlink()
        assert scene.run("remind", "--format", "github") == 0
        assert outputs(tmp_path)["changes"] == "2", "the comment, and where it is remembered"
        assert (tmp_path / "summary").read_text().startswith("**2 changes done.**")

    def test_what_failed_and_what_waits_is_annotated(
        self, scene: Scene, capsys: pytest.CaptureFixture[str]
    ) -> None:
        scene.merge(scene.pull({PATH: POSTMORTEM}))
        scene.token("reader", issues="read", pull_requests="read")
        assert scene.run("apply", "--format", "github") == 4
        commands = [line for line in capsys.readouterr().out.splitlines() if line[:2] == "::"]
        assert [line.split("::")[1] for line in commands] == [
            "error title=pmaction",
            "error title=pmaction",
            "warning title=pmaction",
        ]
        assert "create PM-2025-001/A1 failed: the token may not do this" in commands[1]
        assert commands[2].endswith(
            "::link PM-2025-001/A1 is left for the next run: its issue is not there yet"
        )

    def test_no_more_is_annotated_than_github_shows_and_nothing_ends_its_line(self) -> None:
        change = Change(
            kind=Kind.CLOSE, item="PM-2025-001/A1", title="x", why="y", after=IssueFields()
        )
        failed = [Result(change, Outcome.FAILED, 3, "100% lost\n::stop-commands::x")] * 12
        lines = outcome_commands(ApplyReport((*failed, Result(change, Outcome.SKIPPED, 3))))
        assert lines[0] == (
            "::error title=pmaction::close PM-2025-001/A1 failed: 100%25 lost ::stop-commands::x"
        )
        assert len(lines) == 11
        assert lines[10] == "2 more failed: see the summary of this step"


def test_the_comment_of_somebody_else_is_never_edited(reviewing: Scene) -> None:
    pull = reviewing.pull({PATH: POSTMORTEM})
    other: Comment = reviewing.mona.comment(pull.number, "No mark at all")
    reviewing.run("comment", "--pr", str(pull.number))
    assert other.body == "No mark at all"
    assert len(pull.comments) == 2


def test_a_pull_request_that_changes_no_postmortem_gets_no_comment(scene: Scene) -> None:
    scene.mona.push({PATH: POSTMORTEM}, "Not applied yet")
    scene.pull({"README.md": "# Better\n"})
    assert scene.run("comment", "--pr", "1") == 0
    assert scene.writes() == []


@pytest.mark.parametrize("path", [".pmaction.yml", OTHER_PATH])
def test_one_that_changes_the_configuration_or_a_postmortem_gets_its_comment(
    scene: Scene, path: str
) -> None:
    scene.mona.push({PATH: POSTMORTEM}, "Not applied yet")
    text = "labels: [incident]\n" if path == ".pmaction.yml" else OTHER
    pull = scene.pull({path: text})
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    assert len(pull.comments) == 1


def test_a_run_of_a_pull_request_that_was_merged_meanwhile_leaves_it_to_the_merge(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    scene.merge(pull)
    assert scene.run("apply") == 0
    scene.writes()
    scene.token("planning", issues="read", pull_requests="write")
    scene.monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    assert "the run for the merge names its issues" in capsys.readouterr().err
    assert scene.writes() == []


def test_a_locked_pull_request_is_told_with_what_helps(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    locked = Reply(403, {"message": "Unable to create comment because issue is locked."})
    scene.github.hook(before=lambda request: locked if request.method == "POST" else None)
    assert scene.run("comment", "--pr", str(pull.number)) == 4
    said = capsys.readouterr()
    assert "Unlock its conversation" in said.out + said.err


def test_in_a_folder_of_a_larger_repository_links_and_pull_request_are_found_all_the_same(
    scene: Scene,
) -> None:
    path = f"services/mail/{PATH}"
    pull = scene.pull({"services/mail/.pmaction.yml": "labels: [mail]\n", path: POSTMORTEM})
    scene.monkeypatch.chdir(scene.folder / "services/mail")
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    (comment,) = pull.comments
    assert "PM-2025-001/A1" in comment.body

    scene.merge(pull)
    tip = git(scene.folder, "rev-parse", "HEAD")
    # The same file is changed in a later commit of nobody's pull request, elsewhere.
    scene.mona.push({PATH: OTHER}, "The same path at the root")
    scene.github.repository.git.set_ref("refs/heads/main", tip)
    assert scene.run("apply") == 0
    issue = scene.issues()[1]
    assert f"/blob/{tip}/{path}#L11-L15" in (issue.body or "")
    assert f"Pull request: #{pull.number}" in (issue.body or "")
    asked = [r.query for r in scene.github.requests if r.path.endswith("/commits")]
    assert asked == [{"path": path, "sha": tip, "per_page": "1"}]


def test_the_pull_request_of_a_confidential_postmortem_tells_no_title(scene: Scene) -> None:
    scene.github.repository.private = True
    secret = POSTMORTEM.replace("status: reviewed", "status: reviewed\nconfidential: true")
    pull = scene.pull({PATH: secret})
    assert scene.run("comment", "--pr", str(pull.number)) == 0
    scene.merge(pull)
    scene.apply_and_tell()
    # Somebody gives the issues their titles back by hand.
    for issue, title in zip(scene.issues(), ("Mail was down", "Alert when"), strict=True):
        scene.mona.edit(issue.number, title=title)
    pull.comments.clear()
    scene.mona.edit(2, body=re.sub(r'"pull-\d+-\d+"', "", scene.issues()[0].body or ""))
    assert scene.run("comment") == 0
    (comment,) = pull.comments
    assert "Mail was down" not in comment.body
    assert "Alert when" not in comment.body
