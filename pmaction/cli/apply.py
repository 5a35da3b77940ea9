"""`pmaction apply`."""

from __future__ import annotations

import click

from pmaction.apply import apply_plan, exit_code
from pmaction.change import Kind, Result
from pmaction.cli.plan import show_plan
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.tracked import look, make_plan, refused_creates
from pmaction.errors import ExitCode, UsageError
from pmaction.render.as_json import report_json
from pmaction.render.text import report_text, result_text


@click.command("apply")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--allow-creates",
    type=click.IntRange(min=0),
    metavar="N",
    help="Open up to N issues at once; the config's `allow_creates` otherwise.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and write nothing, like `plan`.")
@format_option("text", "github", "json")
@common_options
def command(
    session: Session, paths: tuple[str, ...], allow_creates: int | None, dry_run: bool, form: str
) -> int:
    """Bring the issues to what the postmortems say, and say what became of each change.

    Run it again whenever it stopped half-way: it finishes, and doubles nothing.
    """
    if dry_run:
        return show_plan(session, paths, form, allow_creates)
    tracked = look(session, paths)
    if why_not := tracked.system.why_not_apply():
        session.talk.say(f"Nothing is done: {why_not}. A run of the newer commit does it all.")
        return ExitCode.OK
    plan = make_plan(session, tracked)
    allowed = session.config.allow_creates if allow_creates is None else allow_creates
    if refused := refused_creates(plan, allowed):
        needed = plan.summary()[Kind.CREATE.value]
        raise UsageError(
            f"this would open {refused}; nothing was done",
            f"Look at `pmaction plan`; if it is right, run again with --allow-creates {needed}.",
        )

    def show(result: Result) -> None:
        if form == "text" and not session.talk.quiet:
            click.echo(result_text(result, style))

    report = apply_plan(plan, tracked.tracking, tracked.listing, show)
    click.echo(report_json(report) if form == "json" else report_text(report, style))
    code = exit_code(report)
    return code or (ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK)
