"""Issues in a folder: what is written is read back, and what people wrote is theirs."""

import errno
import os
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmaction.atomic_files import ATOMIC, AtomicWriter
from pmaction.errors import TrackingError
from pmaction.issue import IssueFields, LastWritten, digest
from pmaction.plain_reader import read_plainly
from pmaction.standing import Record
from pmaction.tracking import front_matter
from pmaction.tracking.base import TrackingSystem
from pmaction.tracking.front_matter_places import entry_named
from pmaction.tracking.local import LocalTrackingSystem

KEY = "PM-2025-001/A1"
NUMBER = "PM-2025-001/PM-2025-001-A1.md"
PARENT_NUMBER = "PM-2025-001/PM-2025-001.md"
FIELDS = IssueFields(
    title="Add alert for queue age: page at 10 min",
    block="**Why:** nobody noticed.\n\n- [ ] alert fires in staging",
    state="open",
    status="open",
    labels=frozenset({"pmaction", "P1"}),
    assignees=frozenset({"@alice"}),
)
WRITTEN = LastWritten(
    title="3f2a",
    content="0123456789012345",
    block="12e4567890123456",
    state="open",
    status="open",
    labels=frozenset({"pmaction", "P1"}),
    assignees=frozenset({"@alice"}),
)
NOTHING = IssueFields()
UNWRITTEN = LastWritten()

BY_HAND = """\
---
# our worst outage
key:   PM-2025-001/A1   # never change
title: 'Add an alert'
due-with: [ carol,dave ]   # agreed on Monday
state: open    # alice is on it
labels:
    - pmaction
    # asked for by carol
    - "P1"   # was P2
assignees: [alice,bob]
cost: 007
pmaction: {title: abc,   state: open}
---

Text above.
<!-- pmaction:begin (kept by pmaction; write below its end) -->
managed
<!-- pmaction:end -->
Text  below,   with    blanks.\x20\x20

---
key: not front matter
"""


class Interrupted(Exception):
    """The power went."""


class Interrupting:
    """Writes for real, but stops before or after one of the writes."""

    def __init__(self, *, at: int, after: bool) -> None:
        self.left, self.after = at, after

    def _step(self, write: Callable[[], bool | None]) -> bool:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Interrupted
        done = write()
        if self.left == 0:
            raise Interrupted
        return bool(done)

    def create(self, path: Path, data: bytes) -> bool:
        return self._step(lambda: ATOMIC.create(path, data))

    def replace(self, path: Path, data: bytes) -> None:
        self._step(lambda: ATOMIC.replace(path, data))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "issues"


@pytest.fixture
def local(folder: Path) -> LocalTrackingSystem:
    return LocalTrackingSystem(folder)


@pytest.fixture
def made(local: LocalTrackingSystem, folder: Path) -> Path:
    """The file of one issue, as pmaction made it."""
    return folder / str(local.create(KEY, FIELDS, WRITTEN))


@pytest.fixture
def by_hand(folder: Path) -> Path:
    """The file of one issue, as people edited it."""
    return put(folder, NUMBER, BY_HAND)


def put(folder: Path, number: str, text: str | bytes) -> Path:
    path = folder / number
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


# --- what is written is read back ---


def test_it_is_a_tracking_system(local: LocalTrackingSystem) -> None:
    system: TrackingSystem = local
    assert system.list_issues().issues == ()


def test_a_folder_that_does_not_exist_holds_no_issues_and_is_not_made(
    local: LocalTrackingSystem, folder: Path
) -> None:
    assert local.list_issues().issues == ()
    assert not folder.exists()


def test_everything_of_an_issue_is_read_back(local: LocalTrackingSystem, made: Path) -> None:
    listing = local.list_issues()
    (issue,) = listing.issues
    assert listing.damaged == ()
    assert (issue.number, issue.key) == (NUMBER, KEY)
    assert (issue.title, issue.block) == (FIELDS.title, FIELDS.block)
    assert (issue.state, issue.reason) == ("open", None)
    assert (issue.labels, issue.assignees) == (FIELDS.labels, FIELDS.assignees)
    assert issue.last == WRITTEN
    assert issue.is_ours


def test_a_new_file_is_pleasant_to_read(local: LocalTrackingSystem, folder: Path) -> None:
    fields = IssueFields(title="Add an alert, soon", block="Body.", labels=frozenset({"P1"}))
    local.create(KEY, fields, LastWritten(title="abc"))
    assert (folder / NUMBER).read_bytes().decode() == (
        "---\n"
        "key: PM-2025-001/A1\n"
        "title: Add an alert, soon\n"
        "state: open\n"
        "labels: [P1]\n"
        "assignees: []\n"
        "# pmaction keeps what it wrote last in the next line: please leave that as it is\n"
        'pmaction: {"title": "abc"}\n'
        "---\n"
        "<!-- pmaction:begin (kept by pmaction; write below its end) -->\n"
        "Body.\n"
        "<!-- pmaction:end -->\n"
    )


def test_issues_are_listed_in_reading_order(local: LocalTrackingSystem) -> None:
    for key in ("PM-2025-001/A10", "PM-2025-002", "PM-2025-001/A2", "PM-2025-001"):
        local.create(key, FIELDS, WRITTEN)
    assert [issue.key for issue in local.list_issues().issues] == [
        "PM-2025-001",
        "PM-2025-001/A2",
        "PM-2025-001/A10",
        "PM-2025-002",
    ]


def test_an_issue_may_be_made_closed(local: LocalTrackingSystem) -> None:
    local.create(KEY, IssueFields(title="t", state="closed", reason="duplicate"), UNWRITTEN)
    (issue,) = local.list_issues().issues
    assert (issue.state, issue.reason) == ("closed", "duplicate")


