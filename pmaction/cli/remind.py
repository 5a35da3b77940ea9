"""`pmaction remind`."""

from __future__ import annotations

import click

from pmaction.apply import apply_plan, exit_code
from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.shown import print_plan, print_report, result_printer
from pmaction.cli.tracked import look
from pmaction.errors import ExitCode
from pmaction.reminders import plan_reminders


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Show which comments are due and write nothing.")
@format_option("text", "github", "json")
@common_options
def command(session: Session, dry_run: bool, form: str) -> int:
    """Comment on open action items that are due soon or overdue.

    Each step of each due date is written once, however often this runs.
    """
    tracked = look(session, ())
    if not dry_run and (why_not := tracked.system.why_not_apply()):
        # An older commit may hold due dates that have been changed since.
        session.talk.say(f"Nothing is done: {why_not}. The next run there reminds.")
        return ExitCode.OK
    plan = plan_reminders(
        tracked.usable.postmortems, tracked.listing, session.config, tracked.link, session.today
    )
    left_out = ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
    if dry_run:
        print_plan(session, form, plan, lead="`pmaction remind`", left_out=tracked.usable.left_out)
        return left_out
    show = result_printer(session, form, with_why=True)
    report = apply_plan(plan, tracked.tracking, tracked.listing, show)
    print_report(session, form, report)
    return exit_code(report) or left_out
