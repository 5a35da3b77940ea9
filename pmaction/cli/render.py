"""`pmaction render`."""

from __future__ import annotations

from pathlib import Path

import click

from pmaction.cli.output_file import output_file, write_output
from pmaction.cli.quotations import quotable
from pmaction.cli.session import Session, common_options, style
from pmaction.errors import ExitCode, UsageError
from pmaction.model import Postmortem
from pmaction.policy import terms_of
from pmaction.reading import PostmortemFile
from pmaction.render.postmortem import plan_markdown, postmortem_markdown, tables_markdown
from pmaction.render.text import findings_text, printable


@click.command("render")
@click.argument("file", metavar="FILE")
@click.option("--plan", "as_plan", is_flag=True, help="The action plan alone, item by item.")
@click.option("--tables", "as_tables", is_flag=True, help="Two tables: short term and long term.")
@click.option("--output", metavar="PATH", help="Write to this file instead of printing.")
@common_options
def command(session: Session, file: str, as_plan: bool, as_tables: bool, output: str | None) -> int:
    """Turn a postmortem into a Markdown document for people to read.

    All that the file says is in it, with time to detect and time to resolve computed. It is
    printed unless --output names a file.
    """
    if as_plan and as_tables:
        raise UsageError("--plan and --tables are two documents", "Choose one, or run it twice.")
    source = _the_one_file(session, file)
    if source.postmortem is None:
        findings = source.findings
        shown, texts = quotable(session, findings, (source,))
        click.echo(findings_text(shown, texts, 1, style), err=True)
        return ExitCode.FINDINGS
    postmortem = source.postmortem
    write = plan_markdown if as_plan else tables_markdown if as_tables else postmortem_markdown
    target = output_file(session, output, (session.workspace.root / source.path,))
    if postmortem.confidential:
        _mind_confidential(session, postmortem, printed=target is None)
    text = write(postmortem, terms_of(session.config))
    if target is None:
        click.echo(text, nl=False)
    else:
        write_output(session, target, text)
    return ExitCode.OK


def _the_one_file(session: Session, name: str) -> PostmortemFile:
    read = session.read(session.workspace.named([Path(name)]), trusted=True)
    if len(read) != 1:
        raise UsageError(
            f"{printable(name)} holds {len(read)} files, and one is rendered at a time",
            "Name the file of one postmortem.",
        )
    return read[0]


def _mind_confidential(session: Session, postmortem: Postmortem, *, printed: bool) -> None:
    """Say that what is rendered is confidential; raises UsageError where others would see it."""
    around = session.step.environment
    if printed and (around.in_workflow or around.output_path):
        raise UsageError(
            f"{postmortem.id} is confidential, and a workflow's log is read by others",
            "Render it on your own machine, or to a file with --output.",
        )
    warning = style("confidential:", "warning")
    click.echo(
        f"{warning} {postmortem.id} is not meant for everyone; mind who gets this document.",
        err=True,
    )
