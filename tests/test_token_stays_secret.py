"""The token is in the requests to GitHub and nowhere else, whatever happens and whoever looks."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from checkouts import NOW, PATH, POSTMORTEM
from scenes import Scene, scene_in
from standin import DROP, Reply, Request

from pmaction.actions_env import read_environment
from pmaction.cli.on_github import OnGitHub
from pmaction.cli.systems import OpenSystem
from pmaction.errors import TrackingError
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_client import GitHubClient, Pace

COMMANDS = (
    ("plan",),
    ("comment", "--pr", "1"),
    ("apply",),
    ("comment",),
    ("remind",),
    ("track",),
    ("track", "--commit"),
)
started: list[str] = []


def note_programs(event: str, arguments: tuple[Any, ...]) -> None:
    """Write down the command line of every program that is started."""
    if event in ("subprocess.Popen", "os.posix_spawn"):
        words = arguments[1] if isinstance(arguments[1], list | tuple) else [arguments[1]]
        started.append("\0".join(map(os.fsdecode, words)))
    elif event == "os.exec":
        started.append("\0".join(map(os.fsdecode, arguments[1])))


sys.addaudithook(note_programs)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with scene_in(tmp_path, monkeypatch) as scene:
        scene.token("everything", issues="write", pull_requests="write")
        started.clear()
        yield scene


def echo(request: Request) -> Reply | None:
    """A server that says all it was sent."""
    return Reply(403, {"message": f"what is {os.environ['GITHUB_TOKEN']}?"})


turns = cycle([True, False])


def sends_elsewhere(request: Request) -> Reply | None:
    """A server that answers each question with the address at which it will answer it."""
    if request.method != "GET" or not request.query or not next(turns):
        return None
    here = f"{os.environ['GITHUB_API_URL']}{request.path}"
    return Reply(301, {"url": here}, {"Location": f"{here}?{urlencode(request.query)}"})


FAULTS: dict[str, Callable[[Request], Reply | str | None] | None] = {
    "nothing": None,
    "a server that repeats the token": echo,
    "a server that sends its clients elsewhere": sends_elsewhere,
    "a connection that breaks": lambda _: DROP,
    "values that make no sense": lambda _: Reply(200, [{"number": "x", "labels": 3}]),
    "no JSON": lambda _: Reply(200, raw=b"<html>"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_in_no_output_no_log_and_no_command_line(
    scene: Scene,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="github")
    scene.monkeypatch.setenv("PMACTION_DEBUG", "1")
    token = os.environ["GITHUB_TOKEN"]
    pull = scene.pull({PATH: POSTMORTEM})
    assert pull.number == 1
    started.clear()
    if (hook := FAULTS[fault]) is not None:
        scene.github.hook(before=hook)
    for command in COMMANDS:
        if command == ("apply",):
            scene.merge(pull)
        form = ("--format", "github") if "--commit" not in command else ()
        scene.run(*command, *form, "--verbose")
    said = capfd.readouterr()
    assert any("rev-parse" in one for one in started)
    written = [path.read_text() for path in tmp_path.iterdir() if path.is_file()]
    for text in (said.out, said.err, caplog.text, *started, *written):
        assert token not in text
    if fault == "nothing":
        assert "done     create" in said.out
        assert "/repos/acme/site/issues" in caplog.text, "the requests were logged"
        assert all(request.headers["authorization"].endswith(token) for request in asked(scene))


def test_what_a_library_logs_is_not_said_to_people(scene: Scene) -> None:
    scene.pull({PATH: POSTMORTEM})
    scene.github.hook(before=sends_elsewhere)
    command = [sys.executable, "-m", "pmaction", "plan", "--now", NOW]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert len(scene.github.requests) > 1
    assert done.stderr == ""


def asked(scene: Scene) -> list[Request]:
    return [one for one in scene.github.requests if one.path.startswith("/repos/")]


def client(url: str, token: str) -> GitHubClient:
    return GitHubClient(url, token, Pace(lambda: 0.0, lambda _: None, lambda _: None))


def test_it_is_in_no_repr(scene: Scene) -> None:
    token = os.environ["GITHUB_TOKEN"]
    github = client(scene.github.url, token)
    tracking = GitHubTrackingSystem(github, "acme/site")
    tracking.list_issues()
    page, comments = "https://github.com/acme", tracking.comments
    system = OnGitHub(github, "acme/site", "0" * 40, "", "TRACKER.md", page, comments)
    for value in (
        github,
        tracking,
        system,
        system.branches,
        OpenSystem(tracking, str, system),  # type: ignore[arg-type]
        read_environment(os.environ),
    ):
        assert token not in repr(value)
        assert token not in str(value)


@pytest.mark.parametrize("fault", [name for name, hook in FAULTS.items() if hook is not None])
def test_it_is_in_no_exception_nor_in_what_led_to_it(scene: Scene, fault: str) -> None:
    token = os.environ["GITHUB_TOKEN"]
    scene.github.hook(before=FAULTS[fault])
    github = client(scene.github.url, token)
    asks: tuple[Callable[[], object], ...] = (
        lambda: github.read("/repos/acme/site/issues/99"),
        lambda: list(github.pages("/repos/acme/site/issues")),
        lambda: github.add("/repos/acme/site/issues", {"title": "x"}),
        lambda: github.replace("PATCH", "/repos/acme/site/issues/1", {"title": "x"}),
    )
    errors = [error for ask in asks if (error := error_of(ask)) is not None]
    assert errors
    for error in errors:
        assert token not in "".join(traceback.format_exception(error))
        one: BaseException | None = error
        while one is not None:
            assert token not in f"{one!r} {one.args}"
            one = one.__cause__ or one.__context__


def error_of(ask: Callable[[], object]) -> BaseException | None:
    try:
        ask()
    except TrackingError as error:
        return error
    return None
