"""Promise 1 for `local`: whatever is edited, done by people or interrupted, one issue per item.

A state machine draws edits of files, acts of people, interruptions and re-runs. After every clean
run the issues are what the files ask for, as far as no person said otherwise, and a further plan
is empty.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from contract.harness import Killed, LocalHarness
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace
from worlds import World, item, postmortem

from pmaction.config import Config
from pmaction.identity import is_item, item_key
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

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.harness = LocalHarness(Path(self.folder.name))
        self.files: dict[str, Postmortem] = {}
        self.closing = False
        self.today = date(2025, 12, 1)
        self.deleted: set[str] = set()
        self.words: list[tuple[str, str]] = []

    def teardown(self) -> None:
        self.folder.cleanup()

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

    @precondition(lambda self: self.harness.issues())
    @rule(data=st.data(), act=st.sampled_from(["close", "reopen", "retitle", "block", "write"]))
    def person_acts(self, data: st.DataObject, act: str) -> None:
        key = data.draw(st.sampled_from(sorted(self.harness.issues())))
        issue = self.harness.issues()[key][0]
        if act == "close" and issue.state == "open":
            self.harness.close(key, data.draw(st.sampled_from(REASONS)))
        elif act == "reopen" and issue.state == "closed":
            self.harness.reopen(key)
        elif act == "retitle":
            self.harness.retitle(key, f"Person's title {len(self.harness.body(key))}")
        elif act == "block" and "pmaction:end" in self.harness.body(key):
            self.words.append((key, f"thought number {len(self.words)} of a person"))
            text = f"{self.words[-1][1]}\n<!-- pmaction:end"
            self.harness.edit_block(key, "<!-- pmaction:end", text)
        elif act == "write":
            self.harness.write_below(key, "A person's words.")

    @precondition(lambda self: any(is_item(key) for key in self.harness.issues()))
    @rule(data=st.data())
    def person_deletes(self, data: st.DataObject) -> None:
        keys = sorted(key for key in self.harness.issues() if is_item(key))
        key = data.draw(st.sampled_from(keys))
        parent = self.harness.issues().get(key.partition("/")[0])
        # Only a recorded issue can be missed; one that was never linked looks like a lost create.
        if parent and key.partition("/")[2] in (parent[0].last.items or {}):
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
        issues = self.harness.issues()
        for pm_id, known in self.files.items():
            for one in known.action_items:
                key = item_key(pm_id, one.id)
                if one.status == "open" and known.status != "draft" and key not in self.deleted:
                    assert len(issues.get(key, [])) == 1, f"{key} is lost or doubled"
        for key in self.deleted:
            assert key not in issues, f"{key} was silently made again"

    @invariant()
    def no_word_of_a_person_is_lost(self) -> None:
        for key, words in self.words:
            assert key in self.deleted or words in self.harness.body(key)

    @invariant()
    def no_key_has_two_issues(self) -> None:
        assert all(len(found) == 1 for found in self.harness.issues().values())
        assert not self.harness.tracking().list_issues().damaged

    @invariant()
    def no_comment_stands_twice(self) -> None:
        for key, (issue, *_) in self.harness.issues().items():
            body = self.harness.body(key)
            for comment in issue.comments:
                assert body.count(f"pmaction:comment {comment} ") <= 1


def _with_item(known: Postmortem, new: ActionItem) -> Postmortem:
    rest = tuple(one for one in known.action_items if one.id != new.id)
    return replace(known, action_items=(*rest, new))


TestOrganization = Organization.TestCase
TestOrganization.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
