"""Postmortems and issues → facts. What a state, a day or a team means is decided here, once.

An action item's issue says whether it is done, where there is one: closed as completed is done,
closed as not planned or as a duplicate will not be done unless the file says that it is done. For
the rest the file's status counts. Days of issues, and of all times that are exact, are days in the
configured time zone; a date alone is the day that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain

from msgspec.structs import replace

from pmaction.config import Config
from pmaction.days import day_of
from pmaction.desired import SourcedPostmortem
from pmaction.due import due_date
from pmaction.facts import Facts, IncidentFact, ItemFact, ItemState, SignalFact
from pmaction.issue import Issue, Listing
from pmaction.metrics.item_days import ItemDays
from pmaction.metrics.publication import publication_of
from pmaction.metrics.spelling import Spelling
from pmaction.model import ActionItem, DetectionCoverage, Postmortem, SignalCoverage
from pmaction.policy import Terms, terms_of
from pmaction.quiet import why_quiet
from pmaction.recurrence import repeated_by, times_by_id
from pmaction.redaction import redacted
from pmaction.rules.selection import priority_of
from pmaction.teams import NO_TEAM, teams_of


def gather(
    postmortems: Sequence[SourcedPostmortem],
    listing: Listing,
    config: Config,
    today: date,
    now: datetime | None = None,
) -> Facts:
    """Gather what can be counted; `today` is a day in the configured time zone.

    With the moment `now` it is known where a team has another day.
    """
    gathering = _Gathering(postmortems, listing, config, today, now)
    incidents: list[IncidentFact] = []
    items: list[ItemFact] = []
    quiet = 0
    for sourced in postmortems:
        postmortem = gathering.with_earlier(redacted(sourced.postmortem, config))
        found = tuple(gathering.items(postmortem, sourced.source.path))
        items += found
        quiet += len(postmortem.action_items) - len(found)
        incidents.append(gathering.incident(postmortem, sourced.source.path))
    return Facts(
        today=today,
        incidents=tuple(incidents),
        items=tuple(items),
        quiet_items=quiet,
    )


class _Gathering:
    """What the facts of all postmortems need."""

    def __init__(
        self,
        postmortems: Sequence[SourcedPostmortem],
        listing: Listing,
        config: Config,
        today: date,
        now: datetime | None,
    ) -> None:
        told = (one.postmortem for one in postmortems if not one.postmortem.confidential)
        self.spelling = Spelling(told)
        self.days = ItemDays(config, today, now)
        self.times = times_by_id(one.postmortem for one in postmortems)
        self.issues = listing.by_key()
        self.config = config
        self.today = today
        self.terms = terms_of(config)
        self.teams: dict[str, tuple[str, ...]] = {}

    def with_earlier(self, postmortem: Postmortem) -> Postmortem:
        """Let it be a recurrence of nothing that is itself, or that certainly began later."""
        return replace(postmortem, recurrence_of=repeated_by(postmortem, self.times))

    def teams_of(self, owner: str | None) -> tuple[str, ...]:
        """Give the teams of a person or team, the nearest first; or `NO_TEAM` alone."""
        if owner is None:
            return (NO_TEAM,)
        if owner not in self.teams:
            nobody = ActionItem("", "", owner=owner)
            self.teams[owner] = tuple(teams_of(nobody, self.config.teams)) or (NO_TEAM,)
        return self.teams[owner]

    def items(self, postmortem: Postmortem, path: str) -> Iterator[ItemFact]:
        """Give the action items that count."""
        quiet = why_quiet(postmortem, self.config)
        for key, item in postmortem.keyed_items():
            issue = self.issues.get(key)
            if quiet and issue is None:
                continue
            state = _state(item, issue)
            ended = self.days.ended(item, issue, state)
            due = due_date(postmortem, item, self.terms)
            team, *others = self.teams_of(item.owner)
            yield ItemFact(
                key=key,
                postmortem=postmortem.id,
                title=item.title,
                team=team,
                other_teams=frozenset(others),
                priority=item.priority,
                category=item.category,
                services=self.spelling.of(postmortem.services),
                state=state,
                opened=self.days.opened(postmortem, issue, ended),
                ended=ended,
                done_on=self.days.done_on(item, issue, state),
                other_day=self.days.other_day(item),
                due=due.on if due is not None else None,
                due_why=due.why if due is not None else "",
                slips=due.slips if due is not None else 0,
                dues=_former_dues(postmortem, item, self.terms, self.today),
                issue=issue.number if issue is not None else None,
                url=issue.url if issue is not None else "",
                path=path,
                confidential=postmortem.confidential,
            )

    def incident(self, postmortem: Postmortem, path: str) -> IncidentFact:
        """Give the incident that a postmortem tells of."""
        times, detection = postmortem.times, postmortem.detection
        day = day_of(times.first_known, self.config.time_zone)
        owners = (*postmortem.authors, *(item.owner for item in postmortem.action_items))
        teams = frozenset(chain.from_iterable(map(self.teams_of, owners))) - {NO_TEAM}
        publication = publication_of(postmortem, self.config, self.today, self.times)
        return IncidentFact(
            id=postmortem.id,
            title=postmortem.title,
            status=postmortem.status,
            day=day,
            severity=priority_of(postmortem, self.config),
            services=self.spelling.of(postmortem.services),
            cause_kind=postmortem.cause_kind,
            teams=teams or frozenset({NO_TEAM}),
            detect=times.time_to_detect,
            acknowledge=times.time_to_acknowledge,
            mitigate=times.time_to_mitigate,
            restore=times.time_to_restore,
            resolve=times.time_to_resolve,
            publish=publication.took,
            published=publication.day,
            publish_by=publication.by,
            is_published_in_time=publication.is_in_time,
            root_cause=_root_cause(postmortem),
            recurrence_of=postmortem.recurrence_of,
            method=detection.method if detection.method != "unknown" else None,
            alert=detection.alert.name if detection.alert is not None else None,
            detection_gaps=postmortem.root_cause.detection_gaps,
            signals=tuple(map(_signal, postmortem.detection_coverage)),
            # People name files after what happened.
            path="" if postmortem.confidential else path,
            confidential=postmortem.confidential,
        )


def _root_cause(postmortem: Postmortem) -> str | None:
    told = postmortem.root_cause
    return postmortem.summary.root_cause or told.description or told.category


def _state(item: ActionItem, issue: Issue | None) -> ItemState:
    if issue is None:
        return item.status
    if issue.state == "open":
        return "open"
    if issue.reason in ("not_planned", "duplicate") and item.status != "done":
        return "wont_do"
    return "done"


def _former_dues(
    postmortem: Postmortem, item: ActionItem, terms: Terms, today: date
) -> tuple[tuple[date | None, date], ...]:
    """Give the former due dates; nothing before an extension of which nobody knows since when."""
    if all(one.approved_on is None for one in item.extensions):
        return ()
    first = due_date(postmortem, replace(item, extensions=()), terms)
    due = first.on if first is not None else None
    former: list[tuple[date | None, date]] = []
    for one in item.extensions:
        if one.approved_on is None:
            former.clear()
        else:
            former.append((due, min(one.approved_on, today)))
        due = one.due
    return tuple(former)


_PHASES: tuple[Callable[[DetectionCoverage], SignalCoverage | None], ...] = (
    lambda row: row.after_p2,
    lambda row: row.after_p1,
    lambda row: row.after_p0,
)


def _signal(row: DetectionCoverage) -> SignalFact:
    after = next((phase for of in _PHASES if (phase := of(row)) is not None), None)
    return SignalFact(signal=row.signal, before=_is_watched(row.before), after=_is_watched(after))


def _is_watched(coverage: SignalCoverage | None) -> bool | None:
    if coverage is None:
        return None
    return "full" in (coverage.alert, coverage.dashboard)