def test_an_update_writes_what_it_is_about_and_nothing_else(
    local: LocalTrackingSystem, made: Path
) -> None:
    text = made.read_text("utf-8")
    after = IssueFields(
        title="New title",
        state="closed",
        reason="not_planned",
        labels=frozenset({"pmaction", "P2"}),
        assignees=frozenset({"@bob"}),
    )
    local.update(NUMBER, FIELDS, after, LastWritten(title="def", state="closed"))
    removed, added = changed_lines(text, made.read_text("utf-8"))
    assert len(removed) == 5
    assert added == [
        "title: New title",
        "state: closed",
        "reason: not_planned",
        "labels: [pmaction, P2]",
        'assignees: ["@bob"]',
        next(line for line in added if line.startswith("pmaction:")),
    ]
    (issue,) = local.list_issues().issues
    assert issue.last == WRITTEN.updated(LastWritten(title="def", state="closed"))
    assert issue.block == FIELDS.block


def test_reopening_takes_the_reason_away(local: LocalTrackingSystem, made: Path) -> None:
    text = made.read_bytes()
    local.update(NUMBER, NOTHING, IssueFields(state="closed", reason="completed"), UNWRITTEN)
    assert "state: closed\nreason: completed\n" in made.read_text("utf-8")
    local.update(NUMBER, NOTHING, IssueFields(state="open"), UNWRITTEN)
    assert made.read_bytes() == text


def test_another_reason_is_written_to_a_closed_issue(
    local: LocalTrackingSystem, made: Path
) -> None:
    local.update(NUMBER, NOTHING, IssueFields(state="closed", reason="completed"), UNWRITTEN)
    local.update(NUMBER, NOTHING, IssueFields(state="closed", reason="duplicate"), UNWRITTEN)
    assert local.list_issues().issues[0].reason == "duplicate"


def test_a_stale_reason_is_not_taken_over_when_an_issue_is_closed_again(
    local: LocalTrackingSystem, made: Path
) -> None:
    edit(made, "state: open\n", "state: open\nreason: not_planned\n")
    local.update(NUMBER, NOTHING, IssueFields(state="closed"), UNWRITTEN)
    assert local.list_issues().issues[0].reason == "completed"


def test_an_update_that_changes_nothing_writes_nothing(folder: Path, by_hand: Path) -> None:
    local = LocalTrackingSystem(folder, Interrupting(at=1, after=False))
    fields = IssueFields(
        title="Add an alert",
        state="open",
        block="managed",
        labels=frozenset({"pmaction", "P1"}),
        assignees=frozenset({"alice"}),
    )
    local.update(NUMBER, fields, fields, LastWritten(title="abc", state="open"))
    assert by_hand.read_bytes() == BY_HAND.encode()


def test_labels_that_a_person_added_or_removed_stay_so(
    local: LocalTrackingSystem, made: Path
) -> None:
    edit(made, "labels: [P1, pmaction]", "labels: [pmaction, carols]")
    local.update(
        NUMBER,
        IssueFields(labels=frozenset({"P1", "pmaction"})),
        IssueFields(labels=frozenset({"P1", "pmaction", "overdue"})),
        UNWRITTEN,
    )
    assert "labels: [pmaction, carols, overdue]\n" in made.read_text("utf-8")


def test_an_item_remembers_its_parent_and_nothing_else_is_written(
    local: LocalTrackingSystem, folder: Path
) -> None:
    local.create("PM-2025-001", FIELDS, WRITTEN)
    local.create(KEY, FIELDS, WRITTEN)
    before = snapshot(folder)
    local.link_parent(NUMBER, PARENT_NUMBER)
    _, one = local.list_issues().issues
    assert one.last == WRITTEN.updated(LastWritten(parent=PARENT_NUMBER))
    after = snapshot(folder)
    assert after[PARENT_NUMBER] == before[PARENT_NUMBER]
    removed, _ = changed_lines(before[NUMBER].decode(), after[NUMBER].decode())
    assert len(removed) == 1

    local.link_parent(NUMBER, PARENT_NUMBER)
    assert snapshot(folder) == after


def test_what_an_issue_waits_for_comes_and_goes(local: LocalTrackingSystem, made: Path) -> None:
    text = made.read_bytes()
    a2, a10 = "PM-2025-001/A2", "PM-2025-001/A10"
    local.link_blocked_by(NUMBER, {a10: "x", a2: "y"}, {}, UNWRITTEN)
    assert "blocked_by: [PM-2025-001/A2, PM-2025-001/A10]\n" in made.read_text("utf-8")
    assert local.list_issues().issues[0].blocked_by == {a2, a10}
    local.link_blocked_by(NUMBER, {}, {a2: "y", a10: "x"}, UNWRITTEN)
    assert made.read_bytes() == text
    local.link_blocked_by(NUMBER, {a2: "y"}, {}, LastWritten(blocked_by=frozenset({a2})))
    assert local.list_issues().issues[0].last == LastWritten.updated(
        WRITTEN, LastWritten(blocked_by=frozenset({a2}))
    )


def test_a_comment_is_written_once(local: LocalTrackingSystem, made: Path) -> None:
    text = made.read_text("utf-8")
    assert local.comment(NUMBER, "overdue:2025-12-14 --> ü", "Three days over.\n")
    once = made.read_text("utf-8")
    assert once.startswith(text)
    assert once.endswith(" -->\n\nThree days over.\n\n<!-- pmaction:comment-end -->\n")
    assert not local.comment(NUMBER, "overdue:2025-12-14 --> ü", "Three days over.\n")
    assert made.read_text("utf-8") == once
    assert local.comment(NUMBER, "second", "More.")
    assert local.list_issues().issues[0].comments == {"overdue:2025-12-14 --> ü", "second"}


# --- exactly one issue a key ---


def test_creating_twice_gives_the_same_issue_and_writes_nothing(
    local: LocalTrackingSystem, made: Path
) -> None:
    edit(made, "state: open", "state: closed")
    text = made.read_bytes()
    assert local.create(KEY, FIELDS, WRITTEN) == NUMBER
    assert made.read_bytes() == text


