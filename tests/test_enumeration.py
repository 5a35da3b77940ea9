"""How several things are named in one line."""

from __future__ import annotations

import pytest

from pmaction.enumeration import joined, listed


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["A1"], "A1"),
        (["A1", "A2", "A3"], "A1, A2, A3"),
        (["A1", "A2", "A3", "A4"], "A1, A2, A3 and 1 more"),
    ],
)
def test_the_first_are_named_and_the_others_counted(names: list[str], said: str) -> None:
    assert listed(names) == said


@pytest.mark.parametrize(
    ("names", "most", "said"),
    [
        ([], 3, ""),
        (["a"], 3, "a"),
        (["a", "b", "c"], 3, "a, b and c"),
        (["a", "b", "c", "d"], 3, "a, b, c and 1 more"),
        (["a", "b", "c", "d"], None, "a, b, c and d"),
    ],
)
def test_they_are_joined_as_in_a_sentence(names: list[str], most: int | None, said: str) -> None:
    assert joined(names, most) == said
