"""The plan as a pure function: what no harness can bring about by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import item, kinds, link, postmortem, sourced

from pmaction.apply import apply_plan, exit_code
from pmaction.change import ApplyReport, Change, Kind, Outcome, Plan, Result
from pmaction.config import Config, Team
from pmaction.desired import Source, desired_issues
from pmaction.errors import ExitCode, TrackingError
from pmaction.issue import DamagedIssue, Issue, IssueFields, LastWritten, Listing, digest
from pmaction.merge import merge_sets
from pmaction.model import Extension, Planning, Postmortem
from pmaction.plan import plan_changes
from pmaction.removals import Removals

PM = "PM-2025-001"
A1 = f"{PM}/A1"
OURS = frozenset({"pmaction"})


def plan(
    files: Iterable[Postmortem], *issues: Issue, config: Config | None = None, **more: object
) -> Plan:
    wanted = desired_issues([sourced(one) for one in files], config or Config(), link)
    return plan_changes(wanted, Listing(issues, **more))  # type: ignore[arg-type]


def settled(key: str, number: int, **fields: object) -> Issue:
    """An issue that holds just what `postmortem(item("A1"))` asks for."""
    wanted = desired_issues([sourced(postmortem(item("A1")))], Config(), link)
    one = next(w for w in wanted if w.key == key)
    last = LastWritten(
        title=digest(one.title),
        content=one.content_digest,
        block=digest(one.block(None)),
        state="open",
        status="open",
        labels=one.labels,
        assignees=one.assignees,
        items={"A1": 7} if key == PM else None,
    )
    values: dict[str, object] = {
        "title": one.title,
        "state": "open",
        "block": one.block(None),
        "labels": one.labels,
        "assignees": one.assignees,
        "last": last,
    }
    return Issue(number=number, key=key, **(values | fields))  # type: ignore[arg-type]


def test_creates_come_first_parents_before_items_and_links_after_all_creates() -> None:
    files = [
        postmortem(item("A2", depends_on=("A10",)), item("A10")),
        postmortem(item("A1"), pm_id="PM-2024-009"),
    ]
    assert kinds(plan(files)) == [
        (Kind.CREATE, "PM-2024-009"),
        (Kind.CREATE, "PM-2024-009/A1"),
        (Kind.CREATE, PM),
        (Kind.CREATE, f"{PM}/A2"),
        (Kind.CREATE, f"{PM}/A10"),
        (Kind.LINK, "PM-2024-009/A1"),
        (Kind.LINK, f"{PM}/A2"),
        (Kind.LINK, f"{PM}/A2"),
        (Kind.LINK, f"{PM}/A10"),
    ]


def test_no_link_to_a_place_is_written_for_what_is_settled() -> None:
    def never(source: Source) -> str:
        raise AssertionError(source.path)

    wanted = desired_issues([sourced(postmortem(item("A1")))], Config(), never)
    issues = (settled(PM, 1), settled(A1, 7, last=replace(settled(A1, 7).last, parent=1)))
    plan_changes(wanted, Listing(issues))
    with pytest.raises(AssertionError, match=PM):
        plan_changes(wanted, Listing())


def test_what_is_settled_plans_nothing() -> None:
    files = [postmortem(item("A1"))]
    assert plan(files, settled(PM, 3), settled(A1, 7)) == Plan()


def test_a_plan_says_first_that_a_due_date_moves_and_how_often_it_did() -> None:
    def why(**fields: object) -> str:
        found = plan([postmortem(item("A1", **fields))], settled(PM, 3), settled(A1, 7))
        (change,) = found.changes
        return change.why

    first = Extension(date(2026, 2, 10), "The exporter comes first.", "@mei")
    second = Extension(date(2026, 3, 10), "The vendor is late.", "@mei")
    assert why(extensions=(first,)) == "due 2025-12-21 → 2026-02-10, the first move"
    assert why(extensions=(first, second)) == "due 2025-12-21 → 2026-03-10, move 2"
    assert why(due=date(2025, 12, 20)) == "due 2025-12-21 → 2025-12-20"
    assert why(description="More.") == "the file says more or other things about it"
    secret = postmortem(item("A1", extensions=(first,)), confidential=True)
    found = plan([secret], settled(PM, 3), settled(A1, 7))
    assert not any("→" in change.why for change in found.changes)


def test_an_item_whose_issue_has_another_number_than_recorded_is_linked_anew() -> None:
    files = [postmortem(item("A1"))]
    assert kinds(plan(files, settled(PM, 3), settled(A1, 8))) == [(Kind.LINK, A1)]


def test_of_two_issues_for_one_key_the_lower_number_is_used_and_the_other_closed() -> None:
    files = [postmortem(item("A1"))]
    found = plan(files, settled(PM, 3), settled(A1, 11), settled(A1, 7))
    assert [(change.kind, change.issue) for change in found.changes] == [
        (Kind.COMMENT, 11),
        (Kind.CLOSE, 11),
    ]
    assert "Duplicate of #7" in (found.changes[0].after.comment or "")
    assert found.changes[1].after.reason == "duplicate"


def test_what_is_closed_is_no_double_to_be_told_of() -> None:
    files = [postmortem(item("A1"))]
    closed = settled(A1, 11, state="closed", reason="not_planned")
    assert plan(files, settled(PM, 3), closed, settled(A1, 7)) == Plan()


def test_of_two_issues_the_one_is_used_that_no_person_closed_as_a_duplicate() -> None:
    by_person = settled(A1, 7, state="closed", reason="duplicate")
    found = plan([postmortem(item("A1"))], settled(PM, 3), by_person, settled(A1, 11))
    assert kinds(found) == [(Kind.LINK, A1)]
    assert found.changes[0].issue == 11


def test_a_duplicate_that_a_person_reopened_is_told_and_left_open() -> None:
    last = replace(settled(A1, 11).last, state="closed", status="removed")
    again = settled(A1, 11, comments=frozenset({"duplicate-of-7"}), last=last)
    found = plan([postmortem(item("A1"))], settled(PM, 3), settled(A1, 7), again)
    assert found.changes == ()
    assert "since a person reopened it" in found.notes[0].message


def test_a_duplicate_that_was_told_of_is_only_closed() -> None:
    told = settled(A1, 11, comments=frozenset({"duplicate-of-7"}))
    found = plan([postmortem(item("A1"))], settled(PM, 3), settled(A1, 7), told)
    assert kinds(found) == [(Kind.CLOSE, A1)]


def test_a_closed_duplicate_never_takes_the_place_of_what_it_was_a_duplicate_of() -> None:
    last = replace(settled(A1, 11).last, state="closed", status="removed")
    aside = {"comments": frozenset({"duplicate-of-7"}), "last": last}
    closed = settled(A1, 11, state="closed", **aside)
    found = plan([postmortem(item("A1"))], settled(PM, 3), closed)
    assert (found.changes, found.unknown) == ((), frozenset({7}))
    taken = plan([postmortem(item("A1"))], settled(PM, 3), settled(A1, 11, **aside))
    assert (Kind.LINK, A1) in kinds(taken), "unless a person opens it for that"


def test_duplicates_of_what_was_not_looked_at_are_left_alone() -> None:
    issues = (settled(PM, 3), settled(A1, 11), settled(A1, 7))
    nothing = plan_changes([], Listing(issues), Removals(planned=False))
    assert nothing.changes == ()


def test_what_is_gone_of_a_postmortem_is_told_in_one_line() -> None:
    told = {"comments": frozenset({"removed-from-file"})}
    gone = [settled(A1, n, **told) for n in range(10, 60)]
    gone = [replace(one, key=f"{PM}/B{one.number}") for one in gone]
    gone[1] = replace(gone[1], comments=frozenset(), locked=True)
    found = plan([postmortem(item("A1"))], settled(PM, 3), settled(A1, 7), *gone)
    assert found.changes == ()
    (note,) = found.notes
    assert note.item == f"{PM}/B10"
    assert note.message == (
        "is gone from the files, and its issue 10 is still open; so are B11 (issue 11), "
        "B12 (issue 12), B13 (issue 13), B14 (issue 14), B15 (issue 15) and 44 more; "
        "one of them is locked, so that no comment says so"
    )
    (two,) = plan([postmortem(item("A1"))], settled(PM, 3), settled(A1, 7), *gone[2:4]).notes
    assert two.message.endswith("is still open; so is B13 (issue 13)")


def test_a_locked_duplicate_is_told_of() -> None:
    found = plan(
        [postmortem(item("A1"))], settled(PM, 3), settled(A1, 7), settled(A1, 9, locked=True)
    )
    assert found.changes == ()
    assert "9 left alone, since it is locked" in found.notes[0].message


def test_an_open_duplicate_keeps_no_postmortem_open() -> None:
    done = {"state": "closed", "last": replace(settled(A1, 7).last, state="closed", status="done")}
    files = [postmortem(item("A1", status="done"))]
    found = plan(files, settled(PM, 3), settled(A1, 7, **done), settled(A1, 9))
    assert (Kind.CLOSE, PM) in kinds(found)


def test_a_duplicate_is_closed_last_and_not_before_all_links_lead_to_the_other() -> None:
    class Refusing:
        def __init__(self) -> None:
            self.closed: list[object] = []

        def comment(self, *_: object, **__: object) -> bool:
            return True

        def link_parent(self, *_: object) -> None:
            raise TrackingError("refused for this test")

        def update(self, issue: object, *_: object) -> None:
            self.closed.append(issue)

        def noticed(self) -> tuple[()]:
            return ()

    listing = Listing((settled(PM, 3), settled(A1, 5), settled(A1, 7)))
    found = plan([postmortem(item("A1"))], *listing.issues)
    assert kinds(found) == [(Kind.COMMENT, A1), (Kind.LINK, A1), (Kind.CLOSE, A1)]
    refusing = Refusing()
    report = apply_plan(found, refusing, listing)  # type: ignore[arg-type]
    assert [result.outcome for result in report.results] == [
        Outcome.DONE,
        Outcome.FAILED,
        Outcome.DEFERRED,
    ]
    assert refusing.closed == []


def test_a_comment_on_a_duplicate_that_is_not_written_holds_nothing_else_up() -> None:
    class Refusing:
        def comment(self, *_: object, **__: object) -> bool:
            raise TrackingError("refused for this test")

        def update(self, *_: object) -> None:
            return None

        def noticed(self) -> tuple[()]:
            return ()

    listing = Listing((settled(PM, 3), settled(A1, 7), settled(A1, 9)))
    found = plan([postmortem(item("A1", "New title"))], *listing.issues)
    report = apply_plan(found, Refusing(), listing)  # type: ignore[arg-type]
    assert {(one.change.kind, one.change.issue): one.outcome for one in report.results} == {
        (Kind.COMMENT, 9): Outcome.FAILED,
        (Kind.UPDATE, 3): Outcome.DONE,
        (Kind.UPDATE, 7): Outcome.DONE,
        (Kind.CLOSE, 9): Outcome.DEFERRED,
    }


def test_a_copy_that_is_older_than_its_postmortems_issue_takes_nothing_over() -> None:
    issues = (settled(A1, 2), settled(PM, 3), settled(A1, 7))
    assert Listing(issues).by_key()[A1].number == 7
    unrecorded = replace(settled(PM, 3).last, items=None)
    issues = (settled(A1, 2), settled(PM, 3, last=unrecorded), settled(A1, 7))
    assert Listing(issues).by_key()[A1].number == 7


def test_a_copy_of_a_persons_takes_nothing_over_however_old_it_is() -> None:
    copied = settled(A1, 5, author="mona")
    assert Listing((copied, settled(PM, 3), settled(A1, 7))).by_key()[A1].number == 7


def test_a_copied_parent_makes_no_copied_item_count() -> None:
    """The true parent is out of sight: somebody took its marker away."""
    last = replace(settled(A1, 7).last, parent=3)
    true, copied = settled(A1, 7, last=last), settled(A1, 9, last=last, author="mona")
    parent = settled(PM, 8, last=replace(settled(PM, 8).last, items=None), author="mona")
    assert Listing((true, parent, copied)).by_key()[A1].number == 7


def test_of_two_issues_for_a_postmortem_the_one_that_its_items_remember_is_used() -> None:
    one = settled(A1, 7, last=replace(settled(A1, 7).last, parent=3))
    copied, true, second = settled(PM, 2, author="mona"), settled(PM, 3), settled(PM, 4)
    assert Listing((copied, true, one)).by_key()[PM].number == 3
    assert Listing((second, true, one)).by_key()[PM].number == 3


def test_an_only_issue_is_used_however_old_it_is() -> None:
    assert Listing((settled(A1, 2), settled(PM, 3))).by_key()[A1].number == 2


def test_a_change_is_written_to_the_issue_it_was_planned_for() -> None:
    class Recorder:
        def update(self, issue: object, *_: object) -> None:
            self.issue = issue

        def noticed(self) -> tuple[()]:
            return ()

    closing = Change(
        kind=Kind.CLOSE,
        item=A1,
        issue=99,
        title="A duplicate",
        why="two issues for one item",
        after=IssueFields(state="closed", reason="duplicate"),
    )
    recorder = Recorder()
    listing = Listing((settled(A1, 7), settled(A1, 99)))
    apply_plan(Plan((closing,)), recorder, listing)  # type: ignore[arg-type]
    assert recorder.issue == 99


def test_values_that_a_newer_version_wrote_are_passed_over() -> None:
    assert LastWritten.from_json({"title": "ab", "from_the_future": [1]}) == LastWritten(title="ab")


def test_a_forged_marker_without_our_label_is_ignored() -> None:
    forged = settled(A1, 4, labels=frozenset({"bug"}))
    assert (Kind.CREATE, A1) in kinds(plan([postmortem(item("A1"))], forged))
    # Even where the postmortem has its issue: that one recorded another number.
    assert (Kind.LINK, A1) in kinds(
        plan([postmortem(item("A1"))], settled(PM, 3), forged, settled(A1, 9))
    )


def test_a_parent_that_lost_our_label_is_told_by_the_issues_it_recorded() -> None:
    bare = settled(PM, 3, labels=frozenset())
    found = plan([postmortem(item("A1"))], bare, settled(A1, 7))
    assert found.changes == ()
    assert [note.item for note in found.notes] == [PM]


def test_a_parent_that_an_outsider_forged_keeps_nothing_away() -> None:
    last = LastWritten(items={"A1": 3, "Z9": 8})
    forged = replace(settled(PM, 9, labels=frozenset(), last=last), key="PM-2025-002")
    unlinked = replace(settled(A1, 8), key="PM-2025-002/A1")
    one, other = postmortem(item("A1")), postmortem(item("A1"), pm_id="PM-2025-002")
    found = plan([one, other], settled(PM, 3), settled(A1, 7), unlinked, forged)
    assert (Kind.CREATE, "PM-2025-002") in kinds(found)
    remembered = settled(A1, 7, last=replace(settled(A1, 7).last, parent=3))
    found = plan([one], settled(PM, 9, labels=frozenset()), remembered)
    assert [note.message for note in found.notes] == [
        "its issue 3 is not in the list, and is not silently made again"
    ]


def test_a_parent_that_its_items_remember_and_no_list_shows_is_asked_about() -> None:
    remembered = settled(A1, 7, last=replace(settled(A1, 7).last, parent=3))
    found = plan([postmortem(item("A1"))], remembered)
    assert (found.changes, found.unknown) == ((), {3})
    recreated = plan([postmortem(item("A1"), recreate=True)], remembered)
    assert (recreated.changes, recreated.unknown) == ((), {3}), "it may be there all the same"


def test_what_an_issue_was_written_under_is_kept_with_it_and_checked() -> None:
    kept = LastWritten(parent=3, items={"A1": 7})
    assert LastWritten.from_json(kept.to_json()) == kept
    for damaged in ({"parent": [3]}, {"parent": True}, {"items": {"A1": [7]}}, {"items": [7]}):
        with pytest.raises(ValueError, match=r"parent|items"):
            LastWritten.from_json(damaged)


def test_a_damaged_issue_is_told_and_not_doubled() -> None:
    damaged = (DamagedIssue(7, A1, "its marker cannot be read"),)
    found = plan([postmortem(item("A1"))], settled(PM, 3), damaged=damaged)
    assert found.changes == ()
    assert "its marker cannot be read" in found.notes[0].message


def test_many_quiet_postmortems_are_told_in_one_note() -> None:
    files = [postmortem(item("A1"), pm_id=f"PM-2025-{n:03}", status="draft") for n in range(1, 9)]
    found = plan(files)
    assert [note.message for note in found.notes] == [
        "PM-2025-001, PM-2025-002, PM-2025-003 and 5 more: no issues are opened, status is draft, "
        "and issues open from `reviewed`"
    ]


def test_imported_history_stays_quiet() -> None:
    config = Config(track_since=date(2025, 12, 2))
    assert plan([postmortem(item("A1"))], config=config).changes == ()
    assert plan([postmortem(item("A1"))], config=Config(track_since=date(2025, 12, 1))).changes


@pytest.mark.parametrize(
    ("owner", "assignees", "needs_owner"),
    [
        ("@alice", {"@alice"}, False),
        ("SRE", {"@sam"}, False),
        ("Data", {"@dana", "@dan"}, False),
        ("Ghosts", set(), True),
        ("@org/team", set(), True),
        (None, set(), True),
    ],
)
def test_the_persons_behind_an_owner_are_assigned_or_the_issue_says_it_needs_one(
    owner: str | None, assignees: set[str], needs_owner: bool
) -> None:
    teams = {
        "SRE": Team(lead="@lead", members=("@sam",)),
        "Data": Team(members=("@dana", "@dan")),
    }
    files = [postmortem(item("A1", owner=owner))]
    create = next(c for c in plan(files, config=Config(teams=teams)).changes if c.item == A1)
    assert create.after.assignees == assignees
    assert ("needs-owner" in (create.after.labels or ())) is needs_owner


def test_nothing_of_a_confidential_postmortem_reaches_an_issue() -> None:
    hidden = "what nobody may read"
    one = item(
        "A1", hidden, description=hidden, done_when=hidden, rationale=hidden, verification=hidden
    )
    files = [postmortem(one, confidential=True, title=hidden, services=(hidden,))]
    assert hidden not in str(plan(files))


def test_the_reason_of_a_confidential_extension_is_hidden_and_its_date_kept() -> None:
    later = Extension(date(2026, 3, 1), "what nobody may read", "@mei")
    files = [postmortem(item("A1", extensions=(later,)), confidential=True)]
    text = str(plan(files))
    assert "what nobody may read" not in text
    assert "2026-03-01" in text


def test_the_due_policy_of_a_confidential_postmortem_still_counts() -> None:
    files = [
        postmortem(
            item("A1", due=None), confidential=True, planning=Planning(due_policy="aggressive")
        )
    ]
    assert "2025-12-15" in str(plan(files))


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((), ExitCode.OK),
        (("done", "skipped"), ExitCode.OK),
        (("done", "failed"), ExitCode.APPLIED_IN_PART),
        (("done", "deferred"), ExitCode.APPLIED_IN_PART),
        (("deferred", "deferred"), ExitCode.APPLIED_IN_PART),
        (("failed", "deferred"), ExitCode.TRACKING_SYSTEM),
    ],
)
def test_the_exit_code_tells_all_done_from_in_part_and_from_nothing(
    outcomes: tuple[str, ...], code: ExitCode
) -> None:
    change = Change(kind=Kind.COMMENT, item=A1, title="t", why="w", after=IssueFields())
    report = ApplyReport(tuple(Result(change, Outcome(one)) for one in outcomes))
    assert exit_code(report) == code


names = st.frozensets(st.sampled_from("abcdef"))


@given(last=names, desired=names, existing=names)
def test_a_merged_set_keeps_what_people_did(
    last: frozenset[str], desired: frozenset[str], existing: frozenset[str]
) -> None:
    after = merge_sets(last, desired, existing).after
    assert (existing - last) <= after, "what a person added stays"
    assert not ((last & desired) - existing) & after, "what a person took away stays away"
    assert (desired - last) <= after, "what the file newly asks for comes"
    assert not ((last - desired) & after), "what the file no longer asks for goes"
    assert merge_sets(desired, desired, after).changed is False, "a second merge changes nothing"
