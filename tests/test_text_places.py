"""A finding inside a text stands on the line and column of the words that it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_checks import check, document_text, only

from pmaction.document import Document, read_document
from pmaction.findings import Finding, Severity

WORD = "TBD"


def read(source: str | bytes) -> Document:
    raw = source.encode() if isinstance(source, str) else source
    document = read_document("p.yaml", raw)
    assert isinstance(document, Document), document
    return document


def place_of(document: Document, offset: int) -> tuple[int, int]:
    """Give the place of what stands at an offset in the text called `key`."""
    found = document.finding(("key",), "r", Severity.ERROR, "m", "h", offset=offset)
    return found.line, found.column


def at(source: str, line: int, column: int) -> str:
    return source.split("\n")[line - 1][column - 1 :]


def shown(source: str) -> str:
    """Give what stands where the word of a text is found."""
    document = read(source)
    offset = document.data["key"].strip().index(WORD)
    return at(source, *place_of(document, offset))


class TestStyles:
    @pytest.mark.parametrize(
        "text",
        [
            "key: one TBD two\n",
            "key:    TBD   # TBD\n",
            "key: 'it''s one TBD two'\n",
            'key: "one \\"two\\" \\u00fc\\t\\x41 TBD two"\n',
            'key: "one \\\n  two TBD two"\n',
            'key: "one\\\n  two\n\n  TBD two"\n',
            "key: 'one\n\n  two TBD two'\n",
            "key: one\n  two\n  TBD two\n",
            "key:\n  one\n  TBD two\n",
            "key: |\n  one\n  TBD two\n",
            "key: | # TBD\n  one\n  TBD two\n",
            "key: |-\n\n\n   one\n\n   two TBD two\n\nlast: 1\n",
            "key: |2+\n    deep\n  TBD two\n\n",
            "key: >\n  one\n  two\n\n    as it is\n  TBD two\n",
            "key: >-1\n one TBD two\n",
            "# TBD\n---\nkey: &name !!str |\n  one TBD two\n",
            "{other: TBD, key: one TBD two}\n",
            '{"other": ["TBD"], "key": "one\\nTBD two"}\n',
            "key: ü 🔥 TBD two\n",
        ],
    )
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_a_word_is_found_however_the_text_is_written(self, text: str, line_end: str) -> None:
        source = text.replace("\n", line_end)
        assert shown(source).startswith("TBD two") or "TBD   # TBD" in text
        assert place_of(read(b"\xef\xbb\xbf" + source.encode()), 0) == place_of(read(source), 0)

    def test_of_an_equal_word_before_it_the_place_is_not_taken(self) -> None:
        document = read("key: |\n  one\n  one two\n  one\n")
        assert [place_of(document, offset) for offset in (0, 4, 8, 12)] == [
            (2, 3),
            (3, 3),
            (3, 7),
            (4, 3),
        ]

    def test_what_is_blank_stands_where_the_next_word_does(self) -> None:
        assert place_of(read("key: |\n  one\n  two\n"), 3) == (3, 3)

    def test_a_text_that_stands_elsewhere_is_found_where_it_is_named(self) -> None:
        source = "first: &a\n  one TBD\nkey: *a\n"
        assert place_of(read(source), 4) == (3, 6)

    @pytest.mark.parametrize("source", ["key: 12\n", "key: [one, two]\n", "other: one\n"])
    def test_what_is_no_text_has_its_own_place(self, source: str) -> None:
        document = read(source)
        without = document.finding(("key",), "r", Severity.ERROR, "m", "h")
        assert document.finding(("key",), "r", Severity.ERROR, "m", "h", offset=2) == without


LINE = st.lists(
    st.text(st.sampled_from("abü🔥#:-'\"|>!&*\\`@"), min_size=1, max_size=6), max_size=4
).map(" ".join)


class TestBlocks:
    @given(
        st.lists(LINE, min_size=1, max_size=8),
        st.sampled_from(["|", "|-", "|+", ">", ">-", ">+"]),
        st.integers(1, 6),
        st.booleans(),
        st.sampled_from(["\n", "\r\n"]),
        st.data(),
    )
    def test_each_word_of_any_block_is_found_where_it_stands(
        self,
        lines: list[str],
        sign: str,
        indent: int,
        is_said: bool,
        line_end: str,
        data: st.DataObject,
    ) -> None:
        body = line_end.join(" " * indent + line if line else "" for line in [*lines, "end"])
        header = f"{sign}{indent if is_said else ''}"
        source = f"first: 1{line_end}key: {header}{line_end}{body}{line_end}last: 1{line_end}"
        document = read(source)
        value = document.data["key"].strip()
        words = value.split()
        number = data.draw(st.integers(0, len(words) - 1))
        offset = 0
        for count, word in enumerate(words):
            offset = value.index(word, offset)
            if count == number:
                break
            offset += len(word)
        line, column = place_of(document, offset)
        assert at(source, line, column).startswith(words[number])
        before = at(source, line, 1)[: column - 1]
        told = sum(len(one.split()) for one in source.split("\n")[2 : line - 1])
        assert told + len(before.split()) == number


def found(fragment: str, **more: str) -> tuple[Finding, str]:
    """Give the one finding of a postmortem, and what stands at its place."""
    finding = only(check(fragment, **more))
    return finding, at(document_text(fragment), finding.line, finding.column)


class TestRules:
    @pytest.mark.parametrize(
        ("sentence", "words", "rule"),
        [
            ("The outage was due to human error.", "human error", "human-error-as-cause"),
            ("Then the engineer on call forgot to renew it.", "forgot", "person-as-cause"),
            ("That was a careless engineer.", "careless", "judging-language"),
            ("There the on-call engineer should have looked.", "engineer", "hindsight"),
            ("The log has password=kT9wzQ41xB7 in it.", "=kT9", "secret-in-text"),
            ("Then erika.mustermann@posteo.de wrote.", "erika", "personal-data"),
            ("Thanks to @example-org/email-team for it.", "@example", "mention-in-text"),
            ("See https://wiki.example.internal/x for it.", "https://wiki", "private-link"),
            ("There is a \u200bhidden one.", "\u200bhidden", "invisible-character"),
            ("There is a \u202ehidden one.", "\u202ehidden", "bidirectional-control"),
        ],
    )
    @pytest.mark.parametrize("sign", ["|", ">", "|-"])
    def test_a_rule_about_words_points_at_them(
        self, sentence: str, words: str, rule: str, sign: str
    ) -> None:
        fragment = f"notes: {sign}\n  The first line is fine.\n\n  {sentence}\n  The last is too.\n"
        config = "rules: {private-link: {hosts: [example.internal]}}"
        (finding,) = (one for one in check(fragment, config=config) if one.rule == rule)
        source = document_text(fragment)
        assert finding.pointer == "/notes"
        assert at(source, finding.line, 1) == f"  {sentence}"
        assert words in at(source, finding.line, finding.column)[: len(words) + 24]

    def test_a_placeholder_is_pointed_at_within_one_line(self) -> None:
        finding, place = found(
            "status: reviewed\nresolution: {immediate_fix: Raised the pool to TBD connections.}\n"
        )
        assert finding.rule == "placeholder-text"
        assert place.startswith("TBD connections")

    def test_two_sentences_with_the_same_words_have_two_places(self) -> None:
        text = "notes: |\n  A careless engineer did it.\n  Then a careless engineer did it.\n"
        places = [(one.line, one.column) for one in check(text)]
        first = document_text(text).split("\n").index("  A careless engineer did it.") + 1
        assert [line for line, _ in places] == [first, first + 1]


BLAMING = "notes: |\n  Fine.\n  A careless engineer did it.\n"
IGNORE = "# pmaction: ignore[judging-language] It is a quotation."


class TestIgnoring:
    @pytest.mark.parametrize(
        "text",
        [
            BLAMING.replace("|", f"|  {IGNORE}"),
            f"{IGNORE}\n{BLAMING}",
            f"notes:  {IGNORE}\n  Fine. A careless\n  engineer did it.\n",
            f"notes:\n  {IGNORE}\n  Fine.\n  A careless engineer did it.\n",
            f"lessons:\n  went_well:\n    - |  {IGNORE}\n      Fine.\n      A careless engineer.\n",
        ],
        ids=["behind the sign", "above the name", "behind the name", "above the text", "entry"],
    )
    def test_a_comment_at_the_head_of_a_text_holds_for_all_of_it(self, text: str) -> None:
        assert check(text.replace(IGNORE, "# ")) != []
        assert check(text) == []
