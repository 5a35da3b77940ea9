"""A merge of three postmortems with twelve items on GitHub, and what is wrong with its issues.

What is wrong is read off the stand-in's state, past every list and every reader of ours but the
one of markers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self

from standin import Assignable, Issue, Person, Repository, StandIn
from tapes import Connection, Recording, Replaying, Tape
from worlds import World, item, kinds, postmortem

from pmaction.change import ApplyReport
from pmaction.errors import TrackingError
from pmaction.identity import is_item, item_key, postmortem_of
from pmaction.issue import OUR_LABEL
from pmaction.model import Postmortem
from pmaction.tracking.github import GitHubTrackingSystem
from pmaction.tracking.github_body import BadMarker, Marker, comment_id_of, marker_of
from pmaction.tracking.github_client import GitHubClient, Pace

REPOSITORY = "acme/site"
LABELS = (OUR_LABEL, "P1")
MONDAY = date(2025, 12, 22)
OVERDUE, LATER = date(2025, 12, 21), date(2026, 6, 30)
Work = Callable[[World], ApplyReport]
REMINDED = {"PM-2025-001/A1", "PM-2025-003/A4"}


def _postmortem(number: int) -> Postmortem:
    pm_id = f"PM-2025-{number:03}"
    items = [
        item(
            f"A{n}",
            owner=owner,
            due=OVERDUE if item_key(pm_id, f"A{n}") in REMINDED else LATER,
            depends_on=("A3",) if n == 4 else (),
        )
        for n, owner in enumerate(("@alice", "@bob", "@carol", "@dave"), 1)
    ]
    return postmortem(*items, pm_id=pm_id)


def as_yaml(postmortem: Postmortem) -> str:
    """A postmortem of the three as a file."""
    lines = [
        f"id: {postmortem.id}",
        f"title: {postmortem.title}",
        "status: reviewed",
        "times: {started: 2025-12-01T10:00:00Z}",
        "action_items:",
    ]
    for one in postmortem.action_items:
        waits = ", ".join(one.depends_on)
        fields = f'priority: P1, owner: "{one.owner}", due: {one.due}, depends_on: [{waits}]'
        lines.append(f"  - {{id: {one.id}, title: {one.title}, {fields}}}")
    return "\n".join(lines) + "\n"


FILES = [_postmortem(number) for number in (1, 2, 3)]


def keys_of(files: list[Postmortem]) -> list[str]:
    """The keys of all postmortems and their items."""
    return [
        key for pm in files for key in (pm.id, *(item_key(pm.id, a.id) for a in pm.action_items))
    ]


def remind(world: World) -> ApplyReport:
    """The reminders of the day on which two items are overdue."""
    return world.remind(MONDAY)


@dataclass
class Wrong:
    """What is wrong with the issues after a run, each as text for people."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost_links: list[str] = field(default_factory=list)
    lost_comments: list[str] = field(default_factory=list)
    doubled_comments: list[str] = field(default_factory=list)
    further_changes: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def add(self, other: Wrong, where: str) -> None:
        """Count what is wrong there too."""
        for name, found in vars(other).items():
            getattr(self, name).extend(f"{one} ({where})" for one in found)

    def details(self) -> str:
        """What it is and where, a line each."""
        figures = vars(self).items()
        return "\n".join(f"{name}: {one}" for name, found in figures for one in found)

    def __str__(self) -> str:
        figures = vars(self).items()
        return ", ".join(f"{len(found)} {name.replace('_', ' ')}" for name, found in figures)