def test_of_two_writers_at_once_only_one_creates(folder: Path) -> None:
    class Overtaken(AtomicWriter):
        def create(self, path: Path, data: bytes) -> bool:
            LocalTrackingSystem(folder).create(KEY, IssueFields(title="The first"), UNWRITTEN)
            return super().create(path, data)

    local = LocalTrackingSystem(folder, Overtaken())
    assert local.create(KEY, IssueFields(title="The second"), UNWRITTEN) == NUMBER
    assert [issue.title for issue in local.list_issues().issues] == ["The first"]


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP])
def test_without_hard_links_a_file_is_still_created_only_once(
    folder: Path, local: LocalTrackingSystem, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    local.create(KEY, FIELDS, WRITTEN)
    assert local.list_issues().issues[0].title == FIELDS.title
    assert ATOMIC.create(folder / NUMBER, b"other") is False
    assert list(snapshot(folder)) == [NUMBER]
    assert local.list_issues().issues[0].title == FIELDS.title


@pytest.mark.parametrize(
    "key",
    ["", "PM-2025-001/", "PM-2025-001/A1\n", "../x", "PM-2025-001/../A1", "CON", "pm-2025-001/a1"],
)
def test_only_item_keys_make_issues(folder: Path, local: LocalTrackingSystem, key: str) -> None:
    with pytest.raises(TrackingError, match="not an item key"):
        local.create(key, FIELDS, WRITTEN)
    assert not folder.exists()


@pytest.mark.parametrize("number", [17, "../secret.md", "README.md", "PM-2025-001/A1.md"])
def test_only_files_of_issues_are_changed(
    folder: Path, local: LocalTrackingSystem, number: int | str
) -> None:
    put(folder, "README.md", "hello\n")
    with pytest.raises(TrackingError, match="not the name of an issue"):
        local.comment(number, "id", "text")
    assert snapshot(folder) == {"README.md": b"hello\n"}


# --- people's edits ---


def test_closing_is_editing_the_state(local: LocalTrackingSystem, made: Path) -> None:
    edit(made, "state: open", "state: closed")
    (issue,) = local.list_issues().issues
    assert (issue.state, issue.reason) == ("closed", "completed")


def test_the_day_of_closing_is_what_people_write(local: LocalTrackingSystem, made: Path) -> None:
    edit(made, "state: open", "state: closed\nclosed_on: 2026-01-19")
    (issue,) = local.list_issues().issues
    assert (issue.closed_on, issue.closed_at) == (date(2026, 1, 19), None)


def test_what_is_open_again_has_no_day_of_closing(local: LocalTrackingSystem, made: Path) -> None:
    edit(made, "state: open", "state: closed\nclosed_on: 2026-01-19")
    local.update(NUMBER, NOTHING, IssueFields(state="open"), UNWRITTEN)
    assert "closed_on" not in made.read_text("utf-8")
    edit(made, "state: open", "state: open\nclosed_on: 2026-01-19")
    assert local.list_issues().issues[0].closed_on is None


@pytest.mark.parametrize(
    ("lines", "state", "reason"),
    [
        ("state: Closed", "closed", "completed"),
        ("state: DONE  # finally", "closed", "completed"),
        ("state: 'closed'\nreason: Not planned", "closed", "not_planned"),
        ("state: closed\nreason: duplicate", "closed", "duplicate"),
        ("state: closed\nreason: declined", "closed", "not_planned"),
        ("state: closed\nreason: Won\u2019t do", "closed", "not_planned"),
        ("state: closed\nreason: canceled", "closed", "not_planned"),
        ("state: closed\nreason: dupe", "closed", "duplicate"),
        ("state: closed\nreason: fixed", "closed", "completed"),
        ("state: obsolete", "closed", "not_planned"),
        ("state: open\nreason: because", "open", None),
        ("state: closed\nreason:", "closed", "completed"),
        ("state: won't do", "closed", "not_planned"),
        ("state: wont_do\nreason: duplicate", "closed", "duplicate"),
        ("state: Open\nreason: completed", "open", None),
        ("state: In-Progress", "open", None),
        ("state:", "open", None),
        ("mood: fine", "open", None),
    ],
)
def test_the_state_is_read_as_people_write_it(
    local: LocalTrackingSystem, made: Path, lines: str, state: str, reason: str | None
) -> None:
    edit(made, "state: open", lines)
    (issue,) = local.list_issues().issues
    assert (issue.state, issue.reason) == (state, reason)


def test_a_state_in_other_words_is_not_put_right(local: LocalTrackingSystem, made: Path) -> None:
    edit(made, "state: open", "state: Done")
    text = made.read_bytes()
    local.update(NUMBER, NOTHING, IssueFields(state="closed", reason="completed"), UNWRITTEN)
    assert made.read_bytes() == text


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", set()),
        ("assignees:", set()),
        ("assignees: bob, carol", {"bob", "carol"}),
        ("assignees:\n- bob\n-\n- 'carol'", {"bob", "carol"}),
        ("assignees: [@bob, @org/team]  # both", {"@bob", "@org/team"}),
        ("assignees:\n  - @bob\n  - \"@carol\"\n  - '@dan' # ok", {"@bob", "@carol", "@dan"}),
        ("assignees: @bob", {"@bob"}),
        ("assignees: [2024]", {"2024"}),
    ],
)
def test_lists_are_read_as_people_write_them(
    local: LocalTrackingSystem, made: Path, line: str, names: set[str]
) -> None:
    edit(made, 'assignees: ["@alice"]', line)
    assert local.list_issues().issues[0].assignees == names
    local.update(NUMBER, NOTHING, IssueFields(assignees=frozenset({"new"})), UNWRITTEN)
    assert local.list_issues().issues[0].assignees == names | {"new"}


@pytest.mark.parametrize(
    ("written", "title"),
    [("2024", "2024"), ("true", "true"), ("", ""), ("|\n  Two\n  lines", "Two\nlines\n")],
)
def test_a_title_need_not_look_like_text(
    local: LocalTrackingSystem, made: Path, written: str, title: str
) -> None:
    edit(made, f'"{FIELDS.title}"', written)
    assert local.list_issues().issues[0].title == title
    local.update(NUMBER, NOTHING, IssueFields(title="New"), UNWRITTEN)
    assert "\ntitle: New\nstate: open\n" in made.read_text("utf-8")


