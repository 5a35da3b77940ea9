"""What the comment on a pull request says after the merge of the plan that it showed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from checkouts import PATH, POSTMORTEM, SECOND_ITEM
from hypothesis import given
from hypothesis import strategies as st
from scenes import Scene, bodies, scene_in
from standin import Issue as StoredIssue
from standin import Reply, Request

from pmaction.change import Change, Kind, Plan
from pmaction.issue import OUR_LABEL, Issue, IssueFields, LastWritten
from pmaction.shown_plan import (
    MAX_MARK,
    Shown,
    differences,
    mark_of,
    read_mark,
    shown_mark,
    with_mark,
)

PM = "PM-2025-001"
A1 = f"{PM}/A1"
HEAD = (
    "**This is not what the plan before the merge showed.** Files or issues changed in between, "
    "or something is left for the next run:\n\n"
)
WRITTEN = LastWritten(
    title="a",
    content="b",
    labels=frozenset({OUR_LABEL}),
    assignees=frozenset({"@alice"}),
    state="open",
    status="open",
    pull=9,
)


def change(kind: Kind = Kind.CREATE, item: str = A1, **fields: object) -> Change:
    values: dict[str, object] = {"title": "T", "why": "w", "after": IssueFields()}
    return Change(kind=kind, item=item, **(values | fields))  # type: ignore[arg-type]


def issue(key: str = A1, last: LastWritten = WRITTEN, **fields: object) -> Issue:
    values: dict[str, object] = {"number": 3, "title": "T", "state": "open", "last": last}
    return Issue(key=key, **(values | fields))  # type: ignore[arg-type]


def shown(*changes: Change) -> Shown:
    found = read_mark(with_mark("text", shown_mark(Plan(changes))))
    assert found is not None
    return found


def said(one: Change, *issues: Issue) -> list[str]:
    ours = {found.key: found for found in issues}
    came = [found for found in issues if found.last.pull == 9]
    return differences(shown(one), 9, came, ours)


class TestDifferences:
    def test_what_came_as_shown_is_not_spoken_of(self) -> None:
        assert said(change(written=WRITTEN), issue()) == []

    def test_an_issue_that_is_missing_is_named(self) -> None:
        assert said(change(written=WRITTEN)) == [f"`{A1}` has no issue."]

    def test_an_issue_that_came_otherwise_says_with_what(self) -> None:
        before = issue(last=LastWritten(pull=4))
        assert said(change(written=WRITTEN), before) == [
            f"`{A1}` #3 was not opened for this pull request: its issue came with #4."
        ]
        assert said(change(written=WRITTEN), issue(last=LastWritten())) == [
            f"`{A1}` #3 was not opened for this pull request: its issue was there."
        ]

    def test_an_issue_that_was_not_shown_is_named(self) -> None:
        other = issue(f"{PM}/A10", number=12)
        assert said(change(written=WRITTEN), issue(), other) == [
            f"`{PM}/A10` #12 was opened, and not shown."
        ]

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"title": "x"}, "title"),
            ({"content": "x"}, "text"),
            ({"labels": frozenset({OUR_LABEL, "P1"})}, "labels"),
            ({"assignees": frozenset({"@bob"})}, "owner"),
            ({"assignees": None, "title": "x"}, "title, owner"),
        ],
    )
    @pytest.mark.parametrize("kind", [Kind.CREATE, Kind.UPDATE])
    def test_values_that_are_others_are_named(
        self, kind: Kind, values: dict[str, object], words: str
    ) -> None:
        now = issue(last=replace(WRITTEN, **values))  # type: ignore[arg-type]
        found = differences(shown(change(kind, written=WRITTEN)), 9, (), {A1: now})
        assert found == [f"`{A1}` #3 has other values than shown: {words}."]

    def test_only_values_that_were_to_be_written_count(self) -> None:
        elsewhere = issue(last=LastWritten(title="a", content="other"))
        assert said(change(Kind.UPDATE, written=LastWritten(title="a")), elsewhere) == []

    def test_dependencies_that_were_not_linked_are_named(self) -> None:
        link = change(Kind.LINK, written=LastWritten(blocked_by=frozenset({f"{PM}/A2"})))
        without = issue(last=LastWritten(blocked_by=frozenset()))
        assert said(link, without) == [f"`{A1}` #3 has other values than shown: dependencies."]

    @pytest.mark.parametrize(
        ("kind", "state", "sentences"),
        [
            (Kind.CLOSE, "closed", []),
            (Kind.CLOSE, "open", [f"`{A1}` #3 is open."]),
            (Kind.REOPEN, "open", []),
            (Kind.REOPEN, "closed", [f"`{A1}` #3 is closed."]),
        ],
    )
    def test_a_state_that_is_another_is_named(
        self, kind: Kind, state: str, sentences: list[str]
    ) -> None:
        assert said(change(kind), issue(state=state, last=LastWritten())) == sentences

    def test_a_comment_that_was_not_written_is_named(self) -> None:
        due = change(Kind.COMMENT, comment_id="removed")
        nothing = LastWritten()
        assert said(due, issue(last=nothing)) == [f"`{A1}` #3 got no comment."]
        assert said(due, issue(last=nothing, comments=frozenset({"removed", "x"}))) == []

    def test_several_differences_of_an_item_are_one_line(self) -> None:
        both = shown(change(Kind.UPDATE, written=LastWritten(title="a")), change(Kind.CLOSE))
        now = issue(last=LastWritten(title="other"))
        assert differences(both, 9, (), {A1: now}) == [
            f"`{A1}` #3 has other values than shown: title; it is open."
        ]


class TestMark:
    def test_a_link_to_a_parent_and_a_comment_elsewhere_are_not_kept(self) -> None:
        link = change(Kind.LINK, after=IssueFields(parent=PM))
        assert shown(link, change(Kind.COMMENT, "#4", comment_id="x", pull=4)) == Shown(())

    def test_a_plan_of_nothing_was_shown_too(self) -> None:
        assert shown() == Shown(())
        assert differences(shown(), 9, [issue()], {A1: issue()}) == [
            f"`{A1}` #3 was opened, and not shown."
        ]

    def test_without_a_mark_nothing_is_known(self) -> None:
        assert read_mark(None) is None
        assert read_mark("**Merging this would open 2 issues.**") is None

    def test_no_title_stands_in_it(self) -> None:
        hostile = LastWritten(title="-->", content="<!--", labels=frozenset({"--><img>"}))
        mark = shown_mark(Plan((change(title="secret", written=hostile, comment_id="-->"),)))
        assert mark.count("-->") == mark.count("<!--") == 1
        assert "secret" not in mark

    @pytest.mark.parametrize("bad", ["create", "create a<b", "burn PM-2025-001/A1", "create x y z"])
    def test_what_cannot_be_read_is_passed_over(self, bad: str) -> None:
        found = read_mark(f"x\n\n<!-- pmaction:shown {bad}, create {A1} -->")
        assert found is None or [one.item for one in found.changes][-1] == A1

    @given(st.integers(1, 400))
    def test_it_never_takes_more_room_than_there_is(self, number: int) -> None:
        changes = tuple(change(item=f"{PM}/A{n}", written=WRITTEN) for n in range(1, number + 1))
        mark = shown_mark(Plan(changes))
        assert len(mark) <= MAX_MARK
        found = read_mark(mark)
        assert found is not None
        assert found.whole is (len(found.changes) == number)
        assert [one.item for one in found.changes] == [
            one.item for one in changes[: len(found.changes)]
        ]
        assert len(found.changes) >= min(number, 150)

    def test_of_what_did_not_fit_nothing_is_said(self) -> None:
        changes = tuple(change(item=f"{PM}/A{n}", written=WRITTEN) for n in range(1, 400))
        issues = {one.item: issue(one.item) for one in changes}
        found = shown(*changes)
        assert not found.whole
        assert differences(found, 9, list(issues.values()), issues) == []


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with scene_in(tmp_path, monkeypatch) as scene:
        yield scene


def show(scene: Scene, pull: StoredIssue) -> None:
    """The run for the pull request."""
    assert scene.run("comment", "--pr", str(pull.number)) == 0


def push(scene: Scene, pull: StoredIssue) -> None:
    """The merge, and the run for it."""
    scene.merge(pull)
    scene.monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
    scene.apply_and_tell()


def test_a_plan_that_came_true_is_not_spoken_of_again(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM + SECOND_ITEM})
    show(scene, pull)
    push(scene, pull)
    assert "**3 issues were opened" in bodies(pull)[0]
    assert "showed" not in bodies(pull)[0]


def test_labels_that_the_base_got_meanwhile_are_told_at_the_merge(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    show(scene, pull)
    scene.mona.push({".pmaction.yml": "labels: [incident]\n"})
    push(scene, pull)
    assert (
        f"{HEAD}- `{PM}` #2 has other values than shown: labels.\n"
        f"- `{A1}` #3 has other values than shown: labels.\n\n- #2 {PM}: Mail was down\n"
    ) in bodies(pull)[0]


def test_an_item_that_was_pushed_after_the_plan_is_told_at_the_merge(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    show(scene, pull)
    scene.mona.push({PATH: POSTMORTEM + SECOND_ITEM}, branch="change")
    push(scene, pull)
    assert (
        f"{HEAD}- `{PM}` #2 has other values than shown: text.\n"
        f"- `{PM}/A2` #4 was opened, and not shown.\n"
    ) in bodies(pull)[0]


def test_where_another_one_brought_the_issues_the_comment_says_so(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    show(scene, pull)
    other = scene.pull({PATH: POSTMORTEM}, "other")
    push(scene, other)
    push(scene, pull)
    (body,) = bodies(pull)
    assert body.startswith(
        f"**No issues were opened for this pull request.**\n\n{HEAD}"
        f"- `{PM}` #3 was not opened for this pull request: its issue came with #2.\n"
        f"- `{A1}` #4 was not opened"
    )
    scene.writes()
    assert scene.run("comment") == 0
    assert scene.writes() == []


def test_where_nothing_was_opened_and_all_is_as_shown_the_plan_stays(scene: Scene) -> None:
    scene.merge(scene.pull({PATH: POSTMORTEM}))
    scene.apply_and_tell()
    pull = scene.pull({PATH: POSTMORTEM.replace("1,000", "500")}, "better")
    show(scene, pull)
    (plan,) = bodies(pull)
    assert "would change 2 issues" in plan
    push(scene, pull)
    assert bodies(pull) == [plan]
    assert "500" in scene.issues()[1].title


def test_an_update_that_came_otherwise_is_told(scene: Scene) -> None:
    scene.merge(scene.pull({PATH: POSTMORTEM}))
    scene.apply_and_tell()
    pull = scene.pull({PATH: POSTMORTEM.replace("1,000", "500")}, "better")
    show(scene, pull)
    scene.mona.push({PATH: POSTMORTEM.replace("1,000", "250")}, branch="better")
    push(scene, pull)
    assert f"\n- `{A1}` #3 has other values than shown: title.\n" in bodies(pull)[0]


def test_a_run_of_an_older_commit_calls_nothing_different(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    show(scene, pull)
    (plan,) = bodies(pull)
    scene.merge(pull)
    scene.mona.push({"README.md": "newer\n"})
    scene.monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
    scene.apply_and_tell()
    assert bodies(pull) == [plan]


def test_an_issue_that_a_run_left_is_told_until_the_next_one_opened_it(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM + SECOND_ITEM})
    show(scene, pull)
    scene.merge(pull)

    def refuse(request: Request) -> Reply | None:
        is_second = (request.body or {}).get("title") == "Rehearse the failover"
        return Reply(422, {"message": "Validation Failed"}) if is_second else None

    scene.github.hook(before=refuse)
    assert scene.run("apply") == 5
    assert scene.run("comment") == 0
    assert f"{HEAD}- `{PM}/A2` has no issue.\n" in bodies(pull)[0]
    scene.github.hook()
    scene.apply_and_tell()
    assert "**3 issues were opened" in bodies(pull)[0]
    assert "showed" not in bodies(pull)[0]


def test_the_record_is_hidden_and_stays_when_the_comment_becomes_another(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    show(scene, pull)
    before = mark_of(pull.comments[0].body)
    assert before.startswith(f"<!-- pmaction:shown create {PM} t")
    push(scene, pull)
    assert mark_of(pull.comments[0].body) == before


def test_a_push_of_nobodys_pull_request_costs_one_question(scene: Scene) -> None:
    scene.mona.push({PATH: POSTMORTEM})
    scene.check_out("origin/main")
    scene.apply_and_tell()
    scene.monkeypatch.setenv("GITHUB_EVENT_NAME", "push")
    before = len(scene.github.requests)
    assert scene.run("comment") == 0
    assert [one.operation for one in scene.github.requests[before:]] == [
        "issues/list-for-repo",
        "repos/list-pull-requests-associated-with-commit",
    ]


def test_a_merged_pull_request_without_our_comment_gets_none(scene: Scene) -> None:
    scene.merge(scene.pull({PATH: POSTMORTEM}))
    scene.apply_and_tell()
    pull = scene.pull({"README.md": "words\n"}, "words")
    push(scene, pull)
    assert bodies(pull) == []


def test_a_comment_that_may_not_be_read_is_written_all_the_same(scene: Scene) -> None:
    pull = scene.pull({PATH: POSTMORTEM})
    scene.merge(pull)
    assert scene.run("apply") == 0
    struck: list[Request] = []

    def refuse(request: Request) -> Reply | None:
        if request.operation == "issues/list-comments" and not struck:
            struck.append(request)
            return Reply(403, {"message": "no"})
        return None

    scene.github.hook(before=refuse)
    assert scene.run("comment") == 0
    assert struck
    assert "**2 issues were opened" in bodies(pull)[0]
