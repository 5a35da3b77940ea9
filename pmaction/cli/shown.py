"""How plans and reports are shown: to a person, to a machine, to a workflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import click

from pmaction.allowances import Refusal
from pmaction.change import ApplyReport, Kind, Outcome, Plan, Result
from pmaction.cli.session import Session, style
from pmaction.render.as_json import plan_json, report_json
from pmaction.render.github import ANNOTATIONS_OF_A_KIND, escaped_data
from pmaction.render.markdown import plan_markdown, report_markdown
from pmaction.render.markdown_parts import COMMENT, SUMMARY, Bound
from pmaction.render.text import plan_text, printable, report_text, result_text

_COMMANDS = {
    Outcome.FAILED: ("error", "failed"),
    Outcome.DEFERRED: ("warning", "is left for the next run"),
}
MORE_OUTPUTS: Mapping[str, str] = {}


def print_plan(
    session: Session,
    form: str,
    plan: Plan,
    *,
    lead: str = "`pmaction apply`",
    left_out: Sequence[str] = (),
    refused: Refusal | None = None,
    outputs: Mapping[str, str] = MORE_OUTPUTS,
) -> None:
    """Print a plan in its form; a workflow gets summary and outputs too."""

    def markdown(bound: Bound) -> str:
        return plan_markdown(plan, bound, lead=lead, left_out=left_out, refused=refused)

    if form == "json":
        click.echo(plan_json(plan))
    elif form == "markdown":
        click.echo(markdown(COMMENT))
    else:
        click.echo(plan_text(plan, style))
    if form == "github":
        session.step.summarize(markdown(SUMMARY))
        numbers = {"changes": str(len(plan.changes)), **outputs}
        session.step.output(numbers, report=plan_json(plan))


def result_printer(
    session: Session, form: str, *, with_why: bool = False
) -> Callable[[Result], None]:
    """Give what prints each result as it comes."""

    def show(result: Result) -> None:
        if form != "json" and not session.talk.quiet:
            why = f" ({printable(result.change.why)})" if with_why else ""
            click.echo(f"{result_text(result, style)}{why}")

    return show


def print_report(
    session: Session,
    form: str,
    report: ApplyReport,
    *,
    count_opened: bool = False,
    summary: str = "",
) -> None:
    """Print a report in its form; a workflow gets annotations, summary and outputs too.

    `summary` is what the summary says instead of the report.
    """
    click.echo(report_json(report) if form == "json" else report_text(report, style))
    if form != "github":
        return
    for line in outcome_commands(report):
        click.echo(line)
    session.step.summarize(summary or report_markdown(report, SUMMARY))
    done = [r.change.kind for r in report.results if r.outcome is Outcome.DONE]
    outputs = {"changes": str(len(done))}
    if count_opened:
        outputs["issues-opened"] = str(done.count(Kind.CREATE))
    session.step.output(outputs, report=report_json(report))


def outcome_commands(report: ApplyReport) -> list[str]:
    """Write workflow commands for what failed or waits, and say how many more there are."""
    lines: list[str] = []
    for outcome, (command, verb) in _COMMANDS.items():
        found = [result for result in report.results if result.outcome is outcome]
        for result in found[:ANNOTATIONS_OF_A_KIND]:
            said = f"{result.change.kind.value} {result.change.item} {verb}: {result.detail}"
            lines.append(f"::{command} title=pmaction::{escaped_data(printable(said))}")
        if (more := len(found) - ANNOTATIONS_OF_A_KIND) > 0:
            lines.append(f"{more} more {outcome.value}: see the summary of this step")
    return lines
