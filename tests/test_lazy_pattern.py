"""Patterns that are compiled when they are first looked for."""

from __future__ import annotations

import re

import pytest

from pmaction.lazy_pattern import LazyPattern

PATTERN, TEXT = r"(a+)(b)?", "xaab, AB"


def test_a_lazy_pattern_finds_what_the_compiled_one_does() -> None:
    lazy, compiled = LazyPattern(PATTERN, re.IGNORECASE), re.compile(PATTERN, re.IGNORECASE)
    for text in (TEXT, TEXT[1:], "aab", "", "none"):
        for method in ("search", "match", "fullmatch"):
            ours, theirs = getattr(lazy, method)(text), getattr(compiled, method)(text)
            assert (ours and ours.span()) == (theirs and theirs.span())
        assert [m.span() for m in lazy.finditer(text)] == [
            m.span() for m in compiled.finditer(text)
        ]
        assert lazy.sub("-", text) == compiled.sub("-", text)
        assert lazy.split(text) == compiled.split(text)


def test_a_search_can_begin_further_down() -> None:
    found = LazyPattern(PATTERN).search("ab ab", 1)
    assert found is not None
    assert found.span() == (3, 5)


def test_nothing_is_compiled_before_it_is_asked_for() -> None:
    broken = LazyPattern("(")
    with pytest.raises(re.error):
        broken.search("")
