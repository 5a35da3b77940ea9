"""On a pull request: a due date that is put off without an extension is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from rule_checks import PATH, check, items

from pmaction.findings import Finding, Severity
from pmaction.model import ActionItem, Extension
from pmaction.rules.base import BasePostmortem

OWNED = 'id: A1, title: Raise the pool, priority: P0, owner: "@ana-petrova"'
EXTENDED = Extension(date(2026, 2, 2), "The exporter comes first.", "@mei-tanaka")
WRITTEN = '{due: 2026-02-02, reason: The exporter comes first., approver: "@mei-tanaka"}'
MISTAKEN = " If the old date was a mistake, say so: `# pmaction: ignore[due-date-moved] reason`."


def base(**fields: Any) -> Mapping[str, BasePostmortem]:
    """The base branch with the item, due on 15 January unless the fields say otherwise."""
    status = fields.pop("base_status", "reviewed")
    name = fields.pop("id", "A1")
    values = {"due": date(2026, 1, 15), "priority": "P0"} | fields
    former = ActionItem(name, "Raise the pool", **values)
    return {"PM-2025-001": BasePostmortem(PATH, status, {name: former.title}, {name: former})}


def told(more: str, at_base: Mapping[str, BasePostmortem] | None, **around: Any) -> list[Finding]:
    text = f"status: reviewed\n{items(f'{OWNED}{more}')}"
    found = check(text, at_base=at_base, **around)
    return [finding for finding in found if finding.rule == "due-date-moved"]


def test_a_later_date_in_place_of_the_old_one_is_told_with_what_to_write() -> None:
    (finding,) = told(", due: 2026-01-20", base())
    assert finding.severity is Severity.WARNING
    assert finding.pointer == "/action_items/0/due"
    assert finding.message == (
        "A1 was due 2026-01-15, and that is 2026-01-20 now, without an extension"
    )
    assert finding.hint == (
        "Put 2026-01-15 back, and add `extensions: [{due: 2026-01-20, reason: …, approver: …}]`."
        + MISTAKEN
    )


@pytest.mark.parametrize(
    "more",
    [
        ", due: 2026-01-15",
        ", due: 2026-01-10",
        f", due: 2026-01-15, extensions: [{WRITTEN}]",
        f", due: 2026-01-20, extensions: [{WRITTEN}]",
        ", due: 2026-01-20, status: done, evidence: done, done_at: 2026-01-15",
        ", due: 2026-01-20, status: wont_do, reason: No use.",
    ],
    ids=["the same", "earlier", "extended", "corrected and extended", "done in time", "given up"],
)
def test_what_hides_no_slip_is_not_told(more: str) -> None:
    assert told(more, base()) == []


@pytest.mark.parametrize(
    "at_base",
    [
        None,
        {},
        base(base_status="draft"),
        base(id="A9"),
        base(status="wont_do"),
        base(due=None, priority="P3"),
    ],
    ids=["no base", "a new file", "a draft", "a new item", "was given up", "had no date"],
)
def test_a_date_that_was_not_promised_may_be_set(
    at_base: Mapping[str, BasePostmortem] | None,
) -> None:
    assert told(", due: 2026-01-20", at_base) == []


def test_a_date_later_than_the_policys_is_told() -> None:
    (finding,) = told(", due: 2026-01-20", base(due=None))
    assert finding.message.startswith("A1 was due 2025-12-28, and that is 2026-01-20 now")
    assert finding.hint.startswith("Take `due` out, and add `extensions: [{due: 2026-01-20,")
    assert told("", base(due=None, priority="P1")) == []


def test_a_date_that_another_priority_gives_is_none_that_was_put_off() -> None:
    rule = "rules: {priority-mismatch: off}\n"
    text = f"status: reviewed\n{items(OWNED.replace('P0', 'P2'))}"
    assert check(text, at_base=base(due=None), config=rule) == []


def test_a_date_that_is_taken_away_is_told() -> None:
    (finding,) = told("", base(), config="due_policy: none\n")
    assert finding.message == "A1 was due 2026-01-15, and that is gone, without an extension"
    assert finding.pointer == "/action_items/0"
    assert finding.hint.startswith("Put 2026-01-15 back, and add `extensions: [{due: …, reason:")
    assert told("", base()) == []  # The policy's date is an earlier one.


def test_an_extension_that_is_overwritten_or_gone_is_told() -> None:
    before = base(extensions=(EXTENDED,))
    later = WRITTEN.replace("02-02", "03-02")
    (finding,) = told(f", due: 2026-01-15, extensions: [{later}]", before)
    assert finding.pointer == "/action_items/0/extensions/0/due"
    assert finding.hint.startswith(
        "Put 2026-02-02 back there, and add a further entry: `extensions: [{due: 2026-03-02,"
    )
    (finding,) = told(", due: 2026-02-02", before)
    assert finding.message == (
        "an extension of A1 is gone, and it is due 2026-02-02 now: the slip is lost"
    )
    assert told(", due: 2026-01-15", before) == []


def test_without_its_extension_an_item_is_due_when_it_was_before() -> None:
    before = base(extensions=(EXTENDED,))
    (finding,) = told(", due: 2026-02-01", before)
    assert finding.message == (
        "an extension of A1 is gone, and it is due 2026-02-01 now: the slip is lost"
    )
    assert finding.hint == (
        f"Bring the extension to 2026-02-02 back; further ones go below it.{MISTAKEN}"
    )
    further = Extension(date(2026, 3, 2), "The vendor is late.", "@mei-tanaka")
    twice = base(extensions=(EXTENDED, further))
    assert told(f", due: 2026-01-15, extensions: [{WRITTEN}]", twice) == []
    later = WRITTEN.replace("02-02", "03-02")
    (finding,) = told(f", due: 2026-01-15, extensions: [{later}]", twice)
    assert finding.message.endswith("it is due 2026-03-02 now: the slip is lost")
    (finding,) = told("", before, config="due_policy: none\n")
    assert finding.message.endswith("it has no date now: the slip is lost")


@pytest.mark.parametrize("done", ["done_at: 2026-01-16", "", "done_at: unknown"])
def test_what_is_done_late_is_told_with_a_date_that_came_along(done: str) -> None:
    more = f", status: done, evidence: done, {done}"
    (finding,) = told(f", due: 2026-01-20{more}", base())
    assert finding.message == (
        "A1 was due 2026-01-15, and that is 2026-01-20 now, without an extension"
    )
    assert finding.hint == f"Put 2026-01-15 back.{MISTAKEN}"
    assert told(f", due: 2026-01-15{more}", base()) == []
    assert told(f", due: 2026-01-20{more}", base(status="done")) == []


def test_an_item_is_known_by_its_former_key() -> None:
    (finding,) = told(", due: 2026-01-20, previously: PM-2025-001/A9", base(id="A9"))
    assert finding.message.startswith("A1 was due 2026-01-15")
    assert told(", due: 2026-01-20, previously: PM-2024-001/A9", base(id="A9")) == []


def test_a_mistake_is_excused_by_a_comment_which_may_stay() -> None:
    comment = "# pmaction: ignore[due-date-moved] The year was wrong.\n"
    text = f"status: reviewed\n{comment}{items(f'{OWNED}, due: 2026-01-20')}"
    for at_base in (base(), base(due=date(2026, 1, 20)), None):
        assert check(text, at_base=at_base) == []