def test_a_file_edited_by_hand_is_read(local: LocalTrackingSystem, by_hand: Path) -> None:
    (issue,) = local.list_issues().issues
    assert issue.title == "Add an alert"
    assert issue.labels == {"pmaction", "P1"}
    assert issue.assignees == {"alice", "bob"}
    assert issue.block == "managed"


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        (NOTHING, IssueFields(title="New, better"), "'Add an alert'", "New, better"),
        (
            NOTHING,
            IssueFields(state="closed", reason="completed"),
            "state: open    # alice is on it\n",
            "state: closed    # alice is on it\nreason: completed\n",
        ),
        (NOTHING, IssueFields(block="fresh\n\nblock"), "\nmanaged\n", "\nfresh\n\nblock\n"),
        (
            IssueFields(labels=frozenset({"P1"})),
            IssueFields(labels=frozenset({"P2", "P3"})),
            '    - "P1"   # was P2\n',
            "    - P2\n    - P3\n",
        ),
        (
            IssueFields(labels=frozenset({"pmaction", "P1"})),
            IssueFields(labels=frozenset()),
            'labels:\n    - pmaction\n    # asked for by carol\n    - "P1"   # was P2\n',
            "labels: []\n    # asked for by carol\n",
        ),
        (
            IssueFields(assignees=frozenset({"alice"})),
            IssueFields(assignees=frozenset({"@eve"})),
            "[alice,bob]",
            '[bob, "@eve"]',
        ),
        (
            IssueFields(assignees=frozenset({"bob"})),
            IssueFields(assignees=frozenset({"eve", "fay"})),
            "[alice,bob]",
            "[alice, eve, fay]",
        ),
        (
            IssueFields(assignees=frozenset({"alice", "bob"})),
            IssueFields(assignees=frozenset()),
            "[alice,bob]",
            "[]",
        ),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_every_byte_outside_a_change_stays(
    local: LocalTrackingSystem,
    by_hand: Path,
    before: IssueFields,
    after: IssueFields,
    old: str,
    new: str,
    eol: str,
    bom: str,
) -> None:
    by_hand.write_bytes((bom + BY_HAND).replace("\n", eol).encode())
    local.update(NUMBER, before, after, UNWRITTEN)
    assert BY_HAND.count(old) == 1
    expected = (bom + BY_HAND.replace(old, new)).replace("\n", eol)
    assert by_hand.read_bytes().decode() == expected


def test_a_comment_and_a_link_keep_every_other_byte(
    local: LocalTrackingSystem, by_hand: Path
) -> None:
    local.comment(NUMBER, "c1", "Hello.")
    local.link_blocked_by(NUMBER, {"PM-2025-001/A2": "x"}, {}, UNWRITTEN)
    assert by_hand.read_bytes().decode() == (
        BY_HAND.replace("bob]\n", "bob]\nblocked_by: [PM-2025-001/A2]\n")
        + "\n## Comment <!-- pmaction:comment c1 -->\n\nHello.\n"
        + "\n<!-- pmaction:comment-end -->\n"
    )


def test_the_comment_behind_a_removed_reason_stays(local: LocalTrackingSystem, made: Path) -> None:
    edit(made, "state: open\n", "state: closed\nreason: completed  # says bob\n# and carol\n")
    local.update(NUMBER, NOTHING, IssueFields(state="open"), UNWRITTEN)
    assert "state: open\n# says bob\n# and carol\nlabels:" in made.read_text("utf-8")


def test_a_file_from_windows_reads_like_any_other(local: LocalTrackingSystem, made: Path) -> None:
    (before,) = local.list_issues().issues
    made.write_bytes(b"\xef\xbb\xbf" + made.read_bytes().replace(b"\n", b"\r\n"))
    assert local.list_issues().issues == (before,)
    local.comment(NUMBER, "c1", "Two\nlines")
    local.update(NUMBER, NOTHING, IssueFields(block="a\nb"), LastWritten(title="x"))
    data = made.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    (issue,) = local.list_issues().issues
    assert issue.block == "a\nb"
    assert issue.comments == {"c1"}


@pytest.mark.parametrize("gone", ["begin (kept by pmaction; write below its end)", "end"])
def test_a_block_whose_bounds_are_gone_comes_back_at_the_top(
    local: LocalTrackingSystem, by_hand: Path, gone: str
) -> None:
    edit(by_hand, f"<!-- pmaction:{gone} -->\n", "")
    left = by_hand.read_text("utf-8")
    assert local.list_issues().issues[0].block is None
    local.update(NUMBER, NOTHING, IssueFields(block="anew"), UNWRITTEN)
    assert local.list_issues().issues[0].block == "anew"
    _, _, own = left.partition("}\n---\n\n")
    assert by_hand.read_text("utf-8").endswith(
        "}\n---\n<!-- pmaction:begin (kept by pmaction; write below its end) -->\nanew\n"
        "<!-- pmaction:end -->\n\n" + own
    )


def test_an_emptied_block_is_a_block(local: LocalTrackingSystem, by_hand: Path) -> None:
    edit(by_hand, "managed\n", "")
    assert local.list_issues().issues[0].block == ""


def test_a_front_matter_too_clever_to_change_is_left_alone(
    local: LocalTrackingSystem, made: Path
) -> None:
    edit(made, f'title: "{FIELDS.title}"', "title: &t Old\nagain: *t")
    text = made.read_bytes()
    with pytest.raises(TrackingError, match="cannot be changed safely") as caught:
        local.update(NUMBER, NOTHING, IssueFields(title="New"), UNWRITTEN)
    assert "without anchors" in caught.value.hint
    assert made.read_bytes() == text


# --- what is not ours, and what is damaged ---


