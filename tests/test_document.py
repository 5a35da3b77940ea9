"""Reading YAML: data, the place of each value, every refusal, and hostile files at little cost."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from pmaction.bounds import MAX_BYTES, MAX_DEPTH, MAX_NODES
from pmaction.document import Document, pointer_of, read_document
from pmaction.findings import Finding, Severity
from pmaction.positions import Lines, Span

PATH = "postmortems/pm.yaml"


def read(text: str | bytes) -> Document:
    document = read_document(PATH, text.encode() if isinstance(text, str) else text)
    assert isinstance(document, Document), document
    return document


def refused(text: str | bytes) -> Finding:
    """The one finding of a text that is not read."""
    findings = read_document(PATH, text.encode() if isinstance(text, str) else text)
    assert isinstance(findings, tuple)
    assert len(findings) == 1, findings
    return findings[0]


def place(finding: Finding) -> tuple[int, int]:
    return finding.line, finding.column


class TestValues:
    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("no", "no"),
            ("yes", "yes"),
            ("on", "on"),
            ("y", "y"),
            ("true", True),
            ("False", False),
            ("null", None),
            ("~", None),
            ("", None),
            ("14:23", "14:23"),
            ("12:30:45", "12:30:45"),
            ("2025-12-14", "2025-12-14"),
            ("2025-12-14T10:00:00Z", "2025-12-14T10:00:00Z"),
            ("2025-12-14 10:00:00 +03:00", "2025-12-14 10:00:00 +03:00"),
            ("12", 12),
            ("-0", 0),
            ("0o17", 15),
            ("017", 17),
            ("0x1F", 31),
            ("1.5", 1.5),
            ("1e3", 1000.0),
            ("1.2.3", "1.2.3"),
            ("=", "="),
            ("'12'", "12"),
            ('"true"', "true"),
            ("!!str 12", "12"),
            ("!!int '12'", 12),
            ('"\\u00fc \\U0001F525"', "ü 🔥"),
            ("x # a comment", "x"),
            ("x#no comment", "x#no comment"),
            ("[1, [2], {a: b}]", [1, [2], {"a": "b"}]),
            ("{}", {}),
        ],
    )
    def test_a_value_is_what_yaml_1_2_says_and_dates_stay_text(
        self, written: str, value: object
    ) -> None:
        got = read(f"key: {written}\n").data["key"]
        assert got == value
        assert type(got) is type(value)

    def test_names_are_always_text(self) -> None:
        assert read("1: a\ntrue: b\n2025-12-14: c\n'': d\n").data == {
            "1": "a",
            "true": "b",
            "2025-12-14": "c",
            "": "d",
        }

    def test_a_quoted_merge_key_is_a_name_like_any_other(self) -> None:
        assert read("'<<': x\n").data == {"<<": "x"}

    @pytest.mark.parametrize(
        ("block", "value"),
        [
            ("|\n  one\n  two\n", "one\ntwo\n"),
            ("|-\n  one\n\n", "one"),
            (">\n  one\n  two\n", "one two\n"),
            ("one\n  two\n", "one two"),
            ("'one\n\n  two'\n", "one\ntwo"),
        ],
    )
    def test_text_over_several_lines_is_joined_as_its_style_says(
        self, block: str, value: str
    ) -> None:
        assert read(f"key: {block}last: 1\n").data == {"key": value, "last": 1}

    def test_an_alias_stands_for_the_value_of_its_anchor(self) -> None:
        text = "a: &team [x, y]\nb: *team\nc: {d: *team}\ne: &one 1\nf: *one\n&g h: *g\n"
        assert read(text).data == {
            "a": ["x", "y"],
            "b": ["x", "y"],
            "c": {"d": ["x", "y"]},
            "e": 1,
            "f": 1,
            "h": "h",
        }

    def test_an_anchor_that_is_set_again_has_its_new_value_from_there_on(self) -> None:
        assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").data == {"a": 1, "b": 1, "c": 2, "d": 2}

    def test_the_document_marker_and_a_byte_order_mark_are_not_part_of_the_data(self) -> None:
        assert read(b"\xef\xbb\xbf---\na: 1\n...\n").data == {"a": 1}

    PLAIN = st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**63) + 1, 2**63 - 1)
        | st.floats(-(2**62), 2**62)
        | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.text(st.sampled_from("aZ09 _-.:#'\"[]{},&*!|>%@`?äя"), max_size=6),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )

    @given(PLAIN, st.booleans())
    def test_what_ruamel_writes_is_read_as_ruamel_reads_it(self, value: Any, flow: bool) -> None:
        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = flow
        stream = io.StringIO()
        yaml.dump({"key": value}, stream)
        try:
            back = yaml.load(stream.getvalue())
        except YAMLError:
            back = None
        assume(back == {"key": value})  # it writes some names, like `?0`, that it reads otherwise
        assert read(stream.getvalue()).data == back


class TestPlaces:
    def test_values_and_names_have_lines_and_columns_counted_from_one(self) -> None:
        document = read("id: A\nlist:\n  - x: 1\n    y: {z: 2}\n")
        assert document.values == {
            (): Span(1, 1, 4),
            ("id",): Span(1, 5, 1),
            ("list",): Span(3, 3, 4),
            ("list", 0): Span(3, 5, 4),
            ("list", 0, "x"): Span(3, 8, 3),
            ("list", 0, "y"): Span(4, 8, 4),
            ("list", 0, "y", "z"): Span(4, 12, 4),
        }
        assert document.keys[("list", 0, "y", "z")] == Span(4, 9, 4)

    @pytest.mark.parametrize(
        ("text", "last_line"),
        [
            ("a: |\n  one\n  two\n\n\nb: 1\n", 3),
            ("a: |+\n  one\n\n\nb: 1\n", 2),
            ("a: >-\n  one\n# a comment\nb: 1\n", 2),
            ("a: one\n  two\n\nb: 1\n", 2),
            ("a: 'one\n\n  two'\nb: 1\n", 3),
            ("a: [1,\n  2,\n]\nb: 1\n", 3),
            ("a:\n  - 1\n  - 2\n\n# a comment\nb: 1\n", 3),
            ("a:\n  c: 1\n  d:\n    - |\n      x\n\n\nb: 1\n", 5),
            ("a: [1,\n  2]", 2),
            ("a:\n  - 1\n  - 2", 3),
        ],
    )
    def test_a_value_ends_on_its_last_line_with_content(self, text: str, last_line: int) -> None:
        assert read(text).span(("a",)).last_line == last_line

    @pytest.mark.parametrize(
        ("text", "path", "line", "column"),
        [
            ("a: 1\r\nb: 2\r\n", ("b",), 2, 4),
            ("a: |\r\n  x\r\n  y\r\nb: 2\r\n", ("b",), 4, 4),
            ("\ufeffa: 1\n", ("a",), 1, 4),
            ("ключ: значение\n", ("ключ",), 1, 7),
            ("{日本: 1, b: 🔥, c: 3}\n", ("c",), 1, 18),
            ("a: 'x\ty'\nb: 1\n", ("b",), 2, 4),
            ("a: x\u2028y\nb: 1\n", ("b",), 2, 4),
            ("a: x\x85y\nb: 1\n", ("b",), 2, 4),
            ("# one\n\n# two\na: 1\n", ("a",), 4, 4),
        ],
    )
    def test_lines_and_columns_are_counted_in_characters_as_editors_count_them(
        self, text: str, path: tuple[str, ...], line: int, column: int
    ) -> None:
        span = read(text).span(path)
        assert (span.line, span.column) == (line, column)

    @pytest.mark.parametrize(
        ("text", "path", "line", "column"),
        [
            ("a:\nb: 1\n", ("a",), 1, 2),
            ("a: # why\n\n# more\nb: 1\n", ("a",), 1, 2),
            ("b: 1\na:\n", ("a",), 2, 2),
            ("a:\n  - x\n  -\n  - y\n", ("a", 1), 3, 4),
            ("a:\n- x\n-   # nothing yet\n\n- y\n", ("a", 1), 3, 2),
            ("a: {b: , c: 1}\n", ("a", "b"), 1, 6),
            ("a: [b: , c]\n", ("a", 0, "b"), 1, 6),
        ],
    )
    def test_an_empty_value_is_where_it_should_stand(
        self, text: str, path: tuple[str | int, ...], line: int, column: int
    ) -> None:
        span = read(text).span(path)
        assert (span.line, span.column) == (line, column)

    def test_what_an_alias_stands_for_is_where_the_alias_is(self) -> None:
        document = read("a: &x\n  b: 1\nc: *x\n")
        assert document.span(("c", "b")) == document.span(("c",)) == Span(3, 4, 3)

    def test_a_path_that_is_not_there_is_where_its_nearest_enclosing_value_is(self) -> None:
        document = read("a:\n  b: 1\n")
        assert document.span(("a", "missing", 3)) == Span(2, 3, 2)
        assert document.span(("a", "b"), of_key=True) == Span(2, 3, 2)
        assert document.span(("missing",), of_key=True) == Span(1, 1, 2)

    def test_a_finding_carries_its_place_and_its_pointer(self) -> None:
        document = read("a:\n  'b/c~d': [x, 1]\n")
        finding = document.finding(("a", "b/c~d", 1), "r", Severity.ERROR, "m", "h")
        assert finding == Finding(PATH, 2, 16, "r", Severity.ERROR, "m", "h", "/a/b~1c~0d/1")

    def test_the_pointer_of_the_whole_document_is_empty(self) -> None:
        assert pointer_of(()) == ""

    @given(st.text(st.sampled_from("a\n\r ü")), st.integers(0, 30))
    def test_lines_agree_with_counting_by_hand(self, text: str, index: int) -> None:
        before = text[: min(index, len(text))]
        expected = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert Lines(text).at(index) == expected


class TestRefusals:
    @pytest.mark.parametrize(
        ("raw", "rule", "at", "message", "hint"),
        [
            (b"", "empty-file", (1, 1), "the file is empty", "pmaction new"),
            (b" \n\n\t", "empty-file", (1, 1), "the file is empty", "pmaction new"),
            (b"\xef\xbb\xbf", "empty-file", (1, 1), "the file is empty", "pmaction new"),
            (b"# x\n# y\n", "empty-file", (1, 1), "the file has only comments", "pmaction new"),
            (
                b"a: 1\n\x00\x01",
                "binary-file",
                (1, 1),
                "this is a binary file, not YAML text",
                "rename the file",
            ),
            (
                "a: 1\n".encode("utf-16"),
                "wrong-encoding",
                (1, 1),
                "the file is UTF-16, not UTF-8",
                "UTF-8",
            ),
            (
                "a: ü\nb: ö\xe9".encode("latin-1"),
                "wrong-encoding",
                (1, 4),
                "the byte 0xfc is not UTF-8",
                "UTF-8",
            ),
            (
                b"\xef\xbb\xbfa: 1\nb: \xc3\xbc\xff",
                "wrong-encoding",
                (2, 5),
                "the byte 0xff is not UTF-8",
                "UTF-8",
            ),
            (
                b"a: x" * 300_000,
                "too-large",
                (1, 1),
                "the file is larger than 256 KiB, the most that is read",
                "references",
            ),
        ],
    )
    def test_bytes_that_are_no_text_are_refused_with_the_reason(
        self, raw: bytes, rule: str, at: tuple[int, int], message: str, hint: str
    ) -> None:
        finding = refused(raw)
        assert (finding.rule, place(finding), finding.message) == (rule, at, message)
        assert hint in finding.hint
        assert finding.severity is Severity.ERROR

    @pytest.mark.parametrize(
        ("text", "at", "message"),
        [
            ("a: b: c\n", (1, 5), "there is a second `: ` on this line, or the line is indented"),
            ("a: 1\n  b: 2\n", (2, 4), "there is a second `: ` on this line, or the line is ind"),
            ("owner: @alice\n", (1, 8), "a value cannot begin with `@`"),
            ("a: `x`\n", (1, 4), "a value cannot begin with a back tick"),
            ("a: %x\n", (1, 4), "a value cannot begin with `%`"),
            ("a: 1\t# x\n", (1, 5), "a tab cannot stand here"),
            ("a:\t1\n", (1, 3), "a tab cannot stand here"),
            ("a:\n\t- b\n", (2, 1), "a tab cannot stand here"),
            ("a: 1\nb: 'x\nc: 2\n", (2, 4), "the quote that opens here is not closed"),
            ('a: "x\n', (1, 4), "the quote that opens here is not closed"),
            ('a: "x\n---\n', (1, 4), "the quote that opens here is not closed"),
            ('a: "C:\\qemu"\n', (1, 7), "a backslash between double quotes begins an escape, and"),
            ('a: "\\x4"\n', (1, 6), "a backslash between double quotes begins an escape, and"),
            ("a: 1\nnonsense\nb: 2\n", (2, 1), "this line has no `: `, and does not belong to"),
            ("a: 1\nnonsense", (2, 1), "this line has no `: `, and does not belong to the val"),
            ("a: [1, 2\nb: 3\n", (1, 4), "the `[` that opens here is not closed, or lacks a comma"),
            ("a: {b: 1\n", (1, 4), "the `{` that opens here is not closed, or lacks a comma"),
            ('a: "x" y\n', (1, 8), "this does not fit to what stands before it"),
            ("a: 1\n b: 2\n", (2, 3), "there is a second `: ` on this line"),
            ("a:\n  b: 1\n c: 2\n", (3, 2), "this does not fit to what stands before it"),
            ("a: [", (1, 5), "the file ends too early"),
            ("? [a]\n: b\n", (1, 3), "a property's name must be plain text"),
            ("{a}: b\n", (1, 1), "a property's name must be plain text"),
            ("a: -_\n", (1, 4), "`-_` cannot be read as a whole number"),
            ("a: !!int x\n", (1, 4), "`x` cannot be read as a whole number"),
            ("a: !!bool ''\n", (1, 4), "an empty text cannot be read as true or false"),
            ("a: .inf\n", (1, 4), "`.inf` is not a number that can be counted with"),
            ("a: .nan\n", (1, 4), "`.nan` is not a number that can be counted with"),
            ("a: 1e999\n", (1, 4), "`1e999` is not a number that can be counted with"),
            ("a: 9223372036854775808\n", (1, 4), "`9223372036854775808` is not a number that"),
            ("a: 0x" + "f" * 5000, (1, 4), f"`0x{'f' * 57}…` is not a number that can be counted"),
            ('a: 1\nb: "\\U00110000"\n', (2, 5), "there is no character `\\U00110000`"),
            ('a: 1\nb: "\\UFFFFFFFF"\n', (2, 5), "there is no character `\\UFFFFFFFF`"),
            ("%YAML 1.1\n---\na: 1\n", (2, 1), "the file asks for YAML 1.1, where `no` and `12"),
            ("a: !<x", (1, 7), "this is not YAML: expected '>' but found the end of the file"),
        ],
    )
    def test_broken_yaml_is_told_in_plain_words_where_it_breaks(
        self, text: str, at: tuple[int, int], message: str
    ) -> None:
        finding = refused(text)
        assert (finding.rule, place(finding)) == ("yaml-syntax", at)
        assert finding.message.startswith(message)
        assert finding.hint

    def test_the_hint_shows_how_a_handle_is_quoted(self) -> None:
        assert refused("owner: @alice\n").hint == 'Put it in quotes: `owner: "@alice"`.'

    @pytest.mark.parametrize(
        ("text", "rule", "at", "message", "pointer"),
        [
            (
                "a: 1\n---\nb: 2\n",
                "several-documents",
                (2, 1),
                "a second YAML document begins here",
                "",
            ),
            ("a: 1\nb:\n  <<: *a\n", "merge-key", (3, 3), "merge keys (`<<`) are not read", "/b"),
            ("a: !x b\n", "unknown-tag", (1, 4), "the YAML tag `!x` is not read here", "/a"),
            (
                "a: !!python/object:os.system [x]\n",
                "unknown-tag",
                (1, 4),
                "the YAML tag `!!python/object:os.system` is not read here",
                "/a",
            ),
            (
                "a: [*x]\n",
                "unknown-alias",
                (1, 5),
                "`*x` refers to an anchor that does not stand before it",
                "/a/0",
            ),
            (
                "a: &x [*x]\n",
                "unknown-alias",
                (1, 8),
                "`*x` stands inside the value it refers to",
                "/a/0",
            ),
            (
                "a: 1\nb: \x07x\n",
                "control-character",
                (2, 4),
                "the character U+0007 is not allowed in YAML",
                "",
            ),
            (
                'a: "x\\ud800"\n',
                "control-character",
                (1, 4),
                "an escape between D800 and DFFF in this text is only half a character",
                "/a",
            ),
        ],
    )
    def test_what_yaml_knows_and_postmortems_do_without_is_refused_in_its_place(
        self, text: str, rule: str, at: tuple[int, int], message: str, pointer: str
    ) -> None:
        finding = refused(text)
        assert (finding.rule, place(finding), finding.message) == (rule, at, message)
        assert finding.pointer == pointer
        assert finding.hint

    def test_every_duplicate_key_is_told_with_the_line_of_the_first(self) -> None:
        findings = read_document(PATH, b"a: 1\nb:\n  c: 1\n  c: 2\na: 3\na: 4\n")
        assert isinstance(findings, tuple)
        assert [(f.line, f.column, f.message, f.pointer) for f in findings] == [
            (4, 3, "`c` stands here a second time; the first is on line 3", "/b/c"),
            (5, 1, "`a` stands here a second time; the first is on line 1", "/a"),
            (6, 1, "`a` stands here a second time; the first is on line 1", "/a"),
        ]

    def test_names_that_only_look_different_are_duplicates_too(self) -> None:
        assert refused("1: a\n'1': b\n").rule == "duplicate-key"

    def test_no_message_quotes_more_than_a_line_can_bear(self) -> None:
        long = "x" * 100_000
        for text in (f"a: !{long} b", f"a: *{long}", f"? {long}\n: 1\n? {long}\n: 2"):
            assert len(refused(text).message) < 200


def bomb(levels: int, width: int) -> str:
    first = "a0: &a0 [" + ", ".join(["x"] * width) + "]\n"
    return first + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]\n" for n in range(1, levels)
    )


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            (bomb(9, 9), "too-many-values"),
            (bomb(40, 2), "too-many-values"),
            ("a: &x " + "y" * 100_000 + "\nb: [" + "*x, " * 40 + "]", "too-large"),
            (
                "a: &x\n  ? " + "y" * 100_000 + "\n  : 1\nb: [" + "*x, " * 40 + "]",
                "too-large",
            ),
            ("[" * 100_000, "too-deep"),
            ("{a: " * 60_000, "too-deep"),
            ("- " * 100_000, "too-deep"),
            ("\n".join(" " * n + "a:" for n in range(600)), "too-deep"),
            ("? " * 100_000, "yaml-syntax"),
            ("a" + ":" * 250_000, "yaml-syntax"),
            ("'" + "\n" * 250_000, "yaml-syntax"),
            ("%X y\n" * 50_000 + "a: b: c", "yaml-syntax"),
        ],
        ids=lambda value: value[:12] if isinstance(value, str) else None,
    )
    def test_a_bomb_is_refused_before_it_goes_off(self, text: str, rule: str) -> None:
        started = time.perf_counter()
        assert refused(text).rule == rule
        assert time.perf_counter() - started < 10

    def test_the_limit_of_values_is_exact_and_names_the_value_beyond_it(self) -> None:
        fitting = ", ".join(["1"] * (MAX_NODES - 2))  # the list and the mapping count as well
        assert len(read(f"a: [{fitting}]").data["a"]) == MAX_NODES - 2
        finding = refused(f"a: [{fitting}, 2]")
        assert finding.rule == "too-many-values"
        assert finding.pointer == f"/a/{MAX_NODES - 2}"

    def test_aliases_count_as_what_they_stand_for(self) -> None:
        inner = ", ".join(["1"] * 999)
        assert read(f"a: &x [{inner}]\nb: [{', '.join(['*x'] * 8)}]").data
        assert refused(f"a: &x [{inner}]\nb: [{', '.join(['*x'] * 10)}]").pointer == "/b/8"

    def test_the_limit_of_depth_is_exact(self) -> None:
        assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
        finding = refused("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
        assert finding.message == "values are nested more than 40 deep"
        assert place(finding) == (1, MAX_DEPTH + 1)

    def test_the_limit_of_size_is_exact(self) -> None:
        assert read(b"a: " + b"x" * (MAX_BYTES - 3))
        assert refused(b"a: " + b"x" * (MAX_BYTES - 2)).rule == "too-large"

    YAML_LIKE = st.lists(
        st.sampled_from(["a", "b", ": ", ":", "- ", "[", "]", "{", "}", ",", "'", '"', "\\", ">"])
        | st.sampled_from(["|", "#", "&x ", "*x", "!!str ", "!!int ", "!", "%", "@", "? ", "<<: "])
        | st.sampled_from(["---\n", "...\n", "%YAML 1.2\n", "%TAG ! x\n", "\r\n", "\n", "\n  "])
        | st.sampled_from(["  ", " ", "\t", "\u2028", "\x85", "ü", "🔥", "\ufeff", "\x07", "~"])
        | st.sampled_from(["1", "0x", ".5", "-", "_", "+", "e9", "\\U", "\\ud800", "FF00FF00"]),
        max_size=40,
    ).map("".join)

    @given(YAML_LIKE)
    def test_any_text_gives_a_document_or_findings_inside_the_text(self, text: str) -> None:
        check_places(text.encode())

    @given(st.binary(max_size=200))
    def test_any_bytes_give_a_document_or_findings_inside_the_text(self, raw: bytes) -> None:
        check_places(raw)

    @given(st.text(max_size=200))
    def test_any_unicode_gives_a_document_or_findings_inside_the_text(self, text: str) -> None:
        check_places(text.encode("utf-8", errors="surrogatepass"))


def check_places(raw: bytes) -> None:
    """Check that whatever comes of reading has places that an editor can go to."""
    result = read_document(PATH, raw)
    lines = raw.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    if isinstance(result, Document):
        for span in (*result.values.values(), *result.keys.values()):
            assert 1 <= span.line <= span.last_line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        return
    assert result
    for finding in result:
        assert finding.message
        assert finding.hint
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
