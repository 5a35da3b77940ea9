"""`pmaction fix`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from pmaction.cli.former_files import former_texts
from pmaction.cli.quotations import quotable
from pmaction.cli.session import Session, common_options, style
from pmaction.confidential import says_confidential
from pmaction.errors import ExitCode, UsageError
from pmaction.findings import Finding
from pmaction.fixes import FixedFile, fix_file
from pmaction.fixes.item_ids import keys_defined_in, keys_named_in
from pmaction.identity import is_under
from pmaction.render.diff import unified_diff
from pmaction.render.text import count, findings_text, printable
from pmaction.secret_source import source_without_secrets
from pmaction.tracking.key_names import key_of
from pmaction.workspace import Found


@click.command("fix")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--diff", "as_diff", is_flag=True, help="Print what would change; write nothing.")
@click.option(
    "--check", is_flag=True, help="Exit with 1 if there is something to put right; write nothing."
)
@common_options
def command(session: Session, paths: tuple[str, ...], as_diff: bool, check: bool) -> int:
    """Put right in the files what needs no judgement, and nothing else.

    These are: ids of action items that have none, and the spelling of those that have one; due
    dates that the policy sets; priorities that follow from impact and effort; the spelling of
    owners and terms; quotes around handles. A value that a rule would complain of is not written.
    Comments and layout stay. Without PATH, all postmortems that the config names.
    """
    writes = not (as_diff or check)
    taken = _TakenIds(session)
    unread: list[Finding] = []
    fixed: list[FixedFile] = []
    looked_at = _files(session, paths, unread)
    for path in session.talk.progress(looked_at, "reading"):
        raw = session.workspace.read(path)
        if isinstance(raw, Finding):
            unread.append(raw)
            continue
        shown = session.workspace.shown(path)
        file = fix_file(shown, raw, session.config, taken)
        unread += file.findings
        if not file.fixes:
            continue
        fixed.append(file)
        if writes:
            session.workspace.write(path, file.after)
        if session.step.environment.in_workflow and says_confidential(file.before):
            _count_fixes(shown, file)
        elif as_diff:
            before, after = map(source_without_secrets, (file.before, file.after))
            click.echo(unified_diff(shown, before, after), nl=False)
        else:
            _say_fixes(shown, file)
    _say_unread(session, unread, len(looked_at))
    _say_verdict(session, fixed, len(looked_at), writes=writes)
    return ExitCode.FINDINGS if unread or (check and fixed) else ExitCode.OK


def _files(session: Session, paths: Sequence[str], unread: list[Finding]) -> tuple[Path, ...]:
    """Give the files to look at; raises UsageError for those that are not ours to write."""
    workspace = session.workspace
    if not paths:
        found = workspace.matching(session.config.postmortems)
    else:
        found = workspace.named([Path(path) for path in paths])
        for path in found.paths:
            if not workspace.holds(path):
                raise UsageError(
                    f"{printable(workspace.shown(path))} is outside the repository",
                    f"Name postmortems below {workspace.root}.",
                )
    unread += found.unseen
    return found.paths


@dataclass(slots=True)
class _TakenIds:
    """The item ids that all files, as they are and were, and local issues name.

    They are looked for when first asked.
    """

    session: Session
    keys: set[str] = field(default_factory=set)
    looked: bool = False

    def __call__(self, postmortem_id: str) -> Iterable[str]:
        if not self.looked:
            self.keys = self._look()
            self.looked = True
        return {key.partition("/")[2] for key in self.keys if is_under(key, postmortem_id)}

    def _look(self) -> set[str]:
        workspace, config = self.session.workspace, self.session.config
        keys: set[str] = set()
        for path in workspace.matching(config.postmortems).paths:
            raw = workspace.read(path)
            if isinstance(raw, bytes):
                keys |= keys_named_in(raw.decode(errors="replace"))
        for text in former_texts(self.session):
            keys |= keys_named_in(text) | keys_defined_in(text)
        if config.tracking.system != "github":
            folder = workspace.inside(config.tracking.folder)
            names = (path.relative_to(folder).as_posix() for path in folder.glob("*/*.md"))
            keys |= {key for name in names if (key := key_of(name))}
        return keys


def _say_fixes(shown: str, file: FixedFile) -> None:
    for fix in file.fixes:
        place = style(f"{printable(shown)}:{fix.line}:", "strong")
        click.echo(f"{place} {printable(fix.what)}")


def _count_fixes(shown: str, file: FixedFile) -> None:
    said = count(len(file.fixes), "thing")
    click.echo(f"{printable(shown)}: {said}, not shown since the postmortem is confidential")


def _say_unread(session: Session, unread: Sequence[Finding], files: int) -> None:
    if unread:
        root = session.workspace.root
        paths = {finding.path for finding in unread}
        found = session.read(Found(tuple(root / path for path in paths)), trusted=True)
        told, texts = quotable(session, unread, found)
        click.echo(findings_text(told, texts, files, style), err=True)


def _say_verdict(session: Session, fixed: Sequence[FixedFile], files: int, *, writes: bool) -> None:
    if not files:
        patterns = ", ".join(session.config.postmortems)
        session.talk.say(f"No file matches {patterns}. Start with `pmaction new`.")
        return
    fixes = count(sum(len(file.fixes) for file in fixed), "thing")
    verb, end = ("put right", "") if writes else ("to put right", "; nothing was written")
    found = f"{fixes} {verb} in {count(len(fixed), 'file')}{end}"
    session.talk.say(
        f"{count(files, 'file')} looked at, {found if fixed else 'nothing to put right'}"
    )
