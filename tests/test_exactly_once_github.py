"""Promise 1 for `github`, by the state machine of `organization.py`, with all faults there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from contract.github_harness import GitHubHarness
from contract.harness import Harness
from fault_matrix import TWO_HOURS, impatient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from organization import Organization
from standin import FAULTS
from standin.state import Issue as StoredIssue

from pmaction.desired import DesiredIssue
from pmaction.errors import TrackingError
from pmaction.identity import postmortem_of
from pmaction.issue import OUR_LABEL, Issue
from pmaction.tracking.github_body import marker_of

MARKER = re.compile(r"<!-- pmaction:marker .*? -->")
FORGED = ("PM-2025-001", "PM-2025-001/A1", "PM-2025-002/A3")
faults = st.sampled_from(sorted(FAULTS))
requests = st.integers(1, 40)


class OnGitHub(Organization):
    """Issues on a GitHub of one's own, whose lists may lag and whose people have rights."""

    harness: GitHubHarness

    def begin(self, folder: Path) -> Harness:
        self.way_back: dict[str, Callable[[], None]] = {}
        self.copies: set[int] = set()
        return GitHubHarness(folder)

    def issues(self) -> dict[str, list[Issue]]:
        """Those that count: no copies that people made."""
        found = {
            key: [one for one in issues if one.number not in self.copies]
            for key, issues in super().issues().items()
        }
        return {key: issues for key, issues in found.items() if issues}

    def stored(self, key: str) -> StoredIssue:
        """An issue as it is in truth."""
        return self.harness._stored(key)

    def struck(self, name: str, request: int, work: Callable[[], object]) -> None:
        """Let something go wrong at the nth request of a run; it ends, and time goes by."""
        github = self.harness.github
        github.strike(FAULTS[name], at=request)
        with impatient(), suppress(TrackingError):
            work()
        github.hook()
        github.platform.clock.now += timedelta(seconds=TWO_HOURS)

    @rule(name=faults, request=requests)
    def struck_apply(self, name: str, request: int) -> None:
        self.struck(name, request, lambda: self.world().apply())
        self.lists_are_true()

    @rule(name=faults, request=requests)
    def struck_remind(self, name: str, request: int) -> None:
        self.struck(name, request, lambda: self.world().remind(self.today))
        self.lists_are_true()

    @rule(name=faults, request=requests)
    def struck_apply_and_one_that_reads_an_old_list(self, name: str, request: int) -> None:
        self.harness.repository.freeze_list()
        self.struck(name, request, lambda: self.world().apply())
        self.world().apply()
        self.lists_are_true()

    def lists_are_true(self) -> None:
        """Lists show again what is there."""
        self.harness.repository.old_list = None

    @precondition(lambda self: self.remembered())
    @rule(data=st.data(), act=st.sampled_from(["unlabel", "unmark", "damage"]))
    def person_hides(self, data: st.DataObject, act: str) -> None:
        """Take away what an issue of ours is known by."""
        key = data.draw(st.sampled_from(self.remembered()))
        issue, person = self.stored(key), self.harness.person
        number, body = issue.number, issue.body or ""
        self.hidden.add(key)
        if act == "unlabel":
            person.unlabel(number, OUR_LABEL)
            self.way_back[key] = lambda: person.label(number, OUR_LABEL)
        else:
            bad = "<!-- pmaction:marker -->" if act == "damage" else ""
            person.edit(number, body=MARKER.sub(bad, body))
            self.way_back[key] = lambda: person.edit(number, body=body)

    @precondition(lambda self: self.way_back)
    @rule(data=st.data())
    def person_puts_it_right(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.way_back)))
        self.way_back.pop(key)()
        self.hidden.discard(key)

    @precondition(lambda self: self.remembered())
    @rule(data=st.data(), act=st.sampled_from(["transfer", "convert"]))
    def person_sends_away(self, data: st.DataObject, act: str) -> None:
        key = data.draw(st.sampled_from(self.remembered()))
        number, github = self.stored(key).number, self.harness.github
        if act == "convert":
            self.harness.person.convert(number)
        else:
            other = github.platform.repositories.get("acme/other")
            other = other or github.add_repository("acme/other")
            self.harness.person.transfer(number, other)
        self.deleted.add(key)

    def in_sight(self) -> list[str]:
        """Keys whose issue can be seen and trusted."""
        return sorted(set(self.issues()) - self.out_of_sight)

    @precondition(lambda self: self.in_sight())
    @rule(data=st.data())
    def person_locks(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.in_sight()))
        self.harness.person.lock(self.stored(key).number)

    @precondition(lambda self: self.in_sight())
    @rule(data=st.data())
    def person_copies(self, data: st.DataObject) -> None:
        """Make a second issue of a key, with text and labels."""
        issue = self.stored(data.draw(st.sampled_from(self.in_sight())))
        person, labels = self.harness.person, issue.label_names
        self.copies.add(person.opens(issue.title, issue.body, labels=labels).number)

    @rule()
    def clean_apply(self) -> None:
        super().clean_apply()
        for number in self.copies:
            copy = self.harness.repository.issues[number]
            marker = marker_of(copy.body or "")
            assert marker is not None
            # Which one counts may stand in the postmortem's own issue alone.
            is_certain = postmortem_of(marker.key) not in self.out_of_sight
            if is_certain and marker.key in self.in_sight():
                assert (copy.state, copy.state_reason) == ("closed", "duplicate")

    @rule(key=st.sampled_from(FORGED))
    def outsider_forges(self, key: str) -> None:
        """Write a marker that names what is there, or what is not there yet."""
        marker = f'<!-- pmaction:marker {{"key":"{key}","last":{{"items":{{"A1":1}}}}}} -->'
        self.harness.github.platform.outsiders.add("mallory")
        mallory = self.harness.github.person("mallory")
        mallory.opens("Copied", f"I know your marks.\n{marker}")

    def is_linked(self, issue: Issue, wanted: DesiredIssue, issues: dict[str, list[Issue]]) -> None:
        super().is_linked(issue, wanted, issues)
        stored, parent = self.stored(issue.key), postmortem_of(issue.key)
        seen = set(issues) - self.out_of_sight
        if parent in seen:
            assert stored.parent is self.stored(parent), f"{issue.key} is no sub-issue of its own"
        if parent not in seen and issue.last.blocked_by is None:
            return  # what it waits for may be recorded there alone
        for key in wanted.blocked_by & seen:
            assert self.stored(key) in stored.blocked_by, f"{issue.key} does not wait for {key}"

    def nothing_is_damaged(self) -> None:
        """Here people damage things."""


TestOnGitHub = OnGitHub.TestCase
TestOnGitHub.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
