"""What one run may do at once: more needs a person who says so, and until then nothing is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from checkouts import NOW, PATH, POSTMORTEM

from pmaction.allowances import Allowed, Refusal, why_refused
from pmaction.change import Change, Kind, Plan
from pmaction.cli import main
from pmaction.config import Config
from pmaction.issue import IssueFields
from pmaction.removals import REMOVED_COMMENT

Run = Callable[..., tuple[int, str, str]]


def change(kind: Kind, item: str, **fields: object) -> Change:
    after = IssueFields(status="removed") if kind is Kind.CLOSE else IssueFields()
    values: dict[str, object] = {"title": "t", "why": "w", "after": after}
    return Change(kind=kind, item=item, **(values | fields))  # type: ignore[arg-type]


def gone(item: str) -> Change:
    return change(Kind.COMMENT, item, comment_id=REMOVED_COMMENT)


ALLOWED = Allowed(creates=1, closes=1)


def test_as_much_as_is_allowed_is_not_refused() -> None:
    plan = Plan((change(Kind.CREATE, "a"), gone("b"), change(Kind.CLOSE, "b")))
    assert why_refused(plan, ALLOWED) is None


def test_an_issue_that_is_commented_on_and_closed_counts_once() -> None:
    plan = Plan((gone("a"), gone("b"), change(Kind.CLOSE, "a"), change(Kind.CLOSE, "b")))
    assert why_refused(plan, ALLOWED) == Refusal(
        "close 2 issues at once, more than the 1 that is allowed, since the files no longer have "
        "them",
        "`allow_closes`",
        "--allow-closes 2",
    )


def test_what_is_done_or_otherwise_commented_on_is_no_removal() -> None:
    done = [
        change(Kind.CLOSE, item, after=IssueFields(state="closed", status="done")) for item in "abc"
    ]
    comments = [change(Kind.COMMENT, item, comment_id="edited-block-1") for item in "abc"]
    assert why_refused(Plan((*done, *comments)), ALLOWED) is None


def test_too_much_of_both_is_said_at_once_with_all_that_allows_it() -> None:
    creates = [change(Kind.CREATE, item) for item in "abc"]
    refused = why_refused(Plan((*creates, gone("d"), gone("e"))), Allowed(2, 0))
    assert refused == Refusal(
        "open 3 issues at once, more than the 2 that are allowed, and comment on 2 issues, "
        "though none is allowed, since the files no longer have them",
        "`allow_creates` and `allow_closes`",
        "--allow-creates 3 --allow-closes 2",
    )


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in a repository whose four issues have just lost one of their two files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    first = tmp_path / PATH
    first.parent.mkdir(parents=True)
    first.write_text(POSTMORTEM)
    second = first.with_name("2025-12-02-search.yaml")
    second.write_text(POSTMORTEM.replace("-2025-001", "-2025-002"))
    assert main(["apply", "--now", NOW, "--quiet"]) == 0
    second.unlink()

    def running(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*arguments, "--now", NOW])
        said = capsys.readouterr()
        return code, said.out, said.err

    return running


@pytest.mark.parametrize("policy", ["comment", "close"])
def test_more_issues_without_a_file_than_allowed_are_left_alone_until_allowed(
    run: Run, policy: str
) -> None:
    Path(".pmaction.yml").write_text(f"removed_items: {policy}\nallow_closes: 1\n")
    issues = sorted(Path("issues").rglob("*.md"))
    before = [issue.read_text() for issue in issues]
    code, _, err = run("apply")
    assert code == 2
    assert f"{policy} {'on ' if policy == 'comment' else ''}2 issues at once" in err
    assert "run again with --allow-closes 2" in err
    assert [issue.read_text() for issue in issues] == before
    assert run("apply", "--allow-closes", "1")[0] == 2
    assert run("apply", "--allow-closes", "2")[0] == 0
    assert "nothing to do" in run("plan")[1]
    closed = [issue for issue in issues if "state: closed" in issue.read_text()]
    assert len(closed) == (2 if policy == "close" else 0)


def test_the_option_can_also_forbid_what_the_configuration_allows(run: Run) -> None:
    assert run("apply", "--allow-closes", "0")[0] == 2
    assert run("apply")[0] == 0


def test_a_plan_says_that_apply_would_refuse_so_many_removals(run: Run) -> None:
    Path(".pmaction.yml").write_text("allow_closes: 1\n")
    code, out, err = run("plan", "--format", "json")
    assert (code, json.loads(out)["summary"]) == (0, {"comment": 2})
    assert "`apply` would refuse this: it would comment on 2 issues at once" in err
    assert "give `apply` --allow-closes 2" in err
    assert "raise `allow_closes` in the configuration" in run("plan", "--format", "markdown")[1]
    assert "would refuse" not in run("apply", "--dry-run", "--allow-closes", "2")[2]


def test_the_default_lets_a_postmortem_go_and_not_a_whole_history() -> None:
    allowed = Allowed.by(Config())
    assert why_refused(Plan(tuple(gone(f"PM-2025-001/A{n}") for n in range(20))), allowed) is None
    assert why_refused(Plan(tuple(gone(f"PM-2025-001/A{n}") for n in range(21))), allowed)
