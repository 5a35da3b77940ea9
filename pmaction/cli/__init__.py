"""The command line: `main` runs a command and turns whatever happens into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TextIO

import click

from pmaction import __version__
from pmaction.errors import ExitCode, PmactionError

COMMANDS = {
    "init": "Set a repository up: config, template, editor settings, workflows.",
    "new": "Start a postmortem from the template, with the next free id.",
    "import": "Turn Markdown postmortems into drafts.",
    "validate": "Check postmortems against schema and rules.",
    "fix": "Put right in the files what needs no judgement.",
    "render": "Turn a postmortem into a document for people to read.",
    "plan": "Show which issues apply would open, change or close, and why.",
    "apply": "Bring the issues to what the postmortems say.",
    "comment": "Keep one comment on a pull request: the plan, then the issues.",
    "remind": "Comment on action items that are due soon or overdue.",
    "track": "Write the tracker file.",
    "report": "Metrics and patterns: how fast, how often, what got done.",
    "policy": "Explain which rule sets an action item's dates.",
    "rules": "List the rules, or explain one.",
    "doctor": "Find what would keep pmaction from its work on GitHub.",
    "demo": "The whole loop on the shipped examples, in a temporary folder.",
}


class Commands(click.Group):
    """The commands, each imported only when it is called, so that start-up stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and give the command in it."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pmaction.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped one is answered with the one that was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from pmaction.suggest import suggest

            ctx.fail(f"There is no command `{args[0]}`{suggest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pmaction", message="%(prog)s %(version)s")
def cli() -> None:
    """Postmortems as code; action items that get done.

    A postmortem is a YAML file in your repository. `pmaction demo` shows the whole loop.
    """


def main(
    arguments: Sequence[str] | None = None,
    on_error: Callable[[str, str], None] = lambda _message, _hint: None,
) -> int:
    """Run one command and give its exit code; never a traceback for what a user did.

    `on_error` hears the message and the hint of what ended the command, beside the person.
    """
    # Nearly all that a command imports and reads it keeps; looking through that for garbage again
    # and again would take a sixth of a short run.
    gc.set_threshold(50_000, 10, 1_000)
    for stream in (sys.stdout, sys.stderr):
        _never_fail_to_print(stream)
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        outcome = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="pmaction",
            standalone_mode=False,
            color=colour,
        )
        return int(outcome) if isinstance(outcome, int) else ExitCode.OK
    except click.ClickException as error:
        error.show()
        on_error(error.format_message(), "")
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was written so far stays, and a further run finishes", err=True)
        return 130
    except PmactionError as error:
        click.echo(f"{click.style('error:', fg='red')} {error.message}", err=True, color=colour)
        if error.hint:
            click.echo(f"  {error.hint}", err=True)
        on_error(error.message, error.hint)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`| head`); say nothing at interpreter exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001  (the one place where a bug becomes a message)
        _report_bug(error)
        on_error(f"a bug in pmaction {__version__} ended this; the log says how to report it", "")
        return ExitCode.BUG


def _never_fail_to_print(stream: TextIO) -> None:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


def _report_bug(error: Exception) -> None:
    import platform
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "pmaction" in f.filename] or list(frames)
    where = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(ours[-4:]))
    click.echo(
        f"This is a bug in pmaction {__version__}, not something you did: "
        f"{type(error).__name__}: {error}\n"
        f"  at {where}; Python {platform.python_version()} on {platform.system()}\n"
        "  Please report these lines and the command you ran, see CONTRIBUTING.md. "
        "PMACTION_DEBUG=1 shows more.",
        err=True,
    )
    if os.environ.get("PMACTION_DEBUG"):
        traceback.print_exception(error)
