"""`pmaction plan`."""

from __future__ import annotations

import click

from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.tracked import look, make_plan, refused_creates
from pmaction.errors import ExitCode
from pmaction.render.as_json import plan_json
from pmaction.render.text import plan_text


@click.command("plan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option("text", "github", "json")
@common_options
def command(session: Session, paths: tuple[str, ...], form: str) -> int:
    """Show what `apply` would do, and why. Writes nothing.

    With PATH, only these postmortems are looked at and no removal is planned.
    """
    return show_plan(session, paths, form)


def show_plan(
    session: Session, paths: tuple[str, ...], form: str, allow_creates: int | None = None
) -> int:
    """Plan and show it; also what a dry run of `apply` does."""
    tracked = look(session, paths)
    plan = make_plan(session, tracked)
    click.echo(plan_json(plan) if form == "json" else plan_text(plan, style))
    allowed = session.config.allow_creates if allow_creates is None else allow_creates
    if refused := refused_creates(plan, allowed):
        session.talk.say(
            f"{style('note:', 'warning')} `apply` would refuse this: it opens {refused}. "
            "If it is right, give `apply` a higher --allow-creates."
        )
    return ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
