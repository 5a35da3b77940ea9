"""What plan, apply, remind and track share: postmortems beside what the tracking system holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from msgspec import Struct

from pmaction.change import Kind, Plan
from pmaction.checking import Usable, check_files, usable_postmortems
from pmaction.cli.session import Session, style
from pmaction.cli.systems import OpenSystem, open_system
from pmaction.confidential import confidential_paths, without_quotations
from pmaction.desired import NO_PULLS, SourceLink, former_keys
from pmaction.errors import UsageError
from pmaction.findings import errors_in
from pmaction.issue import Listing
from pmaction.planning import plan_with_owners, pulls_of_creates
from pmaction.reading import PostmortemFile
from pmaction.removals import Removals
from pmaction.render.text import findings_text, printable
from pmaction.tracking.base import TrackingSystem


class Tracked(Struct, frozen=True):
    """Usable postmortems, the tracking system and what it holds."""

    usable: Usable
    system: OpenSystem
    listing: Listing
    whole: bool

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


def look(session: Session, paths: Sequence[str], system: OpenSystem | None = None) -> Tracked:
    """Read the postmortems (all, or those named) and list the issues.

    Files that cannot be used are told of on stderr and left out. `system` is the tracking system
    where it was opened before. Raises UsageError for a named path outside the repository: an
    issue could not link to it.
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
    )
    _tell_what_is_left_out(session, everything, usable)
    system = system or open_system(session)
    listing = system.tracking.list_issues().renamed(former_keys(usable.postmortems))
    return Tracked(usable, system, listing, not paths)


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
    )


def with_pulls(session: Session, tracked: Tracked, plan: Plan) -> Plan:
    """Plan again with the merged pull requests that new issues come with, where they are known."""
    if (github := tracked.system.github) is None:
        return plan
    from pmaction.tracking.github_pulls import GitHubPulls

    requests = GitHubPulls(github.client, github.repository, github.commit, github.folder)
    pulls = pulls_of_creates(plan, tracked.usable.postmortems, requests)
    return make_plan(session, tracked, pulls) if pulls else plan


def refused_creates(plan: Plan, allowed: int) -> str:
    """Say how many issues a plan would open if that is more than are allowed at once."""
    creates = sum(change.kind is Kind.CREATE for change in plan.changes)
    if creates <= allowed:
        return ""
    return f"{creates} issues at once, more than the {allowed} that are allowed"


def _tell_what_is_left_out(
    session: Session, files: Sequence[PostmortemFile], usable: Usable
) -> None:
    if not usable.left_out:
        return
    out = set(usable.left_out)
    findings = [
        finding
        for finding in check_files(files, session.config, session.now)
        if finding.path in out and errors_in((finding,))
    ]
    texts = session.texts(findings)
    secret = confidential_paths(texts)
    shown = {path: text for path, text in texts.items() if path not in secret}
    text = findings_text(without_quotations(findings, secret), shown, len(files), style)
    click.echo(text, err=True)
    names = ", ".join(map(printable, sorted(out)))
    click.echo(f"{style('left out:', 'warning')} {names}; the rest goes on.\n", err=True)
