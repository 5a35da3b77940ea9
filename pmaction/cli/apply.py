"""`pmaction apply`."""

from __future__ import annotations

from functools import partial

import click

from pmaction.allowances import Allowed, why_refused
from pmaction.apply import apply_plan, exit_code
from pmaction.change import ApplyReport
from pmaction.cli.plan import show_plan
from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.shown import print_report, result_printer
from pmaction.cli.systems import cache_option, max_wait_option
from pmaction.cli.tracked import look, make_plan, make_sure, with_pulls
from pmaction.errors import ExitCode, UsageError
from pmaction.render.as_json import report_json


@click.command("apply")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--allow-creates",
    type=click.IntRange(min=0),
    metavar="N",
    help="Open up to N issues at once; the config's `allow_creates` otherwise.",
)
@click.option(
    "--allow-closes",
    type=click.IntRange(min=0),
    metavar="N",
    help="Comment on or close up to N issues at once that the files no longer have; the config's "
    "`allow_closes` otherwise.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing, like `plan`.")
@max_wait_option
@cache_option
@format_option("text", "github", "json")
@common_options
def command(
    session: Session,
    paths: tuple[str, ...],
    allow_creates: int | None,
    allow_closes: int | None,
    dry_run: bool,
    form: str,
) -> int:
    """Bring the issues to what the postmortems say, and say what became of each change.

    Run it again whenever it stopped half-way: it finishes, and doubles nothing.
    """
    usual = Allowed.by(session.config)
    allowed = Allowed(
        usual.creates if allow_creates is None else allow_creates,
        usual.closes if allow_closes is None else allow_closes,
    )
    if dry_run:
        return show_plan(session, paths, form, allowed, {"issues-opened": "0"})
    tracked = look(session, paths, to_write=True)
    if why_not := tracked.system.why_not_apply():
        said = f"Nothing is done: {why_not}. A run of the newer commit does it all."
        session.talk.say(said)
        if form == "github":
            session.step.summarize(said)
            nothing = {"changes": "0", "issues-opened": "0"}
            session.step.output(nothing, report=report_json(ApplyReport()))
        return ExitCode.OK
    tracked, plan = make_sure(tracked, partial(make_plan, session), to_write=True)
    if refused := why_refused(plan, allowed):
        raise UsageError(
            f"this would {refused.what}; nothing was done",
            f"Look at `pmaction plan`; if it is right, run again with {refused.options}.",
        )
    plan = with_pulls(session, tracked, plan)
    show = result_printer(session, form)
    report = apply_plan(plan, tracked.tracking, tracked.listing, show)
    print_report(session, form, report, count_opened=True)
    code = exit_code(report)
    return code or (ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK)
