"""What the standing issue remembers, as a hidden mark in its text."""

from __future__ import annotations

import base64
import json
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmaction.standing import Record
from pmaction.tracking.standing_text import (
    MAX_PLAIN,
    MAX_RECORD,
    is_standing,
    new_text,
    record_of,
    with_record,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
RECORDS = st.builds(
    Record,
    said=st.frozensets(TEXTS | st.just("A@2025-12-21--3 -->")),
    snoozed=st.dictionaries(TEXTS, st.dates()),
    begun=st.lists(st.integers(1, 9999) | TEXTS).map(tuple),
    unheard=st.frozensets(st.integers(1, 9999) | TEXTS),
    heard_to=st.none() | st.datetimes(timezones=st.just(UTC)),
    silent_to=st.none() | st.dates(),
)


def marks(count: int) -> frozenset[str]:
    return frozenset(
        f"PM-2025-{n:05}/A{n % 7}@2025-12-{1 + n % 28:02}+{n % 60}" for n in range(count)
    )


@given(RECORDS, RECORDS)
def test_what_is_written_is_read_again_and_replaced(first: Record, second: Record) -> None:
    text = new_text(first)
    assert record_of(text) == first
    assert record_of(with_record(text, second)) == second
    assert with_record(text, first) == text


def test_a_small_record_can_be_read_by_people() -> None:
    record = Record(
        frozenset({"PM-2025-001/A1@2025-12-21+7"}), {"PM-2025-001/A2": date(2026, 1, 5)}
    )
    assert (
        '<!-- pmaction:reminders {"said":["PM-2025-001/A1@2025-12-21+7"],"snoozed":'
        '{"PM-2025-001/A2":"2026-01-05"},"begun":[]} -->'
    ) in new_text(record)


@pytest.mark.parametrize("count", [700, 6_000])
def test_a_large_record_is_packed_and_nothing_is_lost(count: int) -> None:
    record = Record(marks(count))
    text = new_text(record)
    print(f"{count} marks: {len(text)} characters")
    assert len(text) < MAX_PLAIN + 20_000
    assert record_of(text) == record


def test_of_a_record_that_is_too_large_the_newest_is_kept_and_the_rest_is_silent() -> None:
    record = Record(
        marks(60_000), unheard=frozenset({1}), heard_to=datetime(2026, 1, 1, tzinfo=UTC)
    )
    text = new_text(record)
    assert len(text) < MAX_RECORD + 1_000
    kept = record_of(text)
    assert kept.heard_to == record.heard_to
    assert kept.unheard == {1}
    assert len(kept.said) > 10_000
    given_up = record.said - kept.said
    assert kept.silent_to == date.fromisoformat(max(one.partition("@")[2][:10] for one in given_up))
    assert kept.silent_to <= min(date.fromisoformat(o.partition("@")[2][:10]) for o in kept.said)


def test_what_was_said_of_one_thing_is_given_up_together() -> None:
    said = marks(10_000)
    roles = frozenset(f"lead:{one}" for one in said) | frozenset(f"manager:{one}" for one in said)
    kept = record_of(new_text(Record(said | roles))).said
    assert 0 < len(kept) < 30_000
    assert {one.rpartition(":")[2] for one in kept} == kept & said
    assert len(kept) == 3 * len(kept & said)


def test_what_is_not_of_a_date_in_force_is_given_up_before_anything_else() -> None:
    said = marks(20_000)
    old = frozenset(sorted(said)[:12_000])
    kept = record_of(new_text(Record(said, spare=old)))
    assert said - old <= kept.said
    assert len(kept.said) > 10_000
    assert kept.silent_to is None


@pytest.mark.parametrize("what", ["unheard", "begun", "snoozed"])
def test_a_record_of_far_too_many_issues_is_written_all_the_same(what: str) -> None:
    numbers = [number * 7919 for number in range(30_000)]
    values = {
        "unheard": frozenset(numbers),
        "begun": tuple(numbers),
        "snoozed": {f"PM-{n}": date.fromordinal(730_000 + n % 7919) for n in numbers},
    }
    text = new_text(Record(marks(10), **{what: values[what]}))
    assert len(text) < MAX_RECORD + 1_000
    kept = record_of(text)
    assert kept.said == marks(10) if what == "unheard" else kept.silent_to == date.max


def packed(content: bytes) -> str:
    return json.dumps({"packed": base64.b64encode(zlib.compress(content)).decode()})


@pytest.mark.parametrize(
    "data",
    [
        "{",
        "[]",
        '{"said":3}',
        '{"said":[3]}',
        '{"begun":[[]]}',
        '{"snoozed":{"a":"soon"}}',
        '{"short":{"a":"many"}}',
        '{"silent_to":"soon"}',
        '{"packed":3}',
        '{"packed":"!"}',
        '{"packed":"aGVsbG8="}',
        packed(b"[" * 10_000_000),
        packed(b"[]"),
    ],
)
def test_a_damaged_record_remembers_nothing_and_is_replaced(data: str) -> None:
    text = f"Mine\n\n<!-- pmaction:reminders {data} -->\n\nYours\n"
    assert is_standing(text)
    assert record_of(text) == Record()
    record = Record(frozenset({"A@2025-12-21+1"}))
    repaired = with_record(text, record)
    assert record_of(repaired) == record
    assert repaired.startswith("Mine\n\n")
    assert repaired.endswith("\n\nYours\n")


def test_of_two_records_none_is_believed_and_one_is_left() -> None:
    mark = '<!-- pmaction:reminders {"said":["A@2025-12-21+1"]} -->'
    text = f"{mark}\n{mark}\n"
    assert record_of(text) == Record()
    assert with_record(text, Record()).count("pmaction:reminders") == 1
