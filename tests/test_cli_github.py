"""The commands against GitHub's stand-in, as a workflow runs them in its checkout."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from checkouts import NOW, PATH, check_out, commit, git
from standin import DROP, Assignable, Reply, StandIn

from pmaction.actions_env import read_environment
from pmaction.cli import main


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn("acme/site") as github:
        github.repository.unknown_login = Assignable.YES
        yield github
        assert not github.violations


@pytest.fixture
def checkout(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return check_out(github, tmp_path, monkeypatch, issues="write", contents="read")


def test_apply_opens_issues_that_link_to_the_lines_at_the_commit(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", "--now", NOW]) == 0
    head = git(checkout, "rev-parse", "HEAD")
    issues = list(github.repository.issues.values())
    assert [issue.title for issue in issues] == [
        "PM-2025-001: Mail was down",
        "Alert when the queue is longer than 1,000",
    ]
    link = f"https://github.example.com/acme/site/blob/{head}/{PATH}#L11-L15"
    assert link in (issues[1].body or "")
    assert "done     create  PM-2025-001/A1" in capsys.readouterr().out
    requests = len(github.writes)
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.writes) == requests


def test_apply_adopts_the_issue_that_a_file_names_and_asks_what_shows_that_it_is_done(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mona = github.person("mona")
    theirs = mona.opens("Mail is slow", "Since Monday.")
    path = checkout / PATH
    path.write_text(f"{path.read_text()}    issue: {theirs.number}\n")
    (checkout / ".pmaction.yml").write_text("require_evidence: true\n")
    commit(checkout, "Name the issue")
    assert main(["apply", "--now", NOW]) == 0
    assert "done     update  PM-2025-001/A1" in capsys.readouterr().out
    assert theirs.title == "Mail is slow"
    assert (theirs.body or "").startswith("Since Monday.\n")
    assert github.repository.titles() == ["Mail is slow", "PM-2025-001: Mail was down"]
    mona.close(theirs.number)
    assert main(["apply", "--now", NOW]) == 0
    assert theirs.state == "closed"
    assert "needs-evidence" in theirs.label_names
    assert "nothing in it shows what was done" in theirs.comments[0].body


def test_apply_of_anything_but_the_tip_does_nothing_and_says_so(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "README.md").write_text("newer\n")
    commit(checkout, "Something newer")
    git(checkout, "checkout", "--quiet", "HEAD~1")
    assert main(["apply", "--now", NOW]) == 0
    assert "is not the tip of main" in capsys.readouterr().err
    assert github.writes == []


def test_remind_and_track_speak_of_the_issues(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["apply", "--now", NOW])
    assert main(["remind", "--now", NOW]) == 0
    assert main(["remind", "--now", NOW]) == 0
    (comment,) = github.repository.issues[2].comments
    assert comment.body.startswith("@alice: this action item was due on **2025-12-21**, 1 day ago.")
    assert main(["track", "--now", NOW]) == 0
    assert "[#2](https://github.com/acme/site/issues/2)" in Path("TRACKER.md").read_text()


def test_a_wrong_token_ends_with_4_and_one_sentence(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_" + "wrong" * 7)
    assert main(["plan", "--now", NOW]) == 4
    err = capsys.readouterr().err
    assert "GitHub refuses the token" in err
    assert "wrong" * 7 not in err


def test_without_a_token_the_configuration_is_at_fault(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    Path(".pmaction.yml").write_text("tracking: {system: github}\n")
    assert main(["plan", "--now", NOW]) == 3
    assert "GITHUB_TOKEN" in capsys.readouterr().err


def test_an_enterprise_server_works_by_its_url(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", github.enterprise_url)
    assert main(["plan", "--format", "json", "--now", NOW]) == 0
    assert json.loads(capsys.readouterr().out)["summary"] == {"create": 2, "link": 1}
    assert github.writes == []


def test_without_the_address_of_the_pages_links_lead_to_the_server_of_the_api(
    github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", github.enterprise_url)
    monkeypatch.delenv("GITHUB_SERVER_URL")
    assert main(["apply", "--now", NOW]) == 0
    assert main(["remind", "--now", NOW]) == 0
    issue = github.repository.issues[2]
    server = github.enterprise_url.removesuffix("/api/v3")
    for text in (issue.body or "", issue.comments[0].body):
        assert f"{server}/acme/site/blob/" in text
        assert "https://github.com/" not in text


@pytest.mark.parametrize("command", ["plan", "apply", "comment", "remind", "track", "doctor"])
def test_where_nothing_tells_the_address_of_the_pages_it_is_asked_for(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    monkeypatch.delenv("GITHUB_SERVER_URL")
    assert main([command, "--now", NOW]) == 3
    assert "Set GITHUB_SERVER_URL to their address" in capsys.readouterr().err
    assert github.requests == []


@pytest.mark.parametrize(
    ("api", "pages"),
    [
        ("", "https://github.com"),
        ("https://api.github.com/", "https://github.com"),
        ("https://github.example.com/api/v3", "https://github.example.com"),
        ("https://github.example.com:8443/api/v3/", "https://github.example.com:8443"),
        ("https://api.acme.ghe.com", "https://acme.ghe.com"),
        ("https://api.acme.ghe.com.example.com", ""),
        ("https://github.example.com", ""),
    ],
)
def test_the_address_of_the_api_tells_where_the_pages_are(api: str, pages: str) -> None:
    assert read_environment({"GITHUB_API_URL": api}).server_url == pages


SIGN_IN = b"<html>\n<h1>Please sign in</h1>\n</html>"
BAD_LUCK: dict[str, tuple[Callable[[], Any], str]] = {
    "a token that is refused": (
        lambda: Reply(401, {"message": "Bad credentials"}),
        "Check GITHUB_TOKEN",
    ),
    "a token without the right": (
        lambda: Reply(403, {"message": "Resource not accessible by integration"}),
        "under `permissions:`",
    ),
    "an unknown repository": (
        lambda: Reply(404, {"message": "Not Found"}),
        "Check GITHUB_REPOSITORY",
    ),
    "issues disabled": (
        lambda: Reply(410, {"message": "Issues has been disabled in this repository."}),
        "turn them on in its settings",
    ),
    "no connection": (lambda: DROP, "Check the network and GITHUB_API_URL"),
    "an answer that is no JSON": (lambda: Reply(200, raw=SIGN_IN), "Check GITHUB_API_URL"),
    "502 for ever": (
        lambda: Reply(502, raw=b"<html>Bad gateway</html>"),
        "Run again later: it goes on where this one stopped.",
    ),
    "a rate limit without end": (
        lambda: Reply(429, {"message": "You have exceeded a secondary rate limit"}),
        "Run again later: it goes on where this one stopped.",
    ),
    "a rate limit for hours": (
        lambda: Reply(403, {"message": "API rate limit exceeded"}, {"Retry-After": "7200"}),
        "Run again later: it goes on where this one stopped.",
    ),
    "the token in the answer": (
        lambda: Reply(403, {"message": f"no: {os.environ['GITHUB_TOKEN']}"}),
        "under `permissions:`",
    ),
}


TO_WAIT_FOR = ("a rate limit without end", "a rate limit for hours")
"""What a later run finishes without anybody's doing."""


