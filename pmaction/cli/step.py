"""What a command leaves behind for the other steps of a workflow: outputs and the summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from pmaction.actions_env import ActionsEnvironment

MAX_REPORT_BYTES = 400_000
"""GitHub takes 1 MB of outputs from a job; a larger report is given as a file alone."""


class Step(Struct, frozen=True):
    """The step of a workflow that runs us; outside a workflow nothing is written.

    A file that cannot be written is told of and fails nothing: the work itself is done by then.
    """

    environment: ActionsEnvironment
    say: Callable[[str], None]

    def summarize(self, markdown: str) -> None:
        """Add to the step's summary."""
        self._append(self.environment.summary_path, f"{markdown.rstrip()}\n\n", "summary")

    def output(self, values: Mapping[str, str], *, report: str = "") -> None:
        """Set outputs; the report, a JSON text, goes to a file too, whose path is an output."""
        outputs = dict(values)
        if report:
            outputs["report"] = report if len(report.encode()) <= MAX_REPORT_BYTES else ""
            outputs["report-file"] = self.file("pmaction-report.json", report)
        # A random delimiter: no value can end its own line and begin another output.
        mark = f"end-{os.urandom(16).hex()}"
        text = "".join(f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in outputs.items())
        self._append(self.environment.output_path, text, "outputs")

    def file(self, name: str, text: str) -> str:
        """Write a file for later steps, outside the checkout, and give its path; empty if not."""
        path = self.path(name)
        if not path:
            return ""
        try:
            Path(path).write_text(text, encoding="utf-8", errors="replace")
        except OSError as error:
            self.say(f"{path} cannot be written: {error.strerror or error}")
            return ""
        return path

    def path(self, name: str) -> str:
        """Give a path that no other step has, outside the checkout; empty outside a workflow."""
        folder = self.environment.temporary_folder
        if not (folder and self.environment.output_path):
            return ""
        stem, dot, suffix = name.rpartition(".")
        return str(Path(folder) / f"{stem}-{os.urandom(4).hex()}{dot}{suffix}")

    def _append(self, path: str, text: str, what: str) -> None:
        if not path:
            return
        try:
            with Path(path).open("a", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except OSError as error:
            self.say(f"the step's {what} cannot be written: {error.strerror or error}")
