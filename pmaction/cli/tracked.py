"""What plan, apply, remind and track share: postmortems beside what the tracking system holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from pmaction.change import Plan
from pmaction.checking import (
    Usable,
    check_files,
    surroundings_of,
    usable_postmortems,
)
from pmaction.claims import concerning, confidential_ids, why_not_used
from pmaction.cli.quotations import quotable
from pmaction.cli.session import Session, style
from pmaction.cli.systems import OpenSystem, open_system
from pmaction.config import Config
from pmaction.desired import NO_PULLS, SourceLink
from pmaction.errors import UsageError
from pmaction.findings import Finding, errors_in, in_reading_order
from pmaction.issue import Listing
from pmaction.planning import plan_with_owners, pulls_of_creates
from pmaction.reading import PostmortemFile
from pmaction.removals import Removals
from pmaction.render.text import count, findings_text, printable
from pmaction.rules import SHARED_ID, SHARED_ITEM_ID
from pmaction.rules.base import Repository
from pmaction.touched import postmortems_with_creates, recreated_keys, touched_issues
from pmaction.tracking.base import TrackingSystem

_EXPOSED = "confidential-in-public"


class Tracked(Struct, frozen=True):
    """Usable postmortems, the tracking system and what it holds.

    `confidential` are the ids of confidential postmortems, left out or not.
    """

    usable: Usable
    system: OpenSystem
    listing: Listing
    whole: bool
    confidential: frozenset[str]

    @property
    def tracking(self) -> TrackingSystem:
        """The tracking system itself."""
        return self.system.tracking

    @property
    def link(self) -> SourceLink:
        """How its issues link to a place in a file."""
        return self.system.link

    @property
    def something_left_out(self) -> bool:
        """Say whether a file could not be used."""
        return bool(self.usable.left_out)


def look(
    session: Session,
    paths: Sequence[str],
    system: OpenSystem | None = None,
    *,
    to_write: bool = False,
) -> Tracked:
    """Read the postmortems (all, or those named) and list the issues.

    Files that cannot be used are told of on stderr and left out, and so are confidential ones in a
    public repository. `system` is the tracking system where it was opened before; `to_write` is
    what `open_system` takes. Raises UsageError for a named path outside the repository: an issue
    could not link to it.
    """
    found = session.workspace.named([Path(path) for path in paths])
    for path in found.paths:
        if not session.workspace.holds(path):
            raise UsageError(
                f"{printable(session.workspace.shown(path))} is outside the repository",
                f"Name postmortems below {session.workspace.root}; `validate` takes any path.",
            )
    everything = session.read_all()
    chosen = everything
    if paths:
        named = session.read(found, trusted=True)
        names = {file.path for file in named}
        everything = (*named, *(file for file in everything if file.path not in names))
        chosen = named
    usable = usable_postmortems(everything)
    mine = {file.path for file in chosen}
    usable = Usable(
        tuple(one for one in usable.postmortems if one.source.path in mine),
        tuple(path for path in usable.left_out if path in mine),
        usable.former_keys,
    )
    _tell_what_is_left_out(session, everything, usable)
    system = system or open_system(session, to_write=to_write)
    usable = _without_exposed(session, system, everything, usable)
    tracked = list_again(
        Tracked(usable, system, Listing(), not paths, confidential_ids(everything))
    )
    read, listed = len(usable.postmortems), len(tracked.listing.issues)
    session.talk.detail(f"{count(read, 'postmortem')} read, {count(listed, 'issue')} listed")
    return tracked


def list_again(tracked: Tracked) -> Tracked:
    """Give the same with the issues as the tracking system lists them now."""
    listing = tracked.tracking.list_issues().renamed(tracked.usable.former_keys.certain)
    return replace(tracked, listing=listing)


def make_sure(
    tracked: Tracked, planned: Callable[[Tracked], Plan], *, to_write: bool = False
) -> tuple[Tracked, Plan]:
    """Give the plan for what was looked at, once all that it rests on was read in this run.

    Where an earlier run's memory turns out to be wrong, all is listed and planned again. A plan
    that is only shown may open issues that are there: before writing, that is looked into too.
    """
    plan = planned(tracked)
    touched = touched_issues(plan, tracked.listing)
    recreated = recreated_keys(tracked.usable.postmortems)
    touched |= {one.number for one in tracked.listing.issues if one.key in recreated}
    opened = postmortems_with_creates(plan) if to_write else frozenset()
    if tracked.system.is_as_recalled(touched, opened):
        return tracked, plan
    tracked = list_again(tracked)
    return tracked, planned(tracked)


def make_plan(session: Session, tracked: Tracked, pulls: Mapping[str, int] = NO_PULLS) -> Plan:
    """Plan the changes for what was looked at; `pulls` are pull requests by a file's path."""
    removals = Removals(
        planned=tracked.whole,
        complete=not tracked.usable.left_out,
        policy=session.config.removed_items,
    )
    return plan_with_owners(
        tracked.usable.postmortems,
        session.config,
        tracked.link,
        tracked.tracking,
        tracked.listing,
        removals,
        pulls,
        tracked.usable.former_keys,
    )


def with_pulls(session: Session, tracked: Tracked, plan: Plan) -> Plan:
    """Plan again with the merged pull requests that new issues come with, where they are known."""
    if (github := tracked.system.github) is None:
        return plan
    from pmaction.tracking.github_pulls import GitHubPulls

    requests = GitHubPulls(github.client, github.repository, github.commit, github.folder)
    pulls = pulls_of_creates(plan, tracked.usable.postmortems, requests)
    return make_plan(session, tracked, pulls) if pulls else plan


def _tell_what_is_left_out(
    session: Session, files: Sequence[PostmortemFile], usable: Usable
) -> None:
    if not usable.left_out:
        return
    out = set(usable.left_out)
    found = check_files(files, session.config, session.now)
    around = surroundings_of(files, Config(), session.now)
    ids = {SHARED_ID.id, SHARED_ITEM_ID.id}
    found = (*(one for one in found if one.rule not in ids), *why_not_used(files, around))
    findings = in_reading_order(one for one in concerning(found, files, out) if errors_in((one,)))
    _tell(session, findings, out, files)


def _without_exposed(
    session: Session, system: OpenSystem, files: Sequence[PostmortemFile], usable: Usable
) -> Usable:
    """Leave out what is confidential where everybody can read it, and say so.

    Whether it may stay all the same is for the rule about it to say, as in `validate`.
    """
    secret = {one.source.path for one in usable.postmortems if one.postmortem.confidential}
    if not secret:
        return usable
    repository = Repository(is_public=system.is_public())
    looked_at = [file for file in files if file.path in secret]
    found = check_files(looked_at, session.config, session.now, repository=repository)
    findings = [one for one in found if one.rule == _EXPOSED and errors_in((one,))]
    exposed = {finding.path for finding in findings}
    if not exposed:
        return usable
    _tell(session, findings, exposed, files)
    return Usable(
        tuple(one for one in usable.postmortems if one.source.path not in exposed),
        (*usable.left_out, *sorted(exposed)),
        usable.former_keys,
    )


def _tell(
    session: Session,
    findings: Sequence[Finding],
    out: Collection[str],
    files: Sequence[PostmortemFile],
) -> None:
    shown, texts = quotable(session, findings, files, by_others=True)
    click.echo(findings_text(shown, texts, len(files), style), err=True)
    names = ", ".join(map(printable, sorted(out)))
    click.echo(f"{style('left out:', 'warning')} {names}; the rest goes on.\n", err=True)
