"""The front matter of a local issue is read natively, and as the careful reader would have it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pmaction.plain_reader import NOT_READ, read_plainly
from pmaction.refusal import Refusal
from pmaction.tracking.front_matter import FrontMatter
from pmaction.tracking.local_file import KEPT
from pmaction.yaml_reader import YamlReader

ORDER = ("key", "title", "state", "reason", "labels", "assignees", "blocked_by", "pmaction")
OURS = {"title": "2bdf21c194bde262", "labels": ["P2"], "state": "open"}

# Ways in which people and pmaction write these entries, plain ones and others.
TITLES = (
    "Raise the pool",
    '"A title: with a colon"',
    "'it''s # no comment'",
    "2024",
    "on",
    "~",
    "",
    "|\n  Two\n  lines",
    ">-\n  folded\n  text",
    "*nothing",
    "&x anchored",
    "!!str tagged",
    "Größe – “naïve” 🔥",
    "a: b",
    '"\\u00e9"',
    "pool # for now",
    "@mei asks",
    "[not, a, text]",
)
LISTS = (
    "[]",
    "[P0, pmaction]",
    '["@ana", "@bo"]',
    "[@ana, @bo]",
    "[@ana]  # for now",
    "\n- P0\n- pmaction",
    "\n  - P0  # urgent\n  - 'needs owner'",
    "a, b",
    "",
    "[P0,",
    "{a: b}",
    "[[a]]",
)
entries = st.fixed_dictionaries(
    {"key": st.sampled_from(("PM-2025-001/A1", "'PM-2025-001/A1'"))},
    optional={
        "title": st.sampled_from(TITLES),
        "state": st.sampled_from(("open", "closed", "Closed ", "no", "CLOSED # done")),
        "labels": st.sampled_from(LISTS),
        "assignees": st.sampled_from(LISTS),
        "pmaction": st.sampled_from((json.dumps(OURS), "{title: x}", "{}", "", "{'a': 1}")),
        "title ": st.just("twice"),
        "own": st.sampled_from(("text", "1", "0x1F", "1_000", "2025-12-14", "1e3", "\t tab")),
    },
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Front matter in any of these ways, with comments, blank lines, and either line end."""
    named = draw(entries)
    names = draw(st.permutations(list(named)))
    lines = []
    for name in names:
        lines += draw(st.sampled_from(((), (KEPT,), ("",), ("# mine",), ("  ",))))
        lines.append(f"{name.strip()}: {named[name]}")
    text = "\n".join(lines) + draw(st.sampled_from(("\n", "\n", "\n\n", "\n# end\n")))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def careful(text: str) -> Any:
    """What the careful reader has, or None where it refuses or sees a name twice."""
    reader = YamlReader(text)
    try:
        data = reader.read()
    except Refusal:
        return None
    return data if isinstance(data, dict) and not reader.duplicates else None


def front_matter(text: str) -> FrontMatter | None:
    try:
        return FrontMatter(text, ORDER, "pmaction")
    except Refusal:
        return None


@settings(max_examples=400, deadline=None)
@given(texts())
def test_what_is_read_is_what_the_careful_reader_has(text: str) -> None:
    read, expected = front_matter(text), careful(text)
    event("natively" if read_plainly(text) is not NOT_READ else "carefully")
    if read is None or expected is None:
        # What people write without quotes, `[@ana]`, is no YAML, and read all the same.
        assert expected is None
        assert read is None or "@" in text
    else:
        assert repr(read.data) == repr(expected)
        assert read.text == text


@settings(max_examples=200, deadline=None)
@given(
    texts(),
    st.sampled_from(("Another title", "a: b", "yes", "12", "“x” 🔥", "- x", "")),
    st.sampled_from(("title", "state", "labels", "pmaction")),
)
def test_what_is_written_is_read_back_by_both(text: str, value: str, name: str) -> None:
    read = front_matter(text)
    if read is None:
        return
    wanted: Any = {"labels": [value], "pmaction": {"title": value}}.get(name, value)
    expected = {**read.data, name: wanted}
    try:
        read.set(name, wanted)
    except Refusal:
        event("too clever to change")
        return
    assert read.data == expected
    again = front_matter(read.text)
    assert again is not None
    assert again.data == expected
    if "@" not in text:
        assert careful(read.text) == expected


def test_an_issues_file_as_it_is_written_is_read_natively(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (
        "key: PM-2025-001/A1\ntitle: Raise the pool\nstate: open\nlabels: [P2, pmaction]\n"
        f'assignees: ["@sam-okafor"]\n{KEPT}\npmaction: {json.dumps(OURS)}\n'
    )

    def refuse(*_: object) -> Any:
        raise AssertionError("the careful reader is ten times as slow")

    monkeypatch.setattr(YAML, "parse", refuse)
    read = front_matter(text)
    assert read is not None
    assert read.data["pmaction"] == OURS
    assert read.data["assignees"] == ["@sam-okafor"]
