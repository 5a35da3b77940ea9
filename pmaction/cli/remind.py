"""`pmaction remind`."""

from __future__ import annotations

import click

from pmaction.apply import apply_plan, exit_code
from pmaction.change import Result
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.tracked import look
from pmaction.errors import ExitCode
from pmaction.reminders import plan_reminders
from pmaction.render.as_json import plan_json, report_json
from pmaction.render.text import plan_text, report_text, result_text


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Show which comments are due and write nothing.")
@format_option("text", "github", "json")
@common_options
def command(session: Session, dry_run: bool, form: str) -> int:
    """Comment on open action items that are due soon or overdue.

    Each step of each due date is written once, however often this runs.
    """
    tracked = look(session, ())
    plan = plan_reminders(
        tracked.usable.postmortems, tracked.listing, session.config, tracked.link, session.today
    )
    left_out = ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
    if dry_run:
        click.echo(plan_json(plan) if form == "json" else plan_text(plan, style))
        return left_out

    def show(result: Result) -> None:
        if form == "text" and not session.talk.quiet:
            click.echo(f"{result_text(result, style)} ({result.change.why})")

    report = apply_plan(plan, tracked.tracking, tracked.listing, show)
    click.echo(report_json(report) if form == "json" else report_text(report, style))
    return exit_code(report) or left_out
