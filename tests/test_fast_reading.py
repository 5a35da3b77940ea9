"""Two readers, one reading: what is read natively is what the careful reader would have read."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmaction.bounds import MAX_DEPTH, MAX_NODES
from pmaction.document import Document, read_document
from pmaction.plain_places import PlainPlaces
from pmaction.plain_reader import NOT_READ, read_plainly
from pmaction.reading import read_postmortem
from pmaction.resources import json_schema
from pmaction.schema import check_schema
from pmaction.schema_check import check_of, fits
from pmaction.yaml_reader import YamlReader

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for folder in ("examples", "pmaction/templates")
    for path in (ROOT / folder).glob("**/*.y*ml")
    if path.name not in ("binary-file.yaml", "not-utf-8.yaml", "empty-file.yaml")
)
SUITE = json.loads((ROOT / "tests/data/yaml-test-suite.json").read_text(encoding="utf-8"))


def is_plain(text: str) -> bool:
    """Say whether a text is read natively; if so, see that both readers have the same."""
    assert_readers_agree(text)
    return read_plainly(text) is not NOT_READ


def assert_readers_agree(text: str) -> None:
    """See that a text that is read natively is what the careful reader has, places included."""
    data = read_plainly(text)
    if data is NOT_READ:
        return
    careful = YamlReader(text)
    expected = careful.read()
    assert not careful.duplicates
    # repr tells 1 from 1.0 and from True, and shows the order of names.
    assert repr(data) == repr(expected)
    places = PlainPlaces(text, data)
    for path, span in careful.values.items():
        assert places.span(path) in (span, None), path
    for path, span in careful.keys.items():
        assert places.span(path, of_key=True) in (span, None), path


class TestTraps:
    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("14:23", "14:23"),
            ("00:07", "00:07"),
            ("190:20:30", "190:20:30"),
            ("no", "no"),
            ("on", "on"),
            ("y", "y"),
            ("2025-12-14", "2025-12-14"),
            ("2025-12-14T10:00:00Z", "2025-12-14T10:00:00Z"),
            ("2025-12-14 10:00:00 +03:00", "2025-12-14 10:00:00 +03:00"),
            ("true", True),
            ("False", False),
            ("null", None),
            ("~", None),
            ("", None),
            ("12", 12),
            ("+12", 12),
            ("-7", -7),
            ("1.5", 1.5),
            ("1.0", 1.0),
            ("1e3", 1000.0),
            ("0x1F", 31),
            ("0o17", 15),
            ("017", 17),
            ("1.2.3", "1.2.3"),
            ("1,200", "1,200"),
            ("nan", "nan"),
            ("=", "="),
            ("'12'", "12"),
            ('"true"', "true"),
            ('"a\\nb \\"c\\""', 'a\nb "c"'),
            ("'it''s'", "it's"),
            ("x # a comment", "x"),
            ("x#no comment", "x#no comment"),
            ("R&D and 3 * 4, really?", "R&D and 3 * 4, really?"),
            ("see `kubectl get` and @alice", "see `kubectl get` and @alice"),
            ("http://example.com/?a=b#c", "http://example.com/?a=b#c"),
            ("[a, 'b c', 3]", ["a", "b c", 3]),
            ("{a: 1, b: x y}", {"a": 1, "b": "x y"}),
            ("[]", []),
            ("{}", {}),
            ("|\n  one\n   two\n\n  # three", "one\n two\n\n# three\n"),
            (">-\n  one\n  two\n\n  three", "one two\nthree"),
            ("|+\n  one\n", "one\n\n"),
            ("one\n  two", "one two"),
            ("'one\n\n  two'", "one\ntwo"),
            ("\n- a\n-\n- b: 1\n  c:\n  - d", ["a", None, {"b": 1, "c": ["d"]}]),
            ("– “naïve” 日本 🔥", "– “naïve” 日本 🔥"),
        ],
    )
    def test_what_is_common_is_read_natively_as_yaml_1_2_has_it(
        self, written: str, value: object
    ) -> None:
        text = f"key: {written}\nlast: 1\n"
        assert is_plain(text)
        assert repr(read_plainly(text)) == repr({"key": value, "last": 1})

    @pytest.mark.parametrize(
        "text",
        [
            "a: &x 1\nb: *x\n",
            "a: &x\n  b: 1\n",
            "a: [&x 1, *x]\n",
            "a: !!str 1\n",
            "a: !own b\n",
            "a: !\n",
            "<<: {a: 1}\n",
            "a: <<\n",
            "a: 1\na: 2\n",
            "a: 1\n'a': 2\n",
            "{a: 1, a: 2}\n",
            "1: a\n",
            "true: a\n",
            "~: a\n",
            "2.5: a\n",
            "? a\n: b\n",
            "a: [?b]\n",
            "a: 0X1F\n",
            "a: 0O17\n",
            "a: _1\n",
            "a: -_\n",
            "a: 0e_1\n",
            "a: .5e3\n",
            "a: .inf\n",
            "a: .NaN\n",
            "a: 1e999\n",
            "a: 9223372036854775808\n",
            "a: 0x" + "f" * 30 + "\n",
            'a: "\\x41"\n',
            'a: "\\u0041 \\U00000041"\n',
            'a: "\\ud800"\n',
            'a: "one \\\n  two"\n',
            "a:\tb\n",
            "a: b\rc: d\n",
            "a: b\u2028c\n",
            "a: b\x85c\n",
            "a: b\xa0c\n",
            "a: b\u202ec\n",
            "a: b\ufeffc\n",
            "a: 1\n---\nb: 2\n",
            "a: 1\n...\n",
            "--- a\n",
            "%YAML 1.2\n---\na: 1\n",
            "a: @b\n",
            "a: `b`\n",
            "a: b: c\n",
            "a: [b\n",
            "a: [b,\n  c]\n",
            "a: {b: [c]}\n",
            "a: {b\n  c: d}\n",
            "a: [b::]\n",
            'a: ["b":c]\n',
            "a: [b: |]\n",
            "a: 'b\n",
            "a: |\n \n  b\n",
            "a: |\n  b",
            "a: >\n",
            "a",
            "a: b",
            "- a\n",
            "[a]\n",
            "a\n",
            "",
            "# a\n",
            "a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "\n",
            "a:\n" + "- " * 100_000 + "b\n",
            "".join(f"{' ' * n}a:\n" for n in range(MAX_DEPTH + 1)),
            "".join(f"a{n}: b\n" for n in range(MAX_NODES)),
        ],
        ids=lambda text: text[:24],
    )
    def test_what_is_out_of_the_ordinary_is_left_to_the_careful_reader(self, text: str) -> None:
        assert read_plainly(text) is NOT_READ

    def test_the_bounds_are_the_same_for_both_readers(self) -> None:
        most = "".join(f"a{n}: b\n" for n in range(MAX_NODES - 1))
        deepest = "".join(f"{' ' * n}a:\n" for n in range(MAX_DEPTH)) + " " * MAX_DEPTH + "- b\n"
        assert is_plain(most)
        assert read_plainly(deepest) is NOT_READ
        assert is_plain(deepest.partition("\n")[2].replace("\n ", "\n").removeprefix(" "))

    def test_line_ends_of_windows_are_no_hindrance(self) -> None:
        assert is_plain("id: A\r\ntext: |\r\n  one\r\n  two\r\nlist:\r\n- a\r\n-\r\n")


class TestAgreement:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_the_readers_agree_on_every_example_and_template(self, path: Path) -> None:
        assert_readers_agree(path.read_text(encoding="utf-8"))

    def test_nearly_every_example_is_read_natively(self) -> None:
        examples = [path for path in FILES if "postmortems" in path.parts]
        plain = [path for path in examples if is_plain(path.read_text(encoding="utf-8"))]
        assert len(plain) >= len(examples) - 3

    def test_the_readers_agree_on_every_case_of_the_yaml_test_suite(self) -> None:
        texts = [text for text in SUITE.values() if "\0" not in text]
        assert len(texts) > 400
        below = ["case:\n" + "".join(f"  {line}\n" for line in t.splitlines()) for t in texts]
        beside = [f"before: 1\n{text}\n" for text in texts]
        plain = [text for text in (*texts, *below, *beside) if is_plain(text)]
        assert len(plain) > 110  # the rest is what no postmortem needs

    WORDS = st.sampled_from(
        (
            *("a", "some words", "no", "true", "null", "~", "12", "0.5", "1e3", "017", "0o17"),
            *("14:23", "2025-12-14", "2025-12-14T10:00Z", "it's", '"q: r"', "'s'", "a#b", "a #c"),
            *("http://x.y", "100 %", "> 5", "a, b", "[a, b]", "[]", "{}", '{a: b, c: "d e"}'),
            *("[a: b]", "[a", "a]", "# c", "", "x:", ":y", "a: b", "-", "- a", "? a", "&a", "*a"),
            *("!a", "@x", "`x`", "|x", "é", "🔥", "“x”", "a\u00a0b", "a\u200bb", "a\\b"),
            *('"a\\nb"', '"\\x41"', "<<", "_1", "1_0", "- - a", "- a: 1", "...", "---", "%", "="),
            *("'", '"', "a\tb", "a\rb", ".5", "0X1", "+1"),
        )
    )
    INDENTS = st.sampled_from([0, 0, 0, 0, 2, 2, 4, 1])
    HEADS = st.sampled_from(["a#:", "a#:", "a#:", '"a#":', "'a#':", "-", "- a#:", "", "a# :", "#:"])
    BLOCKS = st.sampled_from(["|", ">", "|-", ">-", "|+", ">+", "|2", ">1-", "| # c", "|x"])
    LINES = st.builds(
        lambda indent, head, word, end: f"{' ' * indent}{head} {word}{end}",
        INDENTS,
        HEADS,
        st.sampled_from(["a", "some words", "", "[a, b]", "'s'", "12"]) | WORDS | BLOCKS,
        st.sampled_from(["", "", "", "", " ", " # c", ",", ":"]),
    )
    LINE_LISTS = st.lists(LINES | st.sampled_from(["", "", "   "]), max_size=6)

    @settings(max_examples=500)
    @given(LINE_LISTS, st.sampled_from(["\n", "\n", "\n", "\r\n"]), st.booleans())
    def test_the_readers_agree_on_lines_put_together_at_random(
        self, lines: list[str], line_end: str, ends: bool
    ) -> None:
        numbered = [line.replace("a#", f"a{number}") for number, line in enumerate(lines)]
        assert_readers_agree(
            line_end.join(["top: 1", *numbered, "last: 1"]) + (line_end if ends else "")
        )

    @staticmethod
    def laid_out(value: Any, indent: int, pick: random.Random) -> str:
        """Write a value in block style, laid out in one of the ways that people have."""
        step = pick.choice([2, 2, 4, 1])
        between = "".join(pick.choice(["", "", "", "\n", f"{' ' * indent}# c\n"]) for _ in range(1))
        if isinstance(value, dict) and value:
            return "\n" + "".join(
                f"{between}{' ' * indent}{name}:{TestAgreement.laid_out(one, indent + step, pick)}"
                for name, one in value.items()
            )
        if isinstance(value, list) and value:
            at = indent - step if pick.random() < 0.3 and indent >= step else indent
            return "\n" + "".join(
                f"{' ' * at}-{TestAgreement.laid_out(one, at + 2, pick)}" for one in value
            )
        if isinstance(value, (dict, list)):
            return f" {value}\n"
        block = pick.choice([None, None, "|", ">-", "|+"])
        if block is not None and value.strip():
            return f" {block}\n{' ' * indent}{value}\n"
        return f" {value}{pick.choice(['', '', ' # c'])}\n"

    TREES = st.recursive(
        WORDS,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["a", "b", "c d", '"k"', "e-f", "1"]), inner, max_size=4
            )
        ),
        max_leaves=14,
    )

    @settings(max_examples=500)
    @given(TREES, st.randoms(use_true_random=False))
    def test_the_readers_agree_on_documents_however_they_are_laid_out(
        self, tree: Any, pick: random.Random
    ) -> None:
        assert_readers_agree(f"top:{self.laid_out(tree, 2, pick)}last: 1\n")

    @settings(max_examples=500)
    @given(st.sampled_from(FILES), st.randoms(use_true_random=False))
    def test_the_readers_agree_on_examples_that_were_damaged(
        self, path: Path, pick: random.Random
    ) -> None:
        text = path.read_text(encoding="utf-8")[: pick.choice([600, 3000])]
        for _ in range(pick.randrange(1, 4)):
            at, other = pick.randrange(len(text)), pick.randrange(len(text))
            middle = pick.choice(["", text[other : other + 12], *"\n :-\"'#[]{},|>&*!?"])
            text = text[:at] + middle + text[at + pick.randrange(4) :]
        assert_readers_agree(text[: text.rfind("\n") + 1])


class TestPlaces:
    TEXT = (
        "# this\nid: A\n\nlist:\n  # first\n  - x: 1\n    y: |\n      # no comment\n      b: 2\n\n"
        "  -\n    z:\n  - {b: 1}\nsame:\n- 1\n-   2\nempty:\nquoted: 'a\n  b'\n# end\n"
    )

    @pytest.mark.parametrize(
        ("path", "of_key"),
        [
            (("id",), False),
            (("id",), True),
            (("list",), False),
            (("list", 0, "x"), False),
            (("list", 0, "y"), True),
            (("list", 1), False),
            (("list", 1, "z"), False),
            (("list", 2), False),
            (("same", 1), False),
            (("empty",), False),
            (("quoted",), True),
            (("list", 0, "missing", 4), True),
            (("list", 7), True),
        ],
    )
    def test_places_of_a_plain_document_are_found_without_the_careful_reader(
        self, path: tuple[str | int, ...], of_key: bool
    ) -> None:
        careful = YamlReader(self.TEXT)
        places = PlainPlaces(self.TEXT, careful.read())
        while path not in careful.values:
            path = path[:-1]
        named = of_key and isinstance(path[-1], str)
        assert places.span(path, of_key=of_key) == (careful.keys if named else careful.values)[path]

    @pytest.mark.parametrize("path", [("list", 2, "b"), ("quoted",)])
    def test_a_place_that_is_not_certain_is_left_to_the_careful_reader(
        self, path: tuple[str | int, ...]
    ) -> None:
        document = read_document("pm.yaml", self.TEXT.encode())
        assert isinstance(document, Document)
        assert PlainPlaces(self.TEXT, document.data).span(path) is None
        assert document.span(path) == document.values[path]

    def test_a_line_of_a_text_is_not_taken_for_a_property(self) -> None:
        for text in ('a: "x\nb: y"\nc: 1\n', 'a: "x\n  b: y"\nb: 1\n', "a: 'x\n- y'\nb: 1\n"):
            data = read_plainly(text)
            span = None if data is NOT_READ else PlainPlaces(text, data).span(("b",), of_key=True)
            assert span in (None, YamlReader(text).keys.get(("b",)), read_keys(text).get(("b",)))


def read_keys(text: str) -> Any:
    reader = YamlReader(text)
    reader.read()
    return reader.keys


class TestSchemas:
    VALID = tuple(
        YamlReader(path.read_text(encoding="utf-8")).read()
        for path in sorted((ROOT / "examples/postmortems").glob("*/*.yaml"))
    )
    ODD = st.sampled_from(
        (
            *(None, True, 0, -1, 3.0, 2.5, 10**6, "", " ", "\n", "x", "P0", "A1", "F1", "open"),
            *("draft", "2025-02-30", "2025-12-14", "about 2025-12-14", "2025-12-14T25:00Z"),
            *("unknown", "https://example.com", "@alice", "@a b", "PM-2025-001", "PM-2025-001/A1"),
            *("x" * 20_001, "P0\n", "EUR", "\x1c", [], {}, ["x"], [""], [1], ["x"] * 501),
            *({"id": "A1"}, {"x": 1}, {"severity": "off"}),
        )
    )

    def damaged(self, data: Any, pick: random.Random, odd: Any) -> Any:
        """Give the data with one value replaced, left out or added."""
        data = deepcopy(data)
        part = data
        while True:
            keys = list(part) if isinstance(part, dict) else list(range(len(part)))
            key = pick.choice(keys)
            if isinstance(part[key], (dict, list)) and part[key] and pick.random() < 0.8:
                part = part[key]
                continue
            how = pick.random()
            if how < 0.6:
                part[key] = odd
            elif how < 0.8:
                del part[key]
            elif isinstance(part, dict):
                part[pick.choice(["titel", "x", "url", "external", "id"])] = odd
            return data

    @given(st.sampled_from(VALID), st.randoms(use_true_random=False), ODD)
    def test_a_quick_yes_is_given_just_where_jsonschema_finds_nothing(
        self, data: Any, pick: random.Random, odd: Any
    ) -> None:
        data = self.damaged(data, pick, odd)
        found = check_schema(Document("pm.yaml", "", data), "postmortem.v1")
        assert fits(data, "postmortem.v1") == (not found)

    CONFIG = json_schema("config.v1")

    @given(st.sampled_from(sorted(CONFIG["properties"])), ODD, st.integers(0, 3))
    def test_a_quick_yes_to_a_configuration_is_jsonschemas_too(
        self, name: str, odd: Any, depth: int
    ) -> None:
        examples = self.CONFIG["properties"][name].get("examples", [odd])
        value = [odd, {"x": odd}, examples[0], [examples[0], odd]][depth]
        found = check_schema(Document("c.yml", "", {name: value}), "config.v1")
        assert fits({name: value}, "config.v1") == (not found)

    def test_a_keyword_that_is_not_known_is_never_passed_over(self) -> None:
        with pytest.raises(NotImplementedError, match="multipleOf"):
            check_of({"type": "object", "properties": {"a": {"multipleOf": 2}}})
        with pytest.raises(NotImplementedError, match="other values than texts"):
            check_of({"enum": [1, "1"]})


PLAIN = "id: PM-2025-001\ntitle: Mail was down\nstatus: draft\n"


def run(code: str) -> str:
    """Run Python in a process of its own and give what it prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


