"""`pmaction remind`."""

from __future__ import annotations

import click

from pmaction.apply import apply_plan, exit_code
from pmaction.change import ApplyReport
from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.shown import print_plan, print_report, result_printer
from pmaction.cli.systems import max_wait_option
from pmaction.cli.tracked import look
from pmaction.errors import ExitCode
from pmaction.reminders import plan_reminders
from pmaction.render.as_json import report_json


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Show which comments are due and write nothing.")
@max_wait_option
@format_option("text", "github", "json")
@common_options
def command(session: Session, dry_run: bool, form: str) -> int:
    """Comment on open action items that are due soon or overdue.

    Each step of each due date is written once, however often this runs.
    """
    tracked = look(session, ())
    if not dry_run and (why_not := tracked.system.why_not_apply()):
        # An older commit may hold due dates that have been changed since.
        said = f"Nothing is done: {why_not}. The next run there reminds."
        session.talk.say(said)
        if form == "github":
            session.step.summarize(said)
            session.step.output({"changes": "0"}, report=report_json(ApplyReport()))
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
