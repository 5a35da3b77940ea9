"""Nobody gets many comments on one day: what is theirs and what they hear of counts together."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmaction.reminding.audience import Audience, Told
from pmaction.reminding.digest import MOST_ROWS, Group, Spoken, spoken_at
from pmaction.reminding.gathering import grouped
from pmaction.reminding.matter import Matter, Place, Words
from pmaction.reminding.steps import Step

DUE = date(2025, 12, 17)
NAMES = st.sampled_from(["@ana", "@Bo", "@bo", "@cy", "@lead", "@mei"])
TOLD = st.builds(
    lambda person, role: Told(person, 7, role, role),
    NAMES,
    st.sampled_from(["backup", "lead", "manager"]),
)
AUDIENCES = st.builds(
    Audience,
    st.lists(NAMES, max_size=2, unique_by=str.casefold).map(tuple),
    st.lists(TOLD, max_size=4).map(tuple),
)
STEP = Step(7, DUE, DUE)


def matter(number: int, audience: Audience) -> Matter:
    key = f"PM-2025-001/A{number}"
    words = Words("this action item", (), "", "", "")
    return Matter(
        key=key, item=key, title="", due=DUE, today=DUE, place=Place(str(number)),
        audience=audience, words=lambda: words,
    )  # fmt: skip


def of(*audiences: Audience) -> list[Spoken]:
    """All that is due of items that these hear of."""
    every = [matter(number, one) for number, one in enumerate(audiences, 1)]
    return [said for one in every for said in spoken_at(one, STEP)]


def owned(person: str, *told: str) -> Audience:
    return Audience((person,), tuple(Told(name, 7, "lead", "leads T") for name in told))


def theirs(group: Group) -> set[str]:
    """Whom a comment is for, and whom it does not tell beside them."""
    return {name.casefold() for one in group.members for name in one.persons}


def named(group: Group) -> set[str]:
    """All whom a comment names."""
    beside = (told.person.casefold() for one in group.members for told in one.told)
    return theirs(group).union(beside)


def comments(groups: tuple[Group, ...], person: str) -> list[Group]:
    return [group for group in groups if person in named(group)]


@pytest.mark.parametrize(
    ("own", "told", "count"),
    [(3, 3, 2), (2, 2, 2), (3, 1, 2), (1, 3, 2), (4, 2, 2), (2, 4, 2), (2, 1, 3), (1, 2, 3)],
)
def test_own_things_and_those_of_others_count_together(own: int, told: int, count: int) -> None:
    mine = [owned("@lead")] * own
    others = [owned(f"@u{n}", "@lead") for n in range(told)]
    found = comments(grouped(of(*mine, *others), 4), "@lead")
    assert len(found) == count
    for group in found:
        assert len({one.role for one in group.members}) == 1, "never both in one"
        assert group.is_digest == (len(group.members) > 1)


def test_what_one_digest_of_another_says_counts_once() -> None:
    groups = grouped(of(*[owned("@lead")] * 2, *[owned("@ana", "@lead")] * 4), 4)
    assert sorted(len(one.members) for one in groups) == [1, 1, 4]


@settings(max_examples=150, deadline=None)
@given(audiences=st.lists(AUDIENCES, max_size=14), least=st.integers(2, 5))
def test_who_is_named_in_many_comments_has_at_most_one_that_is_no_digest_of_each_kind(
    audiences: list[Audience], least: int
) -> None:
    spoken = of(*audiences)
    groups = grouped(spoken, least)
    for person in {name.casefold() for one in spoken for name in one.persons}:
        found = comments(groups, person)
        if len(found) < least:
            continue
        own = [one for one in found if person in theirs(one) and not one.is_digest]
        told = [one for one in found if person not in theirs(one)]
        assert len(own) <= 1
        assert len(told) <= 1


@given(audiences=st.lists(AUDIENCES, max_size=14), least=st.integers(0, 5))
def test_each_thing_is_said_once_and_a_digest_fits(audiences: list[Audience], least: int) -> None:
    spoken = of(*audiences)
    groups = grouped(spoken, least)
    said = Counter(mark for group in groups for one in group.members for mark in one.all_said)
    assert said == Counter(one.said for one in spoken)
    for group in groups:
        assert len({bool(one.role) for one in group.members}) == 1
        assert len(group.members) <= MOST_ROWS
        assert not (group.is_digest and len(group.members) < 2)
