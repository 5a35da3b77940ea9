"""Text from files does no harm in issues, comments and tables."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_reading import markup, spoken_names

from pmaction.findings import Finding, Severity
from pmaction.render.as_json import findings_json
from pmaction.render.inert import (
    MAX_TEXT,
    MAX_TITLE,
    code_span,
    inert,
    inert_line,
    issue_title,
    table_cell,
)

HOSTILE = st.lists(
    st.sampled_from(["@", "alice", "acme/team", "<!--", "<", "!", "--", ">", "`", "``", "|", "\\"])
    | st.sampled_from(
        ["\n", "\r\n", "\r", "\x00", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b"]
    )
    | st.sampled_from(["[", "]", "(http://evil.example)", " ", "x", "<img src=x>", "</table>"])
    | st.characters(codec="utf-8"),
    max_size=30,
).map("".join)

MENTION = re.compile(r"@[A-Za-z0-9_-]")


def cells(row: str) -> list[str]:
    """Split a table's row where GitHub does: at each `|` without a backslash right before it."""
    return re.split(r"(?<!\\)\|", row)


class TestInert:
    @pytest.mark.parametrize(
        ("text", "harmless"),
        [
            ("Ask @alice or @acme/team", "Ask @\u200balice or @\u200bacme/team"),
            ("`@alice`", "`@\u200balice`"),
            ("@\x00alice", "@\u200balice"),
            ("a @ b, 5@", "a @ b, 5@"),
            ("x<!-- pmaction:marker -->y", "x&lt;!-- pmaction:marker -->y"),
            ("<!\x07-- x", "&lt;!-- x"),
            ("a\r\nb\tc\n", "a\nb\tc\n"),
            ("\x1b[31mred\u202e", "[31mred"),
            ("**bold** and [a link](https://example.com)",) * 2,
        ],
    )
    def test_what_could_ping_hide_or_deceive_is_disarmed_and_markdown_stays(
        self, text: str, harmless: str
    ) -> None:
        assert inert(text) == harmless

    @given(HOSTILE)
    def test_no_mention_no_comment_and_no_control_character_survives(self, text: str) -> None:
        safe = inert(text)
        assert not MENTION.search(safe)
        assert "<!--" not in safe
        assert not [c for c in safe if unicodedata.category(c) == "Cc" and c not in "\n\t"]
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", safe)

    @given(HOSTILE)
    def test_what_is_harmless_stays_as_it_is(self, text: str) -> None:
        assert inert(inert(text)) == inert(text)

    def test_what_is_too_long_for_an_issue_is_cut_and_says_so(self) -> None:
        safe = inert("word " * MAX_TEXT)
        assert len(safe) < MAX_TEXT + 100
        assert safe.endswith("\n\n… (cut here; the file has the whole text)")
        assert inert("x" * MAX_TEXT) == "x" * MAX_TEXT


class TestLines:
    @given(HOSTILE | st.just("x" * (MAX_TEXT + 5)))
    def test_a_line_stays_one_line(self, text: str) -> None:
        assert len(inert_line(text).splitlines()) <= 1
        assert len(issue_title(text).splitlines()) <= 1
        assert len(code_span(text).splitlines()) <= 1
        assert len(table_cell(text).splitlines()) <= 1

    @given(HOSTILE)
    def test_a_title_has_at_most_256_characters(self, text: str) -> None:
        assert len(issue_title(text * 30)) <= MAX_TITLE

    def test_a_title_keeps_names_because_titles_ping_nobody(self) -> None:
        assert issue_title(" Ask\n@alice\x07 ") == "Ask @alice"


class TestTableCells:
    @pytest.mark.parametrize(
        ("text", "cell"),
        [
            ("a | b", r"a \| b"),
            ("a \\| b", r"a \\\| b"),
            ("line\nbreak", "line break"),
            ("[x](http://evil.example)", r"\[x\](http://evil.example)"),
            ("</table><img src=x>", r"\</table>\<img src=x>"),
            ("use `args[0] | Vec<T>`", r"use `args[0] \| Vec<T>`"),
            ("an open ` and [x](y)", r"an open \` and \[x\](y)"),
            ("`[x](y)``", r"\`\[x\](y)\`\`"),
            ("\\`[x](y)`", r"\\`[x](y)`"),
            ("@alice", "@\u200balice"),
        ],
    )
    def test_a_cell_shows_its_text_and_nothing_more(self, text: str, cell: str) -> None:
        assert table_cell(text) == cell

    @given(HOSTILE, HOSTILE)
    def test_no_text_ends_its_cell(self, one: str, other: str) -> None:
        assert len(cells(f"| {table_cell(one)} | {table_cell(other)} |")) == 4


class TestCodeSpans:
    @pytest.mark.parametrize(
        ("text", "span"),
        [
            ("@alice", "`@alice`"),
            ("a ` b", "``a ` b``"),
            ("`a` and ``b``", "``` `a` and ``b`` ```"),
            ("two\nlines", "`two lines`"),
            ("\x07\n", "` `"),
        ],
    )
    def test_a_span_is_fenced_by_more_back_ticks_than_it_holds(self, text: str, span: str) -> None:
        assert code_span(text) == span

    @given(HOSTILE)
    def test_nothing_gets_out_of_a_span(self, text: str) -> None:
        span = code_span(text)
        fence = re.match("`+", span)
        assert fence is not None
        inside = span[len(fence[0]) : -len(fence[0])]
        assert fence[0] not in re.findall("`+", inside)
        assert not inside.startswith("`")
        assert not inside.endswith("`")


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from([table_cell, code_span]), HOSTILE), max_size=4))
def test_texts_beside_each_other_are_as_harmless_as_each_alone(
    texts: list[tuple[Callable[[str], str], str]],
) -> None:
    line = ", ".join(["Said", *(escaped(text) for escaped, text in texts)])
    assert markup(line) == []
    assert spoken_names(line) == []


@pytest.mark.parametrize(
    "written", ["&#64;alice", "&#064;alice", "&#x40;alice", "&#X0040;alice", "&commat;alice"]
)
def test_a_character_reference_makes_no_mention(written: str) -> None:
    assert inert(written) == f"&\u200b{written[1:]}"


@pytest.mark.parametrize("hidden", ["\x9b31m", "\u202egpj", "\u200b"])
def test_findings_as_json_hold_nothing_that_a_terminal_obeys_or_hides(hidden: str) -> None:
    finding = Finding(
        path="a.yaml",
        line=1,
        column=1,
        rule="owner-known",
        severity=Severity.ERROR,
        message=f"no team {hidden}",
        hint="Add it.",
        pointer="",
    )
    text = findings_json([finding], 1)
    assert hidden[0] not in text
    assert json.loads(text)["findings"][0]["message"] == f"no team {hidden}"


def test_other_character_references_stay_as_they_are() -> None:
    assert inert("a &amp; b &#640; c && d") == "a &amp; b &#640; c && d"


@pytest.mark.parametrize("written", ["@&#97;lice", "@&#x61;lice"])
def test_a_character_reference_after_the_sign_makes_none_either(written: str) -> None:
    assert inert(written) == f"@\u200b{written[1:]}"
