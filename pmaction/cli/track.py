"""`pmaction track`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote

import click
from msgspec import Struct

from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.systems import OnGitHub, max_wait_option
from pmaction.cli.tracked import Tracked, look
from pmaction.errors import ConfigurationError, ExitCode, PmactionError, UsageError
from pmaction.render.inert import table_cell
from pmaction.tracker_file import HEADER, tracker_file


class _Tracker(Struct, frozen=True):
    """The tracker file: its place, how people name that, and the text that it should have."""

    path: Path
    shown: str
    text: str


class _Told(Struct, frozen=True):
    """What became of the tracker file: the sentences about it, and the outputs of the step."""

    sentences: tuple[str, ...] = ()
    changed: bool = False
    branch: str = ""
    is_stale: bool = False


@click.command("track")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the file is stale.")
@click.option(
    "--commit",
    is_flag=True,
    help="Commit the file to the default branch on GitHub instead of writing it here.",
)
@max_wait_option
@format_option("text", "github")
@common_options
def command(session: Session, check: bool, commit: bool, form: str) -> int:
    """Write the tracker file: all postmortems, and what is open when.

    It is made anew from the postmortems and the issues; deleting it loses nothing. Where rules
    refuse --commit on the default branch, it goes where `tracker_fallback` in the config says.
    """
    if check and commit:
        raise UsageError("--check writes nothing, so --commit has nothing to do", "Give one.")
    path = session.workspace.inside(session.config.tracker_file)
    shown = session.workspace.shown(path)
    existing = None if commit else _existing(path, shown)
    tracked = look(session, ())
    text = tracker_file(
        tracked.usable.postmortems,
        tracked.listing,
        session.config,
        session.today,
        tracked.usable.left_out,
    )
    tracker = _Tracker(path, shown, text)
    if commit:
        told = _commit(session, tracked, tracker)
    elif existing == text:
        told = _Told((f"{shown} is up to date" if check else f"{shown} unchanged",))
    elif check:
        told = _Told((f"{shown} is stale; run `pmaction track`",), is_stale=True)
    else:
        session.workspace.write(path, text)
        told = _Told((f"{shown} written",), changed=True)
    _tell(session, form, shown, told)
    return ExitCode.FINDINGS if told.is_stale or tracked.something_left_out else ExitCode.OK


def _tell(session: Session, form: str, shown: str, told: _Told) -> None:
    for said in told.sentences:
        click.echo(said)
    if form == "github":
        if told.sentences:
            session.step.summarize("\n".join(f"- {table_cell(s)}" for s in told.sentences))
        tracker = {"file": shown, "changed": told.changed, "branch": told.branch}
        session.step.output(
            {
                "tracker-changed": str(told.changed).lower(),
                "tracker-file": shown,
                "tracker-branch": told.branch,
            },
            report=json.dumps({"version": 1, "tracker": tracker}),
        )


def _commit(session: Session, tracked: Tracked, tracker: _Tracker) -> _Told:
    # Not needed by whoever tracks issues in a folder.
    from pmaction.tracking.github_commits import GeneratedFile, commit_beside, commit_file

    github = tracked.system.github
    if github is None:
        raise UsageError(
            "--commit writes to GitHub, and the tracking system is another one",
            "Set `tracking: {system: github}`, or run `track` without --commit.",
        )
    if why_not := tracked.system.why_not_apply():
        session.talk.say(f"Nothing is done: {why_not}. A run of the newer commit does it all.")
        return _Told()
    shown, side = tracker.shown, session.config.tracker_branch
    branch = github.branches.default()
    file = GeneratedFile(
        github.tracker_path,
        tracker.text,
        f"Update {shown}",
        lambda raw: _ours(raw, shown),
    )
    done = commit_file(github.branches, branch, file)
    if not done.refused:
        said = f"committed to {branch}" if done.branch else f"unchanged on {branch}"
        return _Told((f"{shown} {said}",), bool(done.branch), done.branch)
    refused = f"{branch} takes no commit of {shown}: {done.refused}"
    if session.config.tracker_fallback == "output":
        _existing(tracker.path, shown)
        session.workspace.write(tracker.path, tracker.text)
        here = f"{shown} written here instead; nothing is committed"
        return _Told((refused, here), changed=True)
    if side == branch:
        raise ConfigurationError(
            f"{refused}; and `tracker_branch` is that branch",
            "Name another branch as `tracker_branch` in the config.",
        )
    beside = commit_beside(github.branches, branch, side, file)
    said = f"committed to {side} instead" if beside.branch else f"unchanged on {side}"
    link = f"To merge it, open a pull request: {_compare_page(github, branch, side)}"
    return _Told((refused, f"{shown} {said}", link), bool(beside.branch), beside.branch)


def _compare_page(github: OnGitHub, branch: str, side: str) -> str:
    """Give the address at which a person opens a pull request from one branch to the other."""
    return f"{github.page}/compare/{quote(branch)}...{quote(side)}?expand=1"


def _existing(path: Path, shown: str) -> str | None:
    """Give the tracker file's text, its line ends aside; None where there is no such file yet.

    Raises PmactionError when something that is no file is there, and ConfigurationError when
    `track` did not write what is there.
    """
    if not os.path.lexists(path):
        return None
    try:
        if not path.is_file():
            raise OSError("it is not a file")
        raw = path.read_bytes()
    except OSError as error:
        raise PmactionError(
            f"{shown} cannot be read: {error.strerror or error}",
            "Move what is there away, or name another path as `tracker_file` in the config.",
        ) from None
    return _ours(raw, shown)


def _ours(raw: bytes, shown: str) -> str:
    """Give a file's text, its line ends aside. Raises ConfigurationError if it is not ours."""
    text = raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if not text.startswith(f"{HEADER}\n"):
        raise ConfigurationError(
            f"`tracker_file` is {shown}, which `pmaction track` did not write; it is left alone",
            "Name another path as `tracker_file` in the config, or delete the file if it may go.",
        )
    return text
