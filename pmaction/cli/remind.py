"""`pmaction remind`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC
from functools import cache
from itertools import chain
from urllib.parse import quote

import click

from pmaction.apply import exit_code
from pmaction.change import ApplyReport
from pmaction.cli.on_github import Newer
from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.shown import print_plan, print_report, result_printer
from pmaction.cli.systems import max_wait_option
from pmaction.cli.tracked import Tracked, look
from pmaction.desired import Source
from pmaction.errors import ExitCode
from pmaction.gates import owed
from pmaction.identity import postmortem_of
from pmaction.policy import working_days_of
from pmaction.reminding.fired import Terms
from pmaction.reminding.matter import Links, Matter
from pmaction.reminding.matters import item_matters
from pmaction.reminding.rounds import plan_round
from pmaction.reminding.writing import carry_out
from pmaction.render.as_json import report_json
from pmaction.render.inert import inert_line
from pmaction.render.text import printable


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Show which comments are due and write nothing.")
@max_wait_option
@format_option("text", "github", "json")
@common_options
def command(session: Session, dry_run: bool, form: str) -> int:
    """Comment on open action items that are due soon or overdue.

    Each step of each due date is written once, however often this runs. Who would get many
    comments on one day gets one. Missing postmortems, owners and publications are asked for in
    the same way.
    """
    tracked = look(session, ())
    # An older commit may hold due dates that have been changed since.
    newer = Newer() if dry_run else tracked.system.newer_commits()
    if newer.why_not:
        _tell(session, form, f"Nothing is done: {newer.why_not}. Run it again on that commit.")
        if form == "github":
            session.step.output({"changes": "0"}, report=report_json(ApplyReport()))
        # No run of the newer commit does it: nothing but the schedule reminds.
        return ExitCode.FINDINGS
    if newer.postmortems:
        changed = ", ".join(map(printable, sorted(newer.postmortems)))
        _tell(session, form, f"Newer commits changed {changed}: the next run reminds of those.")
    matters = _unchanged(_matters(session, tracked), tracked, newer)
    found = plan_round(matters, _terms(session), tracked.tracking, tracked.listing)
    left_out = ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK
    if dry_run:
        lead, names = "`pmaction remind`", tracked.usable.left_out
        print_plan(session, form, found.plan, lead=lead, left_out=names)
        return left_out
    show = result_printer(session, form, with_why=True)
    report = carry_out(found, tracked.tracking, show)
    print_report(session, form, report)
    in_part = ExitCode.APPLIED_IN_PART if found.leaves_something else ExitCode.OK
    return exit_code(report) or in_part or left_out


def _tell(session: Session, form: str, said: str) -> None:
    session.talk.say(said)
    if form == "github":
        session.step.summarize(inert_line(said))


def _unchanged(matters: Iterator[Matter], tracked: Tracked, newer: Newer) -> Iterator[Matter]:
    """Leave out what newer commits may have settled: a changed file may be about anything new."""
    if not newer.postmortems:
        return matters
    usable = tracked.usable.postmortems
    same = {one.postmortem.id for one in usable if one.source.path not in newer.postmortems}
    return (one for one in matters if postmortem_of(one.item) in same)


def _matters(session: Session, tracked: Tracked) -> Iterator[Matter]:
    postmortems, config, now = tracked.usable.postmortems, session.config, session.now
    links = Links(tracked.link, _editor(tracked))
    return chain(
        item_matters(postmortems, tracked.listing, config, now, links),
        owed(postmortems, tracked.listing, config, now, links),
    )


def _editor(tracked: Tracked) -> Callable[[Source], str] | None:
    """Give how to link to GitHub's editor; the branch is asked for once a link is needed."""
    if (github := tracked.system.github) is None:
        return None
    branch = cache(github.branches.default)

    def link(source: Source) -> str:
        path = quote(f"{github.folder}{source.path}")
        return f"{github.page}/edit/{quote(branch())}/{path}#L{source.first_line}"

    return link


def _terms(session: Session) -> Terms:
    config, zone = session.config, session.now.tzinfo or UTC
    return Terms(config.reminders, working_days_of(config), zone, session.today)