@pytest.mark.parametrize("name", BAD_LUCK)
def test_bad_luck_while_reading_ends_with_one_sentence_with_what_to_do(
    github: StandIn, checkout: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fault, hint = BAD_LUCK[name]
    github.hook(before=lambda _: fault())
    for command in ("plan", "apply"):
        assert main([command, "--quiet", "--now", NOW]) == (5 if name in TO_WAIT_FOR else 4)
        output = capsys.readouterr()
        told, what_to_do = output.err.splitlines()
        assert told.startswith("error: ")
        assert hint in what_to_do
        assert os.environ["GITHUB_TOKEN"] not in output.out + output.err


def report_of(output: str) -> list[tuple[str, str]]:
    """What became of each change: outcome and kind, without what was said about it."""
    outcomes = ("done", "failed", "deferred")
    words = [line.split() for line in output.splitlines() if not line.startswith(" ")]
    return [(one[0], one[1]) for one in words if one and one[0] in outcomes]


@pytest.mark.parametrize("name", BAD_LUCK)
def test_bad_luck_from_the_first_write_on_is_reported_with_all_that_is_left(
    github: StandIn, checkout: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fault, hint = BAD_LUCK[name]
    begun = False

    def before(request: Any) -> Any:
        nonlocal begun
        begun = begun or request.is_write
        return fault() if begun else None

    github.hook(before=before)
    may_wait = name in TO_WAIT_FOR
    assert main(["apply", "--now", NOW]) == (5 if may_wait else 4)
    output = capsys.readouterr()
    report = report_of(output.out)
    assert [kind for _, kind in report] == ["create", "create", "link"]
    assert {outcome for outcome, _ in report} == (
        {"deferred"} if may_wait else {"failed", "deferred"}
    )
    assert hint in output.out
    assert "Traceback" not in output.err
    assert os.environ["GITHUB_TOKEN"] not in output.out + output.err
    assert not github.repository.issues


@pytest.mark.parametrize("name", BAD_LUCK)
def test_bad_luck_in_the_middle_of_a_plan_leaves_the_rest_to_a_further_run(
    github: StandIn, checkout: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fault, hint = BAD_LUCK[name]
    github.hook(before=lambda _: fault() if github.repository.issues else None)
    assert main(["apply", "--now", NOW]) == 5
    output = capsys.readouterr()
    second = "deferred" if name in TO_WAIT_FOR else "failed"
    assert report_of(output.out) == [("done", "create"), (second, "create"), ("deferred", "link")]
    assert hint in output.out
    assert os.environ["GITHUB_TOKEN"] not in output.out + output.err
    github.hook()
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.repository.titles()) == 2
    (child,) = github.repository.issues[1].children
    assert child.title == "Alert when the queue is longer than 1,000"


def test_a_server_that_is_not_there_ends_with_4_and_one_sentence(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
        for command in (["plan"], ["apply"], ["track", "--commit"]):
            assert main([*command, "--quiet", "--now", NOW]) == 4
            told, what_to_do = capsys.readouterr().err.splitlines()
            assert told.startswith("error: GitHub cannot be reached")
            assert "Check the network and GITHUB_API_URL" in what_to_do


def test_writes_to_github_are_as_far_apart_as_the_configuration_says(
    github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("pmaction.cli.systems.time", lambda: 0.0)
    monkeypatch.setattr("pmaction.cli.systems.sleep", slept.append)
    (checkout / ".pmaction.yml").write_text("tracking: {seconds_between_writes: 2.5}\n")
    commit(checkout, "Configure")
    assert main(["apply", "--now", NOW]) == 0
    assert slept == [2.5] * (len(github.writes) - 1)


def test_an_enterprise_server_without_limits_needs_no_pause(
    github: StandIn, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("pmaction.cli.systems.sleep", slept.append)
    (checkout / ".pmaction.yml").write_text("tracking: {seconds_between_writes: 0}\n")
    commit(checkout, "Configure")
    assert main(["apply", "--now", NOW]) == 0
    assert slept == []


def test_remind_of_an_older_postmortem_says_nothing_of_it(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["apply", "--now", NOW]) == 0
    writes = len(github.writes)
    target = checkout / PATH
    target.write_text(target.read_text().replace("2025-12-21", "2026-03-01"))
    commit(checkout, "Give it more time")
    git(checkout, "checkout", "--quiet", "HEAD~1")
    assert main(["remind", "--now", NOW]) == 0
    assert f"Newer commits changed {PATH}" in capsys.readouterr().err
    assert len(github.writes) == writes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GITHUB_API_URL", "github.example.com"),
        ("GITHUB_API_URL", "ftp://github.example.com"),
        ("GITHUB_API_URL", "https://github.example.com:port"),
        ("GITHUB_API_URL", "https://"),
        ("GITHUB_SERVER_URL", "github.example.com"),
        ("GITHUB_REPOSITORY", "site"),
        ("GITHUB_REPOSITORY", "acme/site/../../user"),
        ("GITHUB_TOKEN", "ghs_…"),
        ("GITHUB_TOKEN", "ghs_a b"),
    ],
)
def test_a_variable_that_cannot_be_right_is_named(
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["plan", "--now", NOW]) == 3
    err = capsys.readouterr().err
    assert err.startswith(f"error: {name} ")
    assert "ghs_" not in err


@pytest.mark.parametrize("command", ["plan", "apply", "remind", "comment", "track"])
def test_no_command_waits_longer_than_it_may(
    github: StandIn,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("pmaction.cli.systems.sleep", slept.append)
    limit = Reply(429, {"message": "Too many"}, {"Retry-After": "20"})
    github.hook(before=lambda _: limit)
    assert main([command, "--max-wait", "50", "--now", NOW]) == 5
    assert slept == [21, 21]
    err = capsys.readouterr().err
    assert err.count("GitHub's rate limit is reached; waiting 21 s") == 2
    assert "Run again later" in err


def test_what_a_run_may_not_wait_for_is_deferred_and_the_next_run_finishes_it(
    github: StandIn, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = Reply(403, {"message": "secondary rate limit"}, {"Retry-After": "3000"})
    github.hook(before=lambda request: limit if request.is_write else None)
    assert main(["apply", "--format", "github", "--max-wait", "60", "--now", NOW]) == 5
    out = capsys.readouterr().out
    assert report_of(out) == [("deferred", "create"), ("deferred", "create"), ("deferred", "link")]
    assert "::error" not in out, "nothing went wrong that a later run does not finish"
    github.hook()
    assert main(["apply", "--now", NOW]) == 0
    assert len(github.repository.titles()) == 2
