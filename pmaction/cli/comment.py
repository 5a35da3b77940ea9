"""`pmaction comment`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

import click

from pmaction.allowances import Allowed, why_refused
from pmaction.apply import apply_plan, exit_code
from pmaction.change import ApplyReport, Plan
from pmaction.cli.on_github import OnGitHub
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.cli.shown import print_report, result_printer
from pmaction.cli.systems import cache_option, max_wait_option, open_system
from pmaction.cli.tracked import Tracked, look, make_plan, make_sure
from pmaction.cli.workflow_runs import warn_of_schedule
from pmaction.errors import TrackingError, TrackingUnavailable, UsageError
from pmaction.path_patterns import is_covered
from pmaction.pull_comments import (
    COMMENT_ID,
    difference_comment,
    issue_comments,
    plan_comment,
    pulls_with_issues,
)
from pmaction.render.alike import alike_remarks, untracked
from pmaction.render.as_json import plan_json
from pmaction.render.markdown import plan_markdown
from pmaction.render.markdown_parts import COMMENT, SUMMARY, Bound
from pmaction.render.text import plan_text
from pmaction.shown_plan import shown_mark, with_mark

if TYPE_CHECKING:
    from pmaction.tracking.github_pulls import PullRequest


@click.command("comment")
@click.option(
    "--pr",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="The pull request; without it, every merged one whose issues are not named there yet.",
)
@click.option("--dry-run", is_flag=True, help="Show which comments are due and write nothing.")
@max_wait_option
@cache_option
@format_option("text", "github", "json")
@common_options
def command(session: Session, number: int | None, dry_run: bool, form: str) -> int:
    """Keep one comment on a pull request: the plan before the merge, the issues after it.

    It is edited in place. From a fork, which may not write, the plan goes to the step's summary.
    """
    system = open_system(session)
    if (github := system.github) is None:
        raise UsageError(
            "there are no pull requests to comment on: the tracking system is `local`",
            "Set `tracking: {system: github}`, or run this in a workflow on GitHub.",
        )
    pull = _read(github, number) if number is not None else None
    tracked = look(session, (), system)
    if pull is not None and pull.is_merged and session.step.environment.event == "pull_request":
        # Only the run of the merge may write what it takes.
        session.talk.say(
            f"Pull request #{pull.number} is merged: the run for the merge names its issues."
        )
        return 0
    if pull is None or pull.is_merged:
        tracked, due = make_sure(
            tracked, lambda tracked: _after_merge(session, github, tracked, number)
        )
        return _carry_out(session, form, tracked, due, dry_run)
    warn_of_schedule(session, github, form)
    tracked, plan = make_sure(tracked, partial(make_plan, session))
    refused = why_refused(plan, Allowed.by(session.config))
    changed = cache(partial(_changed_paths, github, pull.number))
    remarks = _remarks(tracked, changed)

    def markdown(bound: Bound) -> str:
        left_out = tracked.usable.left_out
        lead = "Merging this"
        return plan_markdown(
            plan, bound, lead=lead, left_out=left_out, refused=refused, remarks=remarks
        )

    summary = markdown(SUMMARY)
    if pull.why_no_write:
        due = Plan()
        session.talk.say(
            f"No comment is written on pull request #{pull.number}, since {pull.why_no_write} and "
            "its runs may not write; the plan is in the summary of this step."
        )
        if form == "text":
            click.echo(plan_text(plan, style))
            session.step.summarize(summary)
    else:
        text = with_mark(markdown(COMMENT), shown_mark(plan))
        existing = _existing(github, pull.number)
        is_empty = not (remarks or plan.changes) or not _concerns_us(session, changed())
        due = plan_comment(pull.number, text, existing, is_empty=is_empty)
    return _carry_out(session, form, tracked, due, dry_run, summary)


def _after_merge(session: Session, github: OnGitHub, tracked: Tracked, number: int | None) -> Plan:
    """Plan to name the issues that came with merged pull requests, and what differs from the plan.

    Where none came with the one that was just merged, its plan may have been another one all the
    same.
    """
    confidential = tracked.confidential
    due = issue_comments(tracked.listing, confidential, number)
    if pulls := {change.pull for change in due.changes if change.pull is not None}:
        existing = {pull: _shown_on(github, pull) for pull in sorted(pulls)}
        due = issue_comments(tracked.listing, confidential, number, existing)
    just_merged = number if number is not None else _just_merged(session, github)
    if just_merged is None or just_merged in pulls_with_issues(tracked.listing):
        return due
    differing = difference_comment(tracked.listing, just_merged, _shown_on(github, just_merged))
    if differing.changes and not tracked.system.why_not_apply():
        due = Plan((*due.changes, *differing.changes))
    return due


def _just_merged(session: Session, github: OnGitHub) -> int | None:
    """Give the pull request that the push brought for which this runs, if it is that."""
    from pmaction.tracking.github_pulls import GitHubPulls

    if session.step.environment.event != "push":
        return None
    return GitHubPulls(github.client, github.repository).merged_as(github.commit)


def _shown_on(github: OnGitHub, number: int) -> str | None:
    """Give our comment on a merged pull request; None too where it may not be read."""
    try:
        return _existing(github, number)
    except TrackingUnavailable:
        raise
    except TrackingError:
        return None


def _carry_out(
    session: Session, form: str, tracked: Tracked, due: Plan, dry_run: bool, summary: str = ""
) -> int:
    if dry_run:
        click.echo(plan_json(due) if form == "json" else plan_text(due, style))
        if form == "github":
            session.step.summarize(
                summary or plan_markdown(due, SUMMARY, lead="`pmaction comment`")
            )
            session.step.output({"changes": str(len(due.changes))}, report=plan_json(due))
        return 0
    show = result_printer(session, form)
    report: ApplyReport = apply_plan(due, tracked.tracking, tracked.listing, show)
    print_report(session, form, report, summary=summary)
    return exit_code(report)


def _concerns_us(session: Session, changed: frozenset[str] | None) -> bool:
    """Say whether a pull request changes postmortems or their configuration, as far as is known."""
    if changed is None:
        return True
    config = session.workspace.shown(session.config_path)
    return any(path == config or is_covered(path, session.config.postmortems) for path in changed)


def _changed_paths(github: OnGitHub, number: int) -> frozenset[str] | None:
    """Give the paths in the workspace that a pull request changes; None if that is unknown."""
    from pmaction.tracking.github_pulls import GitHubPulls

    changed = GitHubPulls(github.client, github.repository).changed_paths(number)
    if changed is None:
        return None
    folder = github.folder
    return frozenset(path.removeprefix(folder) for path in changed if path.startswith(folder))


def _remarks(tracked: Tracked, changed: Callable[[], frozenset[str] | None]) -> tuple[str, ...]:
    """Say what new postmortems of the pull request look like; it is only asked where one may be."""
    found = tracked.usable.postmortems
    paths = {one.postmortem.id: one.source.path for one in found}
    every = [one.postmortem for one in found]
    may_be_new = untracked(every, tracked.listing)
    if not may_be_new or len(may_be_new) == len(every):
        return ()
    here = changed() or frozenset()
    new = [one for one in may_be_new if paths[one.id] in here]
    return alike_remarks(new, every, tracked.listing)


def _read(github: OnGitHub, number: int) -> PullRequest:
    from pmaction.tracking.github_pulls import GitHubPulls

    return GitHubPulls(github.client, github.repository).read(number)


def _existing(github: OnGitHub, number: int) -> str | None:
    found = github.comments.on_pull(number, COMMENT_ID)
    return found.text if found is not None else None
