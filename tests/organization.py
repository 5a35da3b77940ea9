"""Promise 1: whatever is edited, done by people or interrupted, one issue per item.

A state machine draws edits of files, acts of people, interruptions and re-runs. After every clean
run the issues are what the files ask for, as far as no person said otherwise, and a further plan
is empty. Each tracking system has a test module that runs it.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from contract.harness import Harness, Killed
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace
from worlds import World, item, link, postmortem, sourced

from pmaction.circles import without_circles
from pmaction.config import Config
from pmaction.desired import DesiredIssue, desired_issues
from pmaction.identity import is_item, is_under, postmortem_of
from pmaction.issue import Issue
from pmaction.model import ActionItem, Postmortem

PM_IDS = ["PM-2025-001", "PM-2025-002"]
ITEM_IDS = ["A1", "A2", "A3"]
TITLES = ["Add an alert", "Write a runbook", "Test the restore", "title: with colon", "- dash"]
OWNERS = ["@alice", "@bob", "sre", None]
STATUSES = ["open", "done", "wont_do"]
REASONS = ["completed", "not_planned", "duplicate"]

pm_ids = st.sampled_from(PM_IDS)
item_ids = st.sampled_from(ITEM_IDS)


class Organization(RuleBasedStateMachine):
    """Two postmortems with up to three items each, and people who act on their issues."""

    harness: Harness

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.harness = self.begin(Path(self.folder.name))
        self.files: dict[str, Postmortem] = {}
        self.closing = False
        self.today = date(2025, 12, 1)
        self.deleted: set[str] = set()
        self.hidden: set[str] = set()
        self.retitled: set[str] = set()
        self.moved: set[str] = set()
        self.words: list[tuple[str, str]] = []

    def begin(self, folder: Path) -> Harness:
        """A tracking system with nothing in it."""
        raise NotImplementedError

    @initialize(reviewed=st.booleans(), tracked=st.booleans())
    def begin_with_files(self, reviewed: bool, tracked: bool) -> None:
        """Have something that people and bad luck can strike at once."""
        status = "reviewed" if reviewed else "draft"
        both = item("A1"), item("A2", depends_on=("A1",))
        self.files = {one: postmortem(*both, pm_id=one, status=status) for one in PM_IDS}
        if tracked:
            self.clean_apply()

    def teardown(self) -> None:
        """Whatever happened: after one run in which nothing does, all is as it should be."""
        try:
            self.clean_apply()
        finally:
            self.harness.end()
            self.folder.cleanup()

    def issues(self) -> dict[str, list[Issue]]:
        """Issues by key, as they are now."""
        return self.harness.issues()

    @property
    def out_of_sight(self) -> set[str]:
        """Keys whose issue is gone, or cannot be trusted: nothing may take its place."""
        return self.deleted | self.hidden

    def world(self, tracking: object = None) -> World:
        config = Config(removed_items="close" if self.closing else "comment")
        client = tracking or self.harness.tracking()
        return World(client, list(self.files.values()), config)  # type: ignore[arg-type]

    @rule(pm_id=pm_ids, status=st.sampled_from(["draft", "reviewed", "published"]))
    def write_postmortem(self, pm_id: str, status: str) -> None:
        known = self.files.get(pm_id) or postmortem(pm_id=pm_id)
        self.files[pm_id] = replace(known, status=status)

    @rule(
        pm_id=pm_ids,
        item_id=item_ids,
        title=st.sampled_from(TITLES),
        owner=st.sampled_from(OWNERS),
        status=st.sampled_from(STATUSES),
        depends_on=st.lists(item_ids, max_size=1),
    )
    def write_item(
        self,
        pm_id: str,
        item_id: str,
        title: str,
        owner: str | None,
        status: str,
        depends_on: list[str],
    ) -> None:
        known = self.files.get(pm_id) or postmortem(pm_id=pm_id)
        new = item(
            item_id, title, owner=owner, status=status, depends_on=tuple({*depends_on} - {item_id})
        )
        self.files[pm_id] = _with_item(known, new)

    @rule(pm_id=pm_ids, item_id=item_ids)
    def remove_item(self, pm_id: str, item_id: str) -> None:
        if pm_id in self.files:
            known = self.files[pm_id]
            rest = tuple(one for one in known.action_items if one.id != item_id)
            self.files[pm_id] = replace(known, action_items=rest)

    @rule(pm_id=pm_ids)
    def remove_postmortem(self, pm_id: str) -> None:
        self.files.pop(pm_id, None)

    @rule(pm_id=pm_ids)
    def reverse_items(self, pm_id: str) -> None:
        if pm_id in self.files:
            known = self.files[pm_id]
            self.files[pm_id] = replace(known, action_items=known.action_items[::-1])

    @rule(closing=st.booleans())
    def choose_policy(self, closing: bool) -> None:
        self.closing = closing

    @precondition(lambda self: self.issues())
    @rule(data=st.data(), act=st.sampled_from(["close", "reopen", "retitle", "block", "write"]))
    def person_acts(self, data: st.DataObject, act: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.issues())))
        issue = self.issues()[key][0]
        if act == "close" and issue.state == "open":
            self.harness.close(key, data.draw(st.sampled_from(REASONS)))
            self.moved.add(key)
        elif act == "reopen" and issue.state == "closed":
            self.harness.reopen(key)
            self.moved.add(key)
        elif act == "retitle":
            self.retitled.add(key)
            self.harness.retitle(key, f"Person's title {len(self.harness.body(key))}")
        elif act == "block" and "pmaction:end" in self.harness.body(key):
            self.words.append((key, f"thought number {len(self.words)} of a person"))
            text = f"{self.words[-1][1]}\n<!-- pmaction:end"
            self.harness.edit_block(key, "<!-- pmaction:end", text)
        elif act == "write":
            self.harness.write_below(key, "A person's words.")

    def remembered(self) -> list[str]:
        """Keys in sight whose issue another one in sight knows of.

        An issue that nothing knows of looks like one whose creation was lost, and is made.
        """
        found = self.issues()
        issues = {key: found[key][0] for key in found if key not in self.out_of_sight}
        return [key for key in sorted(issues) if self.knows(issues, key)]

    def knows(self, issues: dict[str, Issue], key: str) -> bool:
        """Whether the parent has recorded an item's issue, or an item its parent's."""
        if is_item(key):
            parent = issues.get(postmortem_of(key))
            return parent is not None and key.partition("/")[2] in (parent.last.items or {})
        items = [one for other, one in issues.items() if is_under(other, key)]
        hidden = any(is_under(other, key) for other in self.out_of_sight)
        return not hidden and any(one.last.parent == issues[key].number for one in items)

    @precondition(lambda self: any(is_item(key) for key in self.remembered()))
    @rule(data=st.data())
    def person_deletes(self, data: st.DataObject) -> None:
        keys = [key for key in self.remembered() if is_item(key)]
        key = data.draw(st.sampled_from(keys))
        self.harness.delete(key)
        self.deleted.add(key)

    @rule(write=st.integers(1, 12), after=st.booleans())
    def killed_apply(self, write: int, after: bool) -> None:
        with suppress(Killed):
            self.world(self.harness.kill_at(write, after=after)).apply()

    @rule(write=st.integers(1, 12))
    def partly_refused_apply(self, write: int) -> None:
        self.world(self.harness.refuse_at(write)).apply()

    @rule(write=st.integers(1, 4), after=st.booleans())
    def killed_remind(self, write: int, after: bool) -> None:
        with suppress(Killed):
            self.world(self.harness.kill_at(write, after=after)).remind(self.today)

    @rule(days=st.integers(0, 20))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def clean_remind(self) -> None:
        self.world().remind(self.today)
        before = self.harness.state()
        assert self.world().remind(self.today).results == ()
        assert self.harness.state() == before

    @rule()
    def clean_apply(self) -> None:
        self.world().apply()
        assert self.world().plan().changes == ()
        self.nothing_is_damaged()
        issues = self.issues()
        for key in self.deleted:
            assert key not in issues, f"{key} was silently made again"
        files = [sourced(one) for one in self.files.values()]
        wanted = [one for one in desired_issues(files, Config(), link) if is_item(one.key)]
        seen = {key: found[0] for key, found in issues.items() if key not in self.out_of_sight}
        for one in without_circles(wanted, seen, seen)[0]:
            if one.key not in self.out_of_sight:
                self.holds(one, issues)

    def holds(self, wanted: DesiredIssue, issues: dict[str, list[Issue]]) -> None:
        """Hold the one issue of an item against its file, as far as no person said otherwise."""
        key, draft = wanted.key, self.files[postmortem_of(wanted.key)].status == "draft"
        if draft or (wanted.status != "open" and key not in issues):
            return
        if key not in issues and postmortem_of(key) in self.out_of_sight:
            return  # what the postmortem's issue knows of it cannot be read
        assert len(issues.get(key, [])) == 1, f"{key} is lost or doubled"
        [issue] = issues[key]
        if key not in self.moved:
            assert issue.state == ("open" if wanted.status == "open" else "closed"), key
        if wanted.status != "open" or issue.state == "closed":
            return
        assert issue.title == wanted.title or key in self.retitled
        assert wanted.labels <= issue.labels
        assert {name.casefold() for name in issue.assignees} == wanted.assignees
        self.is_linked(issue, wanted, issues)

    def is_linked(self, issue: Issue, wanted: DesiredIssue, issues: dict[str, list[Issue]]) -> None:
        """Hold the links of an issue against its file, as far as those issues can be seen."""
        seen = {key for key in issues if key not in self.out_of_sight}
        pm_id, _, item_id = issue.key.partition("/")
        # What an issue waits for may be recorded in its parent's alone, and is left alone then.
        if pm_id in seen or issue.last.blocked_by is not None:
            assert issue.blocked_by & seen == wanted.blocked_by & seen
        if pm_id in seen:
            assert (issues[pm_id][0].last.items or {})[item_id] == issue.number

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """Words of people, issues of a key, comments of ours."""
        for key, words in self.words:
            assert key in self.out_of_sight or words in self.harness.body(key)
        for key, found in self.issues().items():
            assert len(found) == 1, f"{key} has two issues"
            body = self.harness.body(key)
            for comment in found[0].comments:
                assert body.count(f"pmaction:comment {comment} ") <= 1

    def nothing_is_damaged(self) -> None:
        """Of all that we wrote, everything can be read."""
        assert not self.harness.tracking().list_issues().damaged


def _with_item(known: Postmortem, new: ActionItem) -> Postmortem:
    rest = tuple(one for one in known.action_items if one.id != new.id)
    return replace(known, action_items=(*rest, new))