class TestCost:
    def test_a_plain_file_without_mistakes_imports_neither_careful_reader_nor_jsonschema(
        self,
    ) -> None:
        loaded = run(
            "import sys\nfrom pmaction.reading import read_postmortem\n"
            f"assert not read_postmortem('pm.yaml', {PLAIN.encode()!r}).findings\n"
            "print([name for name in ('ruamel.yaml', 'jsonschema') if name in sys.modules])"
        )
        assert loaded == "[]\n"

    def test_without_the_native_reader_every_file_is_read_the_careful_way(self) -> None:
        shown = run(
            "import sys\nsys.modules['yaml_rs'] = None\n"
            "from pmaction.reading import read_postmortem\n"
            f"file = read_postmortem('pm.yaml', {PLAIN.encode()!r})\n"
            "print(file.postmortem.title, file.document.span(('title',)), 'ruamel.yaml' in "
            "sys.modules)"
        )
        assert shown == "Mail was down Span(line=2, column=8, last_line=2) True\n"

    def test_a_postmortems_document_gives_its_data_and_places_whenever_it_is_asked(self) -> None:
        for text in (PLAIN, PLAIN + "notes: &x a\nscope: team\n"):
            file = read_postmortem("pm.yaml", text.encode())
            assert file.document is not None
            assert file.document.data["title"] == "Mail was down"
            assert file.document.span(("title",)).column == 8
