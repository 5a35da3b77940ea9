"""`pmaction plan`."""

from __future__ import annotations

import click

from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.shown import print_plan
from pmaction.cli.tracked import look, make_plan, refused_creates
from pmaction.errors import ExitCode


@click.command("plan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "github", "markdown", "json")
@common_options
def command(session: Session, paths: tuple[str, ...], form: str) -> int:
    """Show what `apply` would do, and why. Writes nothing.

    With PATH, only these postmortems are looked at and no removal is planned.
    """
    return show_plan(session, paths, form, session.config.allow_creates)


def show_plan(
    session: Session,
    paths: tuple[str, ...],
    form: str,
    allowed: int,
    outputs: dict[str, str] | None = None,
) -> int:
    """Plan and show it; also what a dry run of `apply` does."""
    tracked = look(session, paths)
    plan = make_plan(session, tracked)
    refused = refused_creates(plan, allowed)
    left_out = tracked.usable.left_out
    print_plan(session, form, plan, left_out=left_out, refused=refused, outputs=outputs or {})
    if refused:
        session.talk.say(
            f"{style('note:', 'warning')} `apply` would refuse this: it opens {refused}. "
            "If it is right, give `apply` a higher --allow-creates."
        )
    return ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