class Site:
    """A GitHub of one's own whose clock is the client's too."""

    def __init__(self) -> None:
        self.github = StandIn(REPOSITORY)
        self.repository.unknown_login = Assignable.YES
        token = self.github.token(issues="write", contents="read")
        token.limit = 1_000_000
        self.token = token.value
        first = self.person.opens("An older issue", None, labels=list(LABELS))
        self.person.close(first.number)

    @property
    def repository(self) -> Repository:
        """The repository as it is now."""
        return self.github.repository

    @property
    def person(self) -> Person:
        """Somebody at work in it."""
        return self.github.person("mona")

    def __enter__(self) -> Self:
        self.github.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.github.__exit__(None, None, None)
        assert not self.github.violations

    def clock(self) -> float:
        """What time it is there."""
        return self.github.platform.clock.now.timestamp()

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.github.platform.clock.now += timedelta(seconds=seconds)

    def connection(self) -> Connection:
        """What a client of a new run is made from."""
        return self.github.url, self.token, Pace(self.clock, self.pass_by, lambda _: None)

    def client(self) -> GitHubClient:
        """A client as a new run has one."""
        return GitHubClient(*self.connection())

    def world(self, client: GitHubClient | None = None) -> World:
        """The three files, and this GitHub as a new run opens it."""
        return World(GitHubTrackingSystem(client or self.client(), REPOSITORY), FILES)

    def run(
        self,
        client: Callable[[], GitHubClient] | None = None,
        works: Sequence[Work] = (World.apply, remind),
    ) -> list[ApplyReport]:
        """Apply and remind, each as a run of its own; one that is refused ends."""
        reports = []
        for work in works:
            try:
                reports.append(work(self.world((client or self.client)())))
            except TrackingError:
                continue
        return reports

    def record(self, works: Sequence[Work] = (World.apply, remind)) -> Tape:
        """A run in which nothing goes wrong."""
        tape = Tape()
        self.run(lambda: Recording(self.connection(), tape, self.github.snapshot), works)
        return tape

    def rewind(
        self, tape: Tape, request: int, then: Callable[[], object] = lambda: None
    ) -> Callable[[], GitHubClient]:
        """Be as ahead of the nth request of a tape; give clients that have heard all before it.

        Up to there all runs over the same files are the same, and half of all requests need not
        go over the wire again. `then` is done before the nth.
        """
        self.github.restore(tape.ahead[request - 1])
        heard = tape.up_to(request)
        return lambda: Replaying(self.connection(), heard, then)

    def ours(self) -> Iterator[tuple[Marker, Issue]]:
        """Every issue here with our label and a marker, open or closed."""
        for issue in self.repository.listed():
            if OUR_LABEL in issue.label_names:
                try:
                    marker = marker_of(issue.body or "")
                except BadMarker:
                    continue
                if marker is not None:
                    yield marker, issue

    def further_changes(self) -> list[str]:
        """What a further run would do."""
        return [" ".join(one) for one in kinds(self.world().plan())]

    def wrong(self, *, may_be_closed: bool = False) -> Wrong:
        """Hold the issues against the files, after a run that reminded too.

        A second issue of a key counts as doubled; if it `may_be_closed`, only while it is open.
        """
        wrong = Wrong()
        by_key: dict[str, list[tuple[Marker, Issue]]] = {}
        for marker, issue in self.ours():
            by_key.setdefault(marker.key, []).append((marker, issue))
        for key in keys_of(FILES):
            issues = by_key.get(key, [])
            open_ones = [one for one in issues if one[1].state == "open"]
            wrong.lost += [key] * (not open_ones)
            wrong.doubled += [key] * (len(open_ones if may_be_closed else issues) - 1)
            if open_ones and is_item(key):
                wrong.lost_links += self._lost_links(*open_ones[0])
            comments = Counter(
                found
                for _, one in open_ones
                for c in one.comments
                if (found := comment_id_of(c.body))
            )
            wrong.doubled_comments += [
                f"{key} {c}" for c, n in comments.items() for _ in range(n - 1)
            ]
            if key in REMINDED and not comments:
                wrong.lost_comments.append(key)
        wrong.doubled += sorted(set(by_key) - set(keys_of(FILES)))
        return wrong

    def _lost_links(self, marker: Marker, issue: Issue) -> Iterator[str]:
        key, item_id = marker.key, marker.key.partition("/")[2]
        ours = [one for one in self.ours() if one[1].state == "open"]
        waits = marker.last.blocked_by
        for parent_marker, parent in ours:
            if parent_marker.key != postmortem_of(key):
                continue
            if issue.parent is not parent:
                yield f"{key} is no sub-issue of its parent"
            if (parent_marker.last.items or {}).get(item_id) != issue.number:
                yield f"{key} is not recorded in its parent"
            if waits is None:
                waits = frozenset((parent_marker.last.waits or {}).get(str(issue.number), ()))
        wanted = {f"{postmortem_of(key)}/A3"} if item_id == "A4" else set()
        blockers = {other.key for other, one in ours if one in issue.blocked_by}
        if blockers != wanted or (waits or set()) != wanted:
            yield f"{key} does not wait for {wanted}"
