"""`pmaction import`."""  # noqa: N999  (a command's module is called like the command)

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from pathlib import Path

import click
from msgspec import Struct

from pmaction.authoring import Draft, file_paths, ids_claimed_in, next_id
from pmaction.cli.new import SCHEMA
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.taken_ids import taken_ids
from pmaction.errors import ExitCode, UsageError
from pmaction.findings import Finding
from pmaction.importing.file_text import document_text
from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.report import Outcome, outcomes_json, outcomes_text, problems_text
from pmaction.importing.source import NotImportable, read_source
from pmaction.importing.zones import named_zone
from pmaction.moment import parse_moment
from pmaction.render.text import printable

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}\W+|\W+\d{4}-\d{2}-\d{2}$", re.ASCII)


class _Target(Struct, frozen=True):
    """Where the documents go: by the convention, below a folder, or to stdout."""

    folder: Path | None = None
    stdout: bool = False


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--output",
    metavar="DIR",
    help="Write below this folder; `-` writes the one document to stdout. By default they go where "
    "`pmaction new` puts a new one.",
)
@click.option(
    "--time-zone",
    metavar="ZONE",
    help="The zone of times that name none, such as Europe/Berlin. Without it they become dates, "
    "and the time of day stays in the text.",
)
@format_option("text", "json")
@common_options
def command(
    session: Session, files: tuple[str, ...], output: str | None, time_zone: str | None, form: str
) -> int:
    """Turn Markdown postmortems into drafts of ours.

    Prints the paths of the new files, and says how much of each was placed; the rest is in its
    `notes`. No file is overwritten. Exit code 1 if a file was left out.
    """
    sources = _existing(files)
    target = _target_of(output, sources)
    wishes = Wishes(
        _zone(time_zone),
        frozenset(session.config.severity_aliases),
        session.step.environment.repository or "",
        session.today,
    )
    run = _Run(session, target, wishes, prints_paths=form == "text")
    for path in session.talk.progress(sources, "importing"):
        run.one(path)
    if form == "json" and not target.stdout:
        click.echo(outcomes_json(run.outcomes))
    if told := outcomes_text(run.outcomes, style):
        session.talk.say(told)
    if problems := problems_text(run.outcomes, style):
        click.echo(problems, err=True)
    return ExitCode.FINDINGS if any(one.problem for one in run.outcomes) else ExitCode.OK


class _Run:
    """The import of some files, one after the other; each takes the next id."""

    def __init__(
        self, session: Session, target: _Target, wishes: Wishes, *, prints_paths: bool
    ) -> None:
        self._session = session
        self._target = target
        self._wishes = wishes
        self._prints_paths = prints_paths
        self._taken = taken_ids(session)
        self._written: set[Path] = set()
        self.outcomes: list[Outcome] = []

    def one(self, path: Path) -> None:
        """Import one file, or keep in its outcome why not."""
        shown = printable(os.path.relpath(path))
        raw = self._session.workspace.read(path, trusted=True)
        if isinstance(raw, Finding):
            self.outcomes.append(Outcome(shown, problem=raw.message, hint=raw.hint))
            return
        try:
            imported = import_markdown(read_source(path.name, raw), self._wishes)
            where = self._write(imported, shown)
        except NotImportable as refusal:
            self.outcomes.append(Outcome(shown, problem=refusal.message, hint=refusal.hint))
            return
        self.outcomes.append(Outcome(shown, imported, *where))

    def _write(self, imported: Imported, shown: str) -> tuple[str, str]:
        """Write one document, and give its id and path.

        Raises NotImportable when its file is there already, or would be too large to be read.
        """
        day = imported.day or self._session.today
        postmortem_id = self._id(imported, day)
        text = document_text(postmortem_id, imported, shown)
        if self._target.stdout:
            click.echo(text, nl=False)
            return postmortem_id, ""
        # The file's name begins with the day anyway.
        words = _DAY.sub("", imported.title) or imported.title
        draft = Draft(
            postmortem_id, words, self._session.now, started=parse_moment(day.isoformat())
        )
        path = self._place(text, draft)
        self._taken.add(postmortem_id)
        shown_path = os.path.relpath(path)
        if self._prints_paths:
            click.echo(shown_path)
        return postmortem_id, shown_path

    def _id(self, imported: Imported, day: date) -> str:
        claimed = imported.claimed_id
        if claimed is not None and ids_claimed_in(f"id: {claimed}") - self._taken:
            return claimed
        return next_id(self._taken, day.year)

    def _place(self, text: str, draft: Draft) -> Path:
        """Write to the first path that no earlier file of this run has."""
        for path, has_schema in self._paths(draft):
            if path in self._written:
                continue
            if has_schema:
                steps = os.path.relpath(self._session.workspace.root, path.parent)
                line = f"# yaml-language-server: $schema={Path(steps, SCHEMA).as_posix()}\n"
                text = line + text
            if not self._session.workspace.write_new(path, text):
                raise NotImportable(
                    f"{printable(os.path.relpath(path))} is there already and was left as it is",
                    "Move it away to import again, or give another --output.",
                )
            self._written.add(path)
            return path
        raise AssertionError("there is always one more path")

    def _paths(self, draft: Draft) -> Iterator[tuple[Path, bool]]:
        workspace = self._session.workspace
        has_schema = workspace.inside(SCHEMA).is_file()
        folder = self._target.folder
        if folder is None:
            for relative in file_paths(self._session.config.postmortems, draft):
                yield workspace.inside(relative), has_schema
            return
        for relative in file_paths(["x/**/*.yaml"], draft):
            parts = Path(relative).parts[1:]
            if folder.name == parts[0]:
                parts = parts[1:]
            path = folder.joinpath(*parts)
            workspace.target(path)  # raises where a link there leads out of the repository
            yield path, has_schema and workspace.holds(path)


def _existing(files: Sequence[str]) -> list[Path]:
    """Give the files, each once. Raises UsageError for one that is not there."""
    found: dict[Path, None] = {}
    for name in files:
        path = Path(os.path.abspath(name))  # noqa: PTH100  (keeps links)
        if not os.path.lexists(path):
            raise UsageError(
                f"{printable(name)} does not exist", "Check the path; it is taken from here."
            )
        if path.is_dir():
            raise UsageError(
                f"{printable(name)} is a folder", f"Name the files in it: {printable(name)}/*.md"
            )
        found[path] = None
    return list(found)


def _target_of(output: str | None, sources: Sequence[Path]) -> _Target:
    """Read --output. Raises UsageError for several documents on stdout, and for a file."""
    if output is None:
        return _Target()
    if output == "-":
        if len(sources) > 1:
            raise UsageError(
                "only one document fits on stdout", "Name one FILE, or a folder for --output."
            )
        return _Target(stdout=True)
    folder = Path(os.path.abspath(output))  # noqa: PTH100  (keeps links)
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{printable(output)} is not a folder", "Name a folder for --output.")
    return _Target(folder)


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    zone = named_zone(name)
    if zone is None:
        raise UsageError(
            f"`{printable(name)}` is not the name of a time zone",
            "Write --time-zone like Europe/Berlin or UTC.",
        )
    return zone
