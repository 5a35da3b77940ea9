"""`pmaction plan`."""

from __future__ import annotations

from functools import partial

import click

from pmaction.allowances import Allowed, why_refused
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.shown import print_plan
from pmaction.cli.systems import cache_option, max_wait_option
from pmaction.cli.tracked import look, make_plan, make_sure
from pmaction.errors import ExitCode


@click.command("plan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@max_wait_option
@cache_option
@format_option("text", "github", "markdown", "json")
@common_options
def command(session: Session, paths: tuple[str, ...], form: str) -> int:
    """Show what `apply` would do, and why. Writes nothing.

    With PATH, only these postmortems are looked at and no removal is planned.
    """
    return show_plan(session, paths, form, Allowed.by(session.config))


def show_plan(
    session: Session,
    paths: tuple[str, ...],
    form: str,
    allowed: Allowed,
    outputs: dict[str, str] | None = None,
) -> int:
    """Plan and show it; also what a dry run of `apply` does."""
    tracked = look(session, paths)
    tracked, plan = make_sure(tracked, partial(make_plan, session))
    refused = why_refused(plan, allowed)
    left_out = tracked.usable.left_out
    print_plan(session, form, plan, left_out=left_out, refused=refused, outputs=outputs or {})
    if refused:
        session.talk.say(
            f"{style('note:', 'warning')} `apply` would refuse this: it would {refused.what}. "
            f"If it is right, give `apply` {refused.options}."
        )
    return ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