def test_foreign_files_are_neither_read_as_issues_nor_touched(
    local: LocalTrackingSystem, folder: Path
) -> None:
    foreign: dict[str, str | bytes] = {
        "README.md": "# Issues\n\n<!-- pmaction:begin -->\nexample\n<!-- pmaction:end -->\n",
        "notes.md": "---\ntitle: mine\nlabels: [a\n---\nbroken, but mine\n",
        "mine.md": "---\nkey: PM-2025-009/A1\ntitle: a person's own\n---\n",
        "site.md": "---\npmaction: true\n---\n",
        "text.md": "---\nabout: |\n  pmaction: x\n---\n",
        "PM-2025-001/README.md": "hello",
        "PM-2025-001/PM-2025-001-A9.md": "no front matter\n",
        "PM-2025-001/picture.png": b"\x89PNG\xff",
        "PM-2025-001/bytes.md": b"\xff\xfe\x00",
        ".hidden/PM-2025-001.md": "---\nkey: PM-2025-001\npmaction: {}\n---\n",
    }
    for name, text in foreign.items():
        put(folder, name, text)
    before = snapshot(folder)
    listing = local.list_issues()
    assert (listing.issues, listing.damaged) == ((), ())
    local.create(KEY, FIELDS, WRITTEN)
    local.comment(NUMBER, "c", "text")
    after = snapshot(folder)
    del after[NUMBER]
    assert after == before


def test_a_foreign_file_in_an_issues_place_is_an_error_and_stays(
    local: LocalTrackingSystem, folder: Path
) -> None:
    path = put(folder, NUMBER, "my own notes\n")
    with pytest.raises(TrackingError, match="not an issue of pmaction"):
        local.create(KEY, FIELDS, WRITTEN)
    assert path.read_bytes() == b"my own notes\n"


def test_a_copied_file_is_reported_and_not_counted(
    local: LocalTrackingSystem, made: Path, folder: Path
) -> None:
    copy = put(folder, "PM-2025-001/PM-2025-001-A1 (copy).md", made.read_bytes())
    other = put(folder, "PM-2025-001/PM-2025-001-A2.md", made.read_bytes())
    before = snapshot(folder)
    listing = local.list_issues()
    assert [issue.number for issue in listing.issues] == [NUMBER]
    assert [damage.number for damage in listing.damaged] == [
        path.relative_to(folder).as_posix() for path in (copy, other)
    ]
    assert all(KEY in damage.why and "Delete the copy" in damage.why for damage in listing.damaged)
    assert {damage.key for damage in listing.damaged} == {None}  # the issue itself is whole
    with pytest.raises(TrackingError, match=re.escape(KEY)):
        local.comment("PM-2025-001/PM-2025-001-A2.md", "c", "text")
    assert snapshot(folder) == before


def test_a_moved_file_is_reported_with_its_key(
    local: LocalTrackingSystem, made: Path, folder: Path
) -> None:
    made.rename(folder / "moved.md")
    listing = local.list_issues()
    assert listing.issues == ()
    assert [(d.number, d.key) for d in listing.damaged] == [("moved.md", KEY)]


