"""What the files ask for: one desired issue per action item, one parent per postmortem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Literal

from pmaction.config import Config
from pmaction.due import Due, due_date
from pmaction.former_keys import Dispute
from pmaction.identity import absolute_key
from pmaction.issue import OUR_LABEL, FileStatus, IssueNumber, LastWritten, digest
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import NEEDS_OWNER, Ownership, ownership
from pmaction.policy import terms_of
from pmaction.positions import Span
from pmaction.quiet import why_quiet
from pmaction.redaction import redacted
from pmaction.render.inert import issue_title
from pmaction.render.issue_body import item_body, parent_body

NO_PULLS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands: a path relative to the repository, and its lines.

    `place` looks for the lines: few of all those that could be linked to are.
    """

    path: str
    place: Callable[[], Span]

    @property
    def first_line(self) -> int:
        """The line on which it begins."""
        return self.place().line

    @property
    def last_line(self) -> int:
        """The last line that says something of it."""
        return self.place().last_line


@dataclass(frozen=True, slots=True)
class SourcedPostmortem:
    """A postmortem with the places that issues link to.

    `ignored` are the rules that a comment in its file tells to look away from its status: a gate
    that asks for the same is silent.
    """

    postmortem: Postmortem
    source: Source
    item_sources: Mapping[str, Source]
    ignored: frozenset[str] = frozenset()


SourceLink = Callable[[Source], str]
"""Writes a link to a place in a file, as Markdown that suits the tracking system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredIssue:
    """One issue as the files would have it.

    `content` is what the file says, without line numbers and commit; `source` gives a link to it,
    and `pull` is the merged pull request that it came with, if that is known. `may_open` tells
    whether it may be created now; `quiet_why` why not. `tracked_by` is an issue that already
    tracks the item, `adopts` its number in this tracking system. `asks_evidence` tells whether
    the issue must show what was done, and `evidence` what was found out about that. `previously`
    is its former key, and `dispute` why it does not get the issue of that. `slips` counts how often
    its due date was moved.
    """

    key: str
    title: str
    content: str
    source: Callable[[], str]
    status: FileStatus
    labels: frozenset[str]
    assignees: frozenset[str]
    parent: str | None = None
    blocked_by: frozenset[str] = frozenset()
    may_open: bool = True
    quiet_why: str = ""
    tracked_by: IssueNumber | None = None
    recreate: bool = False
    unassignable: frozenset[str] = frozenset()
    confidential: bool = False
    remark: str = ""
    slips: int = 0
    pull: int | None = None
    adopts: IssueNumber | None = None
    asks_evidence: bool = False
    evidence: Literal["missing", "shown"] | None = None
    previously: str | None = None
    dispute: Dispute | None = None

    def block(self, pull: int | None) -> str:
        """Give the whole managed block of an issue that came with this pull request, or none."""
        link = f" · Pull request: #{pull}" if pull is not None else ""
        return f"{self.content}\n\nSource: {self.source()}{link}"

    @property
    def content_digest(self) -> str:
        """The digest by which a later run sees whether the file's wish has changed."""
        return digest(self.content)

    def written(self, block: str) -> LastWritten:
        """Give what an issue remembers that is made, or made ours, with this managed block."""
        return LastWritten(
            title=digest(self.title),
            content=self.content_digest,
            block=digest(block),
            state="open",
            status="open",
            labels=self.labels,
            assignees=self.assignees,
            unassignable=self.unassignable,
            pull=self.pull,
        )


def desired_issues(
    postmortems: Iterable[SourcedPostmortem],
    config: Config,
    link: SourceLink,
    unassignable: frozenset[str] = frozenset(),
    pulls: Mapping[str, int] = NO_PULLS,
) -> tuple[DesiredIssue, ...]:
    """Say which issues the files ask for, each parent before its items.

    `unassignable` are the persons, as `@user`, of whom it is known that they cannot be assigned;
    `pulls` gives the merged pull request that a file came with, by path.
    """
    wanted: list[DesiredIssue] = []
    for sourced in postmortems:
        postmortem = redacted(sourced.postmortem, config)
        quiet_why = why_quiet(postmortem, config)
        items = [
            _item_issue(
                postmortem,
                item,
                ownership(item, config.teams, unassignable),
                sourced,
                config,
                link,
                quiet_why,
            )
            for item in postmortem.action_items
        ]
        parent = _parent_issue(postmortem, sourced, config, link, quiet_why)
        pull = pulls.get(sourced.source.path)
        wanted += [replace(issue, pull=pull) for issue in (parent, *items)]
    return tuple(wanted)


def _parent_issue(
    postmortem: Postmortem,
    sourced: SourcedPostmortem,
    config: Config,
    link: SourceLink,
    quiet_why: str,
) -> DesiredIssue:
    content = parent_body(postmortem, sourced.source.path)
    return DesiredIssue(
        key=postmortem.id,
        title=issue_title(f"{postmortem.id}: {postmortem.title}"),
        content=content,
        source=partial(link, sourced.source),
        status="open",
        labels=frozenset({OUR_LABEL, *config.labels}),
        assignees=frozenset(),
        may_open=not quiet_why,
        quiet_why=quiet_why,
        recreate=postmortem.recreate,
        confidential=postmortem.confidential,
    )


def _item_issue(
    postmortem: Postmortem,
    item: ActionItem,
    owner: Ownership,
    sourced: SourcedPostmortem,
    config: Config,
    link: SourceLink,
    quiet_why: str,
) -> DesiredIssue:
    due = due_date(postmortem, item, terms_of(config))
    content = item_body(postmortem, item, owner, due, sourced.source.path)
    return DesiredIssue(
        key=absolute_key(postmortem.id, item.id),
        title=issue_title(item.title),
        content=content,
        source=partial(link, sourced.item_sources[item.id]),
        status=item.status,
        labels=_labels(item, owner, config),
        assignees=frozenset(owner.assignees),
        parent=postmortem.id,
        blocked_by=frozenset(absolute_key(postmortem.id, key) for key in item.depends_on),
        may_open=not quiet_why,
        quiet_why=quiet_why,
        tracked_by=item.issue,
        recreate=item.recreate,
        previously=item.previously,
        unassignable=frozenset(owner.unassignable),
        confidential=postmortem.confidential,
        remark=_remark(owner, due),
        slips=due.slips if due is not None else 0,
        asks_evidence=config.require_evidence and not item.evidence,
    )


def _labels(item: ActionItem, owner: Ownership, config: Config) -> frozenset[str]:
    labels = {OUR_LABEL, *config.labels}
    if item.priority:
        labels.add(item.priority)
    if not owner.assignees:
        labels.add(NEEDS_OWNER)
    return frozenset(labels)


def _remark(owner: Ownership, due: Due | None) -> str:
    """Say in a few words who will be asked to do it and by when."""
    who = owner.said if not owner.problem else f"{owner.said} ({owner.problem})"
    return f"owner {who}; " + (f"due {due.on}" if due else "no due date")
