"""`pmaction demo`: a week of one team, played with the real commands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from importlib.resources import as_file
from pathlib import Path

import click

from pmaction.cli.session import style
from pmaction.errors import ExitCode, UsageError
from pmaction.render.text import printable
from pmaction.resources import shipped

TRACK_SINCE = """\
# The demo opens issues for what happened in December 2025; older postmortems stay quiet.
track_since: 2025-12-01

"""
NEW_FILE = "postmortems/2025/2025-12-15-search-slow.yaml"
MISTAKES = """\
id: PM-2025-006
title: Search was slow for an hour
status: review
severity: P2
times:
  started: 2025-12-15T09:00:00Z
  detected: 2025-02-30T09:20:00Z
action_items:
  - id: A1
    title: Alert when search takes longer than 2 s at the 95th percentile
    ownr: "@search-lead"
"""
CORRECTED = (
    MISTAKES.replace("status: review\n", "status: draft\n")
    .replace("2025-02-30", "2025-12-15")
    .replace("ownr:", "owner:")
)
EXPLAINED = "PM-2025-004/AI-2"
REPORT = "report.txt"
CLOSED_BY_HAND = "issues/PM-2025-004/PM-2025-004-AI-1.md"


@click.command("demo")
@click.option("--folder", metavar="DIR", help="Play it here; a new temporary folder otherwise.")
def command(folder: str | None) -> None:
    """Play the whole loop on the shipped examples, in a temporary folder, in seconds."""
    place = _stage(folder).resolve()
    with _standing_in(place), redirect_stderr(sys.stdout):
        _play(place)


def _stage(folder: str | None) -> Path:
    """Make the folder in which all is played, unless it is there and empty."""
    try:
        place = Path(folder) if folder else Path(tempfile.mkdtemp(prefix="pmaction-demo-"))
        place.mkdir(parents=True, exist_ok=True)
        is_empty = not any(place.iterdir())
        if is_empty:
            with tempfile.TemporaryFile(dir=place):
                pass  # so that a folder nobody may write to is refused before the play begins
    except OSError as error:
        why = error.strerror or error
        raise UsageError(
            f"the demo cannot be played in {printable(folder or tempfile.gettempdir())}: {why}",
            "Name a folder that is new or empty, and that you may write to.",
        ) from None
    if not is_empty:
        raise UsageError(
            f"{printable(str(place))} is not empty", "Name a folder that is new or empty."
        )
    return place


def _play(place: Path) -> None:
    with as_file(shipped("examples")) as examples:
        shutil.copytree(examples / "postmortems", place / "postmortems")
        config = (examples / ".pmaction.yml").read_text(encoding="utf-8")
    _write(".pmaction.yml", TRACK_SINCE + config)
    has_git = _git("init", "--quiet")
    _commit("Eight postmortems")

    _say("A repository with eight postmortems. It is Monday, 15 December 2025: the on-call")
    _say("engineer adds a ninth, in a hurry, and opens a pull request.")
    _write(NEW_FILE, MISTAKES)
    _run("2025-12-15T16:00:00Z", ExitCode.FINDINGS, "validate")

    _say("Every mistake sits on its line. Three words are corrected:")
    _write(NEW_FILE, CORRECTED)
    _run("2025-12-15T16:05:00Z", ExitCode.OK, "validate")
    _commit("Add the postmortem of the search incident")

    _say("What would a merge do? The new one is a draft and opens nothing; the email outage of")
    _say("last Sunday has been reviewed. The plan writes nothing:")
    _run("2025-12-16T09:00:00Z", ExitCode.OK, "plan")

    _say("The merge: one issue for each action item, and one that holds them.")
    _run("2025-12-16T09:00:00Z", ExitCode.OK, "apply")
    _commit("Open the issues of PM-2025-004")

    _say("What is due when, who hears of it, and what says so?")
    _run("2025-12-16T09:00:00Z", ExitCode.OK, "policy", "explain", EXPLAINED)

    _say("Days pass. Friday: two items are due on Sunday, a third a week later.")
    _run("2025-12-19T06:47:00Z", ExitCode.OK, "remind")

    _say("One owner gets it done and closes the issue by editing its file,")
    _say(f"{CLOSED_BY_HAND}:")
    _close_by_hand()

    _say("Monday: the other item is a day late. Whoever is done is left in peace.")
    _run("2025-12-22T06:47:00Z", ExitCode.OK, "remind")
    _say("The schedule ran twice that morning. Nobody is told a second time:")
    _run("2025-12-22T08:00:00Z", ExitCode.OK, "remind")

    _say("The tracker file follows (its open items are shown here):")
    _run("2025-12-22T06:47:00Z", ExitCode.OK, "track")
    _show("TRACKER.md", "## Open action items", "## Teams")

    _say("And a second apply has nothing to do. What a person closed stays closed:")
    _run("2025-12-22T09:00:00Z", ExitCode.OK, "apply")

    _say("Each month a manager asks how it goes (the report's beginning is shown here):")
    _run("2025-12-22T09:00:00Z", ExitCode.OK, "report", "--output", REPORT)
    _show(REPORT, "", "Targets\n")
    _commit("Remind, track, report")
    _farewell(place, has_git)


def _run(now: str, expected: ExitCode, command_name: str, *arguments: str) -> None:
    """Run a real command as its user would, and insist on the exit code the story needs."""
    from pmaction.cli import main

    click.echo(style(f"$ pmaction {' '.join((command_name, *arguments))}", "strong"))
    code = main([command_name, *arguments, "--now", now])
    if code != expected:
        raise RuntimeError(f"`{command_name}` ended with {code} instead of {expected:d}")
    click.echo()


def _say(text: str) -> None:
    click.echo(style(f"# {text}", "dim"))


def _write(path: str, text: str) -> None:
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def _close_by_hand() -> None:
    text = Path(CLOSED_BY_HAND).read_text(encoding="utf-8")
    closed = ("state: closed", "closed_on: 2025-12-20")
    _write(CLOSED_BY_HAND, text.replace("state: open\n", "".join(f"{one}\n" for one in closed), 1))
    click.echo(style("  - state: open", "error"))
    for line in closed:
        click.echo(style(f"  + {line}", "good"))
    click.echo()


def _show(path: str, first: str, end: str) -> None:
    """Show a part of a file."""
    text = Path(path).read_text(encoding="utf-8")
    shown = text[text.index(first) : text.index(end)].rstrip("\n")
    for line in shown.splitlines():
        click.echo(f"  {line}" if line else "")
    click.echo()


def _farewell(place: Path, has_git: bool) -> None:
    shown = [
        ("postmortems/", "the postmortems; the first one to read is 2025/2025-12-14-email-…"),
        ("issues/PM-2025-004/", "the issues, with the reminders in them"),
        ("TRACKER.md", "the overview; tracker.json is the same for machines"),
        (REPORT, "the report; `--format html` makes a page of it, with charts"),
    ]
    click.echo(style("That was the whole loop. Everything is left for you to look at:", "strong"))
    click.echo(f"  {place}")
    for name, what in shown:
        click.echo(f"    {name:<22} {what}")
    if not has_git:
        click.echo("    (git was not found, so this folder has no history)")
    click.echo(style("\nNext, in a repository of your own:", "strong"))
    for line, what in (
        ("pmaction init", "config, template, editor settings"),
        ("pmaction new", "your first postmortem"),
        ("pmaction validate", "as often as you like"),
    ):
        click.echo(f"  {line:<24} {what}")


@contextmanager
def _standing_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _commit(message: str) -> None:
    if not Path(".git").is_dir():
        return  # git would look for a repository further up
    _git("add", "--all")
    identity = ("-c", "user.name=pmaction demo", "-c", "user.email=demo@example.invalid")
    _git(*identity, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", message)


def _git(*arguments: str) -> bool:
    """Run git in the demo's folder; the demo goes on without it."""
    command_line: Sequence[str] = ("git", *arguments)
    # In a hook, for one, GIT_DIR names the repository of whoever runs this, which is not ours.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603
            command_line, capture_output=True, check=False, env=clean
        )
    except OSError:
        return False
    return done.returncode == 0
