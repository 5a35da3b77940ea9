"""What `action.yml` runs: the action's inputs become the arguments of one command."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from pmaction.actions_env import ActionInputs, read_environment, read_inputs
from pmaction.cli import main
from pmaction.cli.step import Step
from pmaction.errors import UsageError
from pmaction.render.github import escaped_data
from pmaction.suggest import suggest

_WITH_PATHS = ("validate", "plan", "apply")
_DRY_RUN = {"apply": "--dry-run", "remind": "--dry-run", "comment": "--dry-run", "track": "--check"}
_WAITING = ("plan", "comment", "apply", "remind", "track", "report", "doctor")
_REMEMBERING = ("plan", "comment", "apply")
COMMANDS = ("validate", "plan", "comment", "apply", "remind", "track", "report", "doctor")


def arguments(inputs: ActionInputs, sarif_file: str) -> list[str]:
    """Give the command line that the inputs ask for.

    Raises UsageError for an input that cannot be followed, or means nothing to the command.
    """
    command = inputs.command
    if command not in COMMANDS:
        raise UsageError(
            f"the input `command` is `{command}`{suggest(command, COMMANDS)}",
            f"It is one of {', '.join(COMMANDS)}.",
        )
    if inputs.dry_run not in ("true", "false", ""):
        raise UsageError(
            f"the input `dry-run` is `{inputs.dry_run}`", "Write `true` or `false`, nothing else."
        )
    if inputs.paths and command not in _WITH_PATHS:
        raise UsageError(
            f"the input `paths` means nothing to `{command}`",
            f"Leave it out; it is for {', '.join(_WITH_PATHS)}.",
        )
    options = _options(inputs)
    line = [command]
    if inputs.config:
        line += ["--config", inputs.config]
    if command == "track":
        line += [] if inputs.dry_run == "true" else ["--commit"]
    line += ["--format", "github"]
    if command == "validate" and sarif_file:
        line += ["--sarif-file", sarif_file]
    if command == "comment" and inputs.pull_request:
        line += ["--pr", inputs.pull_request]
    line += options
    if inputs.dry_run == "true" and command in _DRY_RUN:
        line.append(_DRY_RUN[command])
    return [*line, *(["--", *inputs.paths] if inputs.paths else [])]


def _options(inputs: ActionInputs) -> list[str]:
    """Give the inputs that are options of the same name; raises UsageError for a misplaced one."""
    options: list[str] = []
    for name, value, commands in (
        ("allow-creates", inputs.allow_creates, ("apply",)),
        ("allow-closes", inputs.allow_closes, ("apply",)),
        ("max-wait", inputs.max_wait, _WAITING),
        ("cache", inputs.cache, _REMEMBERING),
    ):
        if value and inputs.command not in commands:
            raise UsageError(
                f"the input `{name}` means nothing to `{inputs.command}`",
                f"Leave it out; it is for {', '.join(commands)}.",
            )
        options += [f"--{name}", value] if value else []
    return options


def _annotate(message: str, hint: str) -> None:
    """Show on the run's page what is otherwise only found in its log."""
    text = f"{message.rstrip('.')}. {hint}".strip()
    print(f"::error title=pmaction::{escaped_data(text)}", flush=True)


def run(variables: Mapping[str, str]) -> int:
    """Run the command that the inputs name, set its exit code as an output, and give it."""
    environment = read_environment(variables)
    step = Step(environment, lambda text: print(text, file=sys.stderr))
    try:
        line = arguments(read_inputs(variables), step.path("pmaction.sarif"))
    except UsageError as error:
        _annotate(error.message, error.hint)
        code = int(error.exit_code)
    else:
        code = main(line, _annotate)
    step.output({"exit-code": str(code)})
    return code


if __name__ == "__main__":
    sys.exit(run(os.environ))