DAMAGES = {
    "a broken line": (b"state: open", b"state: [open", "line "),
    "a colon too many": (b"state: open", b"state: open: really", "line 4"),
    "an entry twice": (b"state: open", b"state: open\nstate: closed", "second time"),
    "an unknown state": (b"state: open", b"state: maybe", "neither `open` nor `closed`"),
    "no key": (b"key: PM-2025-001/A1\n", b"", "`key:`"),
    "an unknown key": (b"key: PM-2025-001/A1", b"key: A1", "`key:`"),
    "a nested label": (b"labels: [P1,", b"labels: [{P1: 2},", "`labels:` cannot be read"),
    "labels by name": (b"labels: [P1, pmaction]", b"labels: {P1: 2}", "`labels:` cannot be read"),
    "emptied values": (b"pmaction: {", b"pmaction:\nold: {", "`pmaction:` was"),
    "a changed value": (b'"title": "3f2a"', b'"title": [3]', "`pmaction:` was changed"),
    "a value twice": (b'"title": "3f2a"', b'"title": "3f2a", "title": "x"', "second time"),
    "an unknown status": (b'"status": "open"', b'"status": "new"', "`pmaction:` was changed"),
    "an unknown reason": (
        b"state: open",
        b"state: closed\nreason: see the minutes",
        "Write `completed`, `not_planned` or `duplicate`",
    ),
    "no day": (
        b"state: open",
        b"state: closed\nclosed_on: yesterday",
        "`closed_on: yesterday` is no day",
    ),
    "no values": (b"pmaction: {", b"other: {", "`pmaction:`, or one of the `---` lines"),
    "no end": (b"}\n---\n", b"}\n", "one of the `---` lines around it, is gone"),
    "no start": (b"---\n", b"", "one of the `---` lines around it, is gone"),
    "not UTF-8": (b"title: ", b"title: \xfc", "line 3: this is not UTF-8"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_reported_and_never_written(
    local: LocalTrackingSystem, made: Path, folder: Path, damage: str
) -> None:
    old, new, why = DAMAGES[damage]
    local.create("PM-2025-001/A2", FIELDS, WRITTEN)
    assert old in made.read_bytes()
    made.write_bytes(made.read_bytes().replace(old, new, 1))
    before = snapshot(folder)

    listing = local.list_issues()
    assert [issue.key for issue in listing.issues] == ["PM-2025-001/A2"]
    assert [(d.number, d.key) for d in listing.damaged] == [(NUMBER, KEY)]
    assert why in listing.damaged[0].why

    writes: list[Callable[[], object]] = [
        lambda: local.create(KEY, FIELDS, WRITTEN),
        lambda: local.update(NUMBER, FIELDS, IssueFields(title="x"), UNWRITTEN),
        lambda: local.link_parent(NUMBER, "x"),
        lambda: local.link_blocked_by(NUMBER, {"PM-2025-001/A2": "x"}, {}, UNWRITTEN),
        lambda: local.comment(NUMBER, "c", "text"),
    ]
    for write in writes:
        with pytest.raises(TrackingError) as caught:
            write()
        assert str(made) in caught.value.message
        assert why in caught.value.message
        assert caught.value.hint
    assert snapshot(folder) == before


def test_a_file_that_was_cut_short_is_damaged_and_not_gone(
    local: LocalTrackingSystem, made: Path, folder: Path
) -> None:
    whole = made.read_bytes()
    end = whole.index(b"\n---\n") + len(b"\n---")
    cuts = [whole[:size] for size in range(end)]
    windows = [b"\xef\xbb\xbf" + cut.replace(b"\n", b"\r\n") for cut in cuts]
    for cut in (*cuts, *windows, b"\n", bytes(300)):
        made.write_bytes(cut)
        listing = local.list_issues()
        assert listing.issues == (), cut
        assert [(d.number, d.key) for d in listing.damaged] == [(NUMBER, KEY)], cut
        assert "from version control" in listing.damaged[0].why
    made.write_bytes(b"")
    with pytest.raises(TrackingError, match="version control"):
        local.create(KEY, FIELDS, WRITTEN)
    put(folder, "PM-2025-001/notes.md", "")
    assert [d.number for d in local.list_issues().damaged] == [NUMBER]


# --- the line that is ours ---


def test_a_file_with_the_line_as_it_was_written_formerly_is_read_and_changed(
    local: LocalTrackingSystem, by_hand: Path
) -> None:
    local.update(NUMBER, NOTHING, NOTHING, LastWritten(title="def"))
    line = 'pmaction: {"title": "def", "state": "open"}'
    expected = BY_HAND.replace("pmaction: {title: abc,   state: open}", line)
    assert by_hand.read_text("utf-8") == expected


STAND_IN = "value-on-a-line-of-its-own"


@pytest.mark.parametrize(
    "title", [STAND_IN, f"pmaction: {STAND_IN}", f"a\npmaction: {STAND_IN}", 'pmaction: {"a": 1}']
)
def test_no_title_is_taken_for_the_line_that_is_ours(
    local: LocalTrackingSystem, made: Path, title: str
) -> None:
    for other in (title, "New", title):
        fields = IssueFields(title=other, labels=frozenset({"pmaction", title}))
        local.update(NUMBER, FIELDS, fields, LastWritten(state="closed"))
        (issue,) = local.list_issues().issues
        assert issue.title == other
        assert title in issue.labels
        assert issue.last == WRITTEN.updated(LastWritten(state="closed"))


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("title: 'one\npmaction: {}\ntwo'", "one pmaction: {} two"),
        ("title: |\n pmaction: {}", "pmaction: {}\n"),
    ],
)
def test_a_line_within_a_text_is_not_ours(
    local: LocalTrackingSystem, made: Path, entry: str, title: str
) -> None:
    edit(made, f'title: "{FIELDS.title}"', entry)
    (issue,) = local.list_issues().issues
    assert (issue.title.strip(), issue.last) == (title.strip(), WRITTEN)


