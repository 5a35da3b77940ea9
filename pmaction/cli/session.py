"""What every command starts from: the options all share, the workspace, the config, the clock."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource
from msgspec import Struct
from msgspec.structs import replace

from pmaction.actions_env import read_environment
from pmaction.cli.configuration import is_there, read_config_file, refuse_bad_places
from pmaction.cli.step import Step
from pmaction.config import DEFAULT_PATH, Config
from pmaction.errors import UsageError
from pmaction.findings import Finding
from pmaction.reading import PostmortemFile, read_postmortem
from pmaction.render.text import printable
from pmaction.workspace import Found, Workspace

_COLOURS: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "good": {"fg": "green"},
    "dim": {"dim": True},
    "strong": {"bold": True},
}
_FORMS = {
    "text": "for a person",
    "github": "for a workflow's log, summary and outputs",
    "markdown": "for a comment or a page",
    "json": "for a machine",
    "html": "a page with charts",
    "sarif": "for code scanning",
}
_Item = TypeVar("_Item")
# Next to the ends of the calendar, no day could be counted from such a time.
_YEARS = range(2, 9000)


def style(text: str, role: str) -> str:
    """Give a text the look of its role; where there is no colour, click takes it away again."""
    return click.style(text, **_COLOURS[role]) if role in _COLOURS else text


class Talk(Struct, frozen=True):
    """What a command says to a person, on stderr, so that stdout is for results alone."""

    quiet: bool = False
    verbose: bool = False

    def say(self, text: str) -> None:
        """Say something unless told to be quiet."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Say something that is only wanted with --verbose."""
        if self.verbose:
            click.echo(text, err=True)

    def progress(self, things: Sequence[_Item], what: str) -> Iterator[_Item]:
        """Go through things, and say on a terminal how far once it takes more than a second."""
        shown = sys.stderr.isatty() and not self.quiet
        last = time.monotonic()
        drawn = False
        for number, thing in enumerate(things):
            if shown and time.monotonic() - last > 1:
                click.echo(f"\r{what} {number}/{len(things)}", err=True, nl=False)
                last, drawn = time.monotonic(), True
            yield thing
        if drawn:
            click.echo("\r" + " " * (len(what) + 20) + "\r", err=True, nl=False)


class Session(Struct, frozen=True):
    """One run of a command.

    `max_wait` is how many seconds it may wait for its tracking system in all, None if that was
    left open; `cache` is the file in which issues are remembered, None without one.
    """

    workspace: Workspace
    config: Config
    config_path: Path
    now: datetime
    talk: Talk
    step: Step
    max_wait: int | None = None
    cache: Path | None = None

    @property
    def today(self) -> date:
        """The day it is in the configured time zone."""
        return self.now.date()

    def read_all(self) -> tuple[PostmortemFile, ...]:
        """Read every postmortem that the config names."""
        return self.read(self.workspace.matching(self.config.postmortems), trusted=False)

    def read(self, found: Found, *, trusted: bool) -> tuple[PostmortemFile, ...]:
        """Read these files; trusted paths were named by a person and may lie anywhere.

        A folder that could not be looked into stands for the files that may be in it.
        """
        read = [PostmortemFile(one.path, None, None, (one,)) for one in found.unseen]
        for path in self.talk.progress(found.paths, "reading"):
            raw = self.workspace.read(path, trusted=trusted)
            shown = self.workspace.shown(path)
            if isinstance(raw, Finding):
                read.append(PostmortemFile(shown, None, None, (raw,)))
            else:
                read.append(read_postmortem(shown, raw))
        return tuple(read)

    def texts(self, findings: Iterable[Finding]) -> dict[str, str]:
        """Give the text of each file that findings speak of, as far as it is text."""
        texts = {}
        for path in {finding.path for finding in findings}:
            raw = self.workspace.read(self.workspace.root / path, trusted=True)
            if isinstance(raw, bytes) and b"\0" not in raw:
                texts[path] = raw.decode("utf-8-sig", errors="replace")
        return texts


def format_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option `--format` with these forms, the first by default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help="; ".join(f"{form}: {_FORMS[form]}" for form in forms) + ".",
    )


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the common options and hand it a Session as its first argument."""

    def opened(
        config_path: str,
        now: str | None,
        quiet: bool,
        verbose: bool,
        max_wait: int | None = None,
        cache: str | None = None,
        **arguments: Any,
    ) -> Any:
        source = click.get_current_context().get_parameter_source("config_path")
        named = None if source is ParameterSource.DEFAULT else config_path
        session = open_session(_here(), named, now, Talk(quiet, verbose))
        # Made whole now: whatever the command does, it is the file that the person named.
        file = Path(os.path.abspath(cache)) if cache else None  # noqa: PTH100  (keeps links)
        return command(replace(session, max_wait=max_wait, cache=file), **arguments)

    options = (
        click.option(
            "--config",
            "config_path",
            default=DEFAULT_PATH,
            show_default=True,
            metavar="FILE",
            help="The configuration; none is needed.",
        ),
        click.option(
            "--now",
            envvar="PMACTION_NOW",
            metavar="RFC3339",
            help="Take this as the present time, for every date decision.",
        ),
        click.option("--quiet", "-q", is_flag=True, help="Say only results and errors."),
        click.option("--verbose", "-v", is_flag=True, help="Say more."),
    )
    wrapped: Callable[..., Any] = update_wrapper(opened, command)
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


def open_session(start: Path, config_path: str | None, now: str | None, talk: Talk) -> Session:
    """Find the workspace, read the configuration (one that is named must exist) and the clock.

    Raises ConfigurationError for a configuration that cannot be used, with the place of each
    mistake, and UsageError for a time that cannot be read.
    """
    workspace = Workspace.around(start, DEFAULT_PATH)
    path = workspace.root / DEFAULT_PATH
    if config_path is not None:
        # Only inside the workspace a link has to lead to somewhere inside.
        path = Path(os.path.abspath(start / config_path))  # noqa: PTH100  (keeps links)
        path = Path(os.path.realpath(path)) if workspace.holds(path) else path
    has_config = is_there(workspace, path, config_path)
    config = read_config_file(workspace, path) if has_config else Config()
    refuse_bad_places(workspace, config)
    # Without a time zone database, as on Windows, UTC is known all the same.
    zone: tzinfo = UTC
    if config.time_zone != "UTC":
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(config.time_zone)
    talk.detail(f"workspace {workspace.root}, config {path if has_config else 'none'}")
    step = Step(read_environment(os.environ), talk.say)
    return Session(workspace, config, path, _present(now, zone), talk, step)


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(
            f"the folder you are in cannot be used: {error.strerror or error}",
            "Go to a folder that is there.",
        ) from None


def _present(now: str | None, zone: tzinfo) -> datetime:
    if now is None:
        return datetime.now(zone)
    try:
        moment = datetime.fromisoformat(now.strip().upper().replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(
            f"`{printable(now)}` is not a time with its zone",
            "Write --now (or PMACTION_NOW) like 2025-12-14T10:00:00Z.",
        )
    if moment.year not in _YEARS:
        raise UsageError(
            f"`{printable(now)}` is too near to an end of the calendar",
            f"Write --now (or PMACTION_NOW) with a year up to {_YEARS[-1]}.",
        )
    return moment.astimezone(zone)