def test_the_work_of_recording_an_issue_does_not_grow_with_those_recorded(
    local: LocalTrackingSystem, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []

    def read(text: str) -> object:
        lengths.append(len(text))
        return read_plainly(text)

    monkeypatch.setattr(front_matter, "read_plainly", read)
    local.create("PM-2025-001", FIELDS, WRITTEN)
    for item in range(60):
        items = {f"A{item}": f"PM-2025-001/PM-2025-001-A{item}.md"}
        local.update(PARENT_NUMBER, NOTHING, NOTHING, LastWritten(items=items))
    assert max(lengths) < 400
    assert 60 <= len(lengths) <= 70


def test_a_front_matter_is_parsed_for_the_place_of_an_entry_and_not_to_miss_one(
    local: LocalTrackingSystem, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[str] = []

    def look(text: str, name: str) -> object:
        looked_for.append(name)
        return entry_named(text, name)

    monkeypatch.setattr(front_matter, "entry_named", look)
    added = {"PM-2025-001/A2": "PM-2025-001/PM-2025-001-A2.md"}
    local.link_blocked_by(NUMBER, added, {}, UNWRITTEN)
    assert "blocked_by: [PM-2025-001/A2]" in made.read_text()
    assert looked_for == ["assignees"]


def test_what_was_said_is_known_from_the_listing_until_something_is_written(
    local: LocalTrackingSystem, made: Path
) -> None:
    assert local.recent_comments(None) is None
    assert local.comment(NUMBER, "first", "Hello")
    edit(made, "Hello", "Hello\n\n<!-- pmaction:comment-end -->\n\n/snooze 2w on leave")
    assert local.keep(Record()) == "reminders.md"
    assert local.comment("reminders.md", "beside", "Of what has no issue")
    local.list_issues()
    whole = made.read_text()
    made.unlink()
    recent = local.recent_comments(None)
    made.write_text(whole)
    assert recent is not None
    assert recent.comments == {
        NUMBER: local.read_comments(NUMBER),
        "reminders.md": local.read_comments("reminders.md"),
    }
    assert [one.text for one in recent.comments[NUMBER]] == ["", "/snooze 2w on leave"]
    assert local.comment(NUMBER, "second", "Bye")
    assert local.recent_comments(None) is None


@pytest.mark.parametrize(
    "line",
    ["/snooze 2w", "   /snooze 2w", "**/snooze 2w**", "  `/snooze 2w`", "<!--\n-->/snooze 2w"],
)
def test_a_command_is_found_however_its_line_begins(
    local: LocalTrackingSystem, made: Path, line: str
) -> None:
    made.write_text(f"{made.read_text()}\n{line}\n")
    (one,) = local.read_comments(NUMBER)
    assert "/snooze 2w" in one.text
    standing = local.list_issues().standing
    assert standing is not None
    assert standing.record.unheard == {NUMBER}


def test_a_huge_file_is_reported_without_being_read(
    local: LocalTrackingSystem, made: Path, folder: Path
) -> None:
    with made.open("ab") as file:
        file.truncate(5_000_000)
    put(folder, "huge.md", b"x" * 5_000_000)
    assert ["MiB" in damage.why for damage in local.list_issues().damaged] == [True]


def test_changing_an_issue_whose_file_is_gone_says_so(
    local: LocalTrackingSystem, made: Path
) -> None:
    made.unlink()
    with pytest.raises(TrackingError, match="gone"):
        local.update(NUMBER, FIELDS, IssueFields(title="x"), UNWRITTEN)
    assert not made.exists()


# --- the file system ---


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder elsewhere that holds what looks like our issue."""
    system = LocalTrackingSystem(tmp_path / "outside")
    system.create(KEY, FIELDS, WRITTEN)
    return tmp_path / "outside"


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights")


@needs_links
def test_a_symbolic_link_to_a_file_is_not_followed(
    local: LocalTrackingSystem, folder: Path, outside: Path
) -> None:
    before = snapshot(outside)
    (folder / "PM-2025-001").mkdir(parents=True)
    (folder / NUMBER).symlink_to(outside / NUMBER)
    (folder / "other.md").symlink_to(outside / NUMBER)
    (folder / PARENT_NUMBER).symlink_to(outside / "nowhere")
    listing = local.list_issues()
    assert listing.issues == ()
    assert [(d.number, d.key) for d in listing.damaged] == [
        (NUMBER, KEY),
        (PARENT_NUMBER, "PM-2025-001"),
    ]
    with pytest.raises(TrackingError, match="symbolic link"):
        local.create("PM-2025-001", FIELDS, WRITTEN)
    with pytest.raises(TrackingError, match="symbolic link"):
        local.comment(NUMBER, "c", "text")
    assert snapshot(outside) == before


@needs_links
def test_a_symbolic_link_to_a_folder_is_not_followed(
    local: LocalTrackingSystem, folder: Path, outside: Path
) -> None:
    before = snapshot(outside)
    folder.mkdir()
    (folder / "PM-2025-001").symlink_to(outside / "PM-2025-001")
    assert local.list_issues().issues == ()
    with pytest.raises(TrackingError, match="symbolic link"):
        local.create("PM-2025-001/A2", FIELDS, WRITTEN)
    with pytest.raises(TrackingError, match="symbolic link"):
        local.update(NUMBER, FIELDS, IssueFields(title="x"), UNWRITTEN)
    assert snapshot(outside) == before


@needs_links
def test_the_folder_itself_may_be_reached_by_a_link(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "link").symlink_to(outside)
    local = LocalTrackingSystem(tmp_path / "link")
    assert local.comment(NUMBER, "c", "text")
    assert [issue.key for issue in local.list_issues().issues] == [KEY]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS])
def test_a_file_is_not_written_in_parts_because_of_another_error(
    local: LocalTrackingSystem, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(TrackingError, match=re.escape(os.strerror(code))):
        local.create(KEY, FIELDS, WRITTEN)
    assert snapshot(folder) == {}


def test_what_the_file_system_refuses_is_said_with_path_reason_and_way_out(
    tmp_path: Path, local: LocalTrackingSystem, folder: Path
) -> None:
    folder.write_text("a file where a folder should be")
    for attempt in (local.list_issues, lambda: local.create(KEY, FIELDS, WRITTEN)):
        with pytest.raises(TrackingError) as caught:
            attempt()
        assert str(folder) in caught.value.message
        assert "irectory" in caught.value.message
        assert "run again" in caught.value.hint


def test_leftovers_of_a_crash_are_ignored_and_swept_by_the_next_write(
    local: LocalTrackingSystem, made: Path
) -> None:
    left = made.with_name(".pmaction-0123456789abcdef.tmp")
    not_ours = made.with_name(".pmaction-notes.tmp")
    for path in (left, not_ours):
        path.write_text("half a fi")
    assert len(local.list_issues().issues) == 1
    assert left.exists()
    local.comment(NUMBER, "c", "text")
    assert not left.exists()
    assert not_ours.exists()


@needs_links
def test_a_files_permissions_stay(local: LocalTrackingSystem, made: Path) -> None:
    usual = made.with_name("usual")
    usual.touch()
    assert made.stat().st_mode == usual.stat().st_mode
    made.chmod(0o640)
    local.comment(NUMBER, "c", "text")
    assert made.stat().st_mode & 0o777 == 0o640


# --- interruptions ---


def every_write(system: TrackingSystem) -> None:
    """Carry out one of each write; each may be carried out again."""
    system.create("PM-2025-001", FIELDS, WRITTEN)
    system.create(KEY, FIELDS, WRITTEN)
    system.update(NUMBER, FIELDS, IssueFields(title="New", block="new"), LastWritten(title="n"))
    system.link_parent(NUMBER, PARENT_NUMBER)
    system.link_blocked_by(NUMBER, {"PM-2025-001/A2": "x"}, {}, UNWRITTEN)
    system.update(NUMBER, NOTHING, IssueFields(state="closed", reason="completed"), UNWRITTEN)
    system.comment(NUMBER, "c", "text")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(1, 8))
def test_an_interrupted_write_is_finished_by_doing_it_again(
    tmp_path: Path, at: int, after: bool
) -> None:
    whole = LocalTrackingSystem(tmp_path / "whole")
    every_write(whole)
    with pytest.raises(Interrupted):
        every_write(LocalTrackingSystem(tmp_path / "part", Interrupting(at=at, after=after)))
    part = LocalTrackingSystem(tmp_path / "part")
    assert part.list_issues().damaged == ()
    every_write(part)
    assert snapshot(tmp_path / "part") == snapshot(tmp_path / "whole")


@pytest.mark.parametrize("step", ["write", "fsync", "link", "chmod", "replace"])
def test_a_file_is_the_old_one_or_the_new_one_wherever_the_writing_stops(
    local: LocalTrackingSystem, made: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    stopped = 0
    for write in (comment, create_parent):
        old = issues_in(made.parent)
        with monkeypatch.context() as patch:
            stop_at(step, patch)
            try:
                write(local)
            except Interrupted:
                stopped += 1
                assert issues_in(made.parent) == old
        assert local.list_issues().damaged == ()
        write(local)
        assert list(snapshot(made.parent)) == list(issues_in(made.parent))
    assert stopped
    assert len(local.list_issues().issues) == 2


def comment(system: TrackingSystem) -> None:
    system.comment(NUMBER, "c", "text")


def create_parent(system: TrackingSystem) -> None:
    system.create("PM-2025-001", FIELDS, WRITTEN)


def issues_in(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in snapshot(folder).items() if name.endswith(".md")}


def stop_at(step: str, patch: pytest.MonkeyPatch) -> None:
    really_open = Path.open

    def stop(*_: object, **__: object) -> None:
        raise Interrupted

    def write_half(path: Path, mode: str = "r") -> IO[bytes]:
        if mode == "xb":
            path.write_bytes(b"---\nkey: PM-2025-001/A1\npmac")
            raise Interrupted
        return cast("IO[bytes]", really_open(path, mode))

    if step == "write":
        patch.setattr(Path, "open", write_half)
    else:
        patch.setattr(os, step, stop)


def test_a_full_disk_leaves_the_old_file_and_says_so(
    local: LocalTrackingSystem, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    old = snapshot(made.parent)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackingError, match=re.escape(os.strerror(errno.ENOSPC))) as caught:
        local.comment(NUMBER, "c", "text")
    assert str(made) in caught.value.message
    assert "room" in caught.value.hint
    assert snapshot(made.parent) == old


# --- hostile text ---

MARKS = (
    "<!-- pmaction:begin (kept by pmaction; write below its end) -->",
    "<!-- pmaction:end -->",
    "<!--pmaction:end-->",
    "<!-- \\pmaction:end -->",
    "<!--\npmaction:begin -->",
    "## Comment <!-- pmaction:comment other -->",
    "<!-- pmaction:comment",
    "<!--",
    "-->",
    "---",
    "key: PM-2025-001/A2",
    "pmaction: {}",
    "```",
    "\n",
    "\r\n",
    "\r",
    "\x85",
    "\u2028",
    "\ufeff",
    "\0",
    "\\1",
)
TEXTS = st.lists(st.sampled_from(MARKS) | st.text(max_size=20), max_size=8).map("".join) | st.lists(
    st.sampled_from(MARKS), max_size=8
).map("\n".join)
NAMES = st.frozensets(st.text(min_size=1, max_size=10) | st.sampled_from(MARKS), max_size=4)


@settings(deadline=None)  # a disk may be slow
@given(title=TEXTS, block=TEXTS, labels=NAMES, new_title=TEXTS, new_block=TEXTS, new_labels=NAMES)
def test_whatever_is_written_is_read_back(
    title: str,
    block: str,
    labels: frozenset[str],
    new_title: str,
    new_block: str,
    new_labels: frozenset[str],
) -> None:
    with TemporaryDirectory() as name:
        local = LocalTrackingSystem(Path(name))
        first = IssueFields(title=title, block=block, labels=labels, assignees=new_labels)
        second = IssueFields(title=new_title, block=new_block, labels=new_labels, assignees=labels)
        local.create(KEY, first, LastWritten(labels=labels, title=title))
        for fields in (first, second):
            local.update(NUMBER, first, fields, LastWritten(title=fields.title))
            (issue,) = local.list_issues().issues
            assert (issue.title, issue.labels) == (fields.title, fields.labels)
            assert issue.assignees == fields.assignees
            assert issue.block is not None
            assert fields.block is not None
            assert digest(issue.block) == digest(fields.block)
            if "\r" not in fields.block:
                assert issue.block == fields.block
            assert issue.last == LastWritten(labels=labels, title=fields.title)
            assert issue.comments == frozenset()


@settings(deadline=None)  # a disk may be slow
@given(
    block=TEXTS,
    comments=st.dictionaries(st.text(min_size=1) | st.sampled_from(MARKS), TEXTS, max_size=4),
    eol=st.sampled_from(["\n", "\r\n"]),
)
def test_a_comments_text_never_makes_a_second_comment_or_moves_the_block(
    block: str, comments: dict[str, str], eol: str
) -> None:
    with TemporaryDirectory() as name:
        local = LocalTrackingSystem(Path(name))
        local.create(KEY, IssueFields(title="t", block=block), UNWRITTEN)
        path = Path(name) / NUMBER
        if eol == "\r\n":
            path.write_bytes(re.sub(rb"\r?\n", b"\r\n", path.read_bytes()))
        written: set[str] = set()
        for comment_id, text in comments.items():
            before = path.read_bytes()
            assert local.comment(NUMBER, comment_id, text)
            assert path.read_bytes().startswith(before.rstrip(b"\r\n"))
            written.add(comment_id)
            (issue,) = local.list_issues().issues
            assert issue.comments == written
            assert issue.block is not None
            assert digest(issue.block) == digest(block)
            assert not local.comment(NUMBER, comment_id, "again")


@settings(deadline=None)  # a disk may be slow
@given(own=TEXTS.filter(lambda text: "pmaction:" not in text), block=TEXTS)
def test_text_that_people_add_below_stays_whatever_it_is(own: str, block: str) -> None:
    with TemporaryDirectory() as name:
        local = LocalTrackingSystem(Path(name))
        local.create(KEY, FIELDS, UNWRITTEN)
        path = Path(name) / NUMBER
        text = path.read_bytes() + b"\n" + own.encode()
        path.write_bytes(text)
        local.update(NUMBER, FIELDS, IssueFields(title="t", block=block), UNWRITTEN)
        local.comment(NUMBER, "c", "text")
        assert b"pmaction:end -->\n\n" + own.encode().rstrip(b"\r\n") + b"\n\n## " in (
            path.read_bytes()
        ) or not own.strip("\r\n")
