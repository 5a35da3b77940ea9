"""`pmaction import` loses no word, gives what the schema accepts, and bears hostile files."""

from __future__ import annotations

import re
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pmaction.document import MAX_BYTES, Document, read_document
from pmaction.importing import days, field_names, horizons, meanings, zones
from pmaction.importing.blocks import read_blocks
from pmaction.importing.file_text import document_text
from pmaction.importing.item_draft import Around
from pmaction.importing.item_search import read_items
from pmaction.importing.ledger import Ledger
from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.source import MAX_LINES, NotImportable, read_source
from pmaction.importing.tree import section_tree
from pmaction.importing.yaml_text import yaml_text
from pmaction.reading import read_postmortem

CASES = sorted(
    path
    for folder in ("import_cases", "import_styles")
    for path in (Path(__file__).parent / folder).iterdir()
    if path.name != "SOURCES.md"
)


def imported(text: str, name: str = "incident.md") -> Imported:
    return import_markdown(read_source(name, text.encode()), Wishes())


def written(one: Imported) -> str:
    return document_text("PM-2025-001", one, "incident.md")


def texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value)
    else:
        yield str(data)


def words(text: str) -> set[str]:
    # Numbers of one, two and four digits may be parts of a time: 9 PM, 1423 UTC.
    return set(re.findall(r"[^\W\d_]{3,}|(?<!\d)(?:\d{3}|\d{5,})(?!\d)", text.casefold()))


# The words of headings, labels, columns, dates, zones and statuses become places and values.
UNDERSTOOD = (
    words(" ".join(meanings.KNOWN_NAMES))
    | words(" ".join(field_names.KNOWN_LABELS))
    | words(" ".join(days.MONTHS))
    | words(" ".join(zones.KNOWN_ZONES))
    | words(" ".join(horizons.KNOWN_WORDS))
    | words("monday tuesday wednesday thursday friday saturday sunday about circa approx ish")
    | words(
        "done completed complete todo wontdo wontfix fixed pending not started open field value "
        "unassigned owned before yet new tbd unresolved klaar terminé faire fait cancelled yes "
        "completado pendiente tue wed fri all uhr erledigt offen "
        # The heads of a timeline in a table.
        "actor entry evento hora événement"
    )
)


def lost(text: str, one: Imported) -> set[str]:
    document = read_document("", written(one).encode())
    assert isinstance(document, Document)
    kept = words("\n".join(texts_in(document.data))) | words(one.overflow)
    text = re.sub(r"(?s)<style.*?</style>|\{panel\}", " ", text)
    markup = re.sub(r"(?m)^\s*\[[^\]]*\]:.*$|<[^<>]*>|:[a-z0-9_]+:", " ", text)
    return words(markup) - kept - UNDERSTOOD


def origins(text: str) -> list[range]:
    """Give the lines of the source from which each action item comes."""
    source = read_source("incident.md", text.encode())
    blocks, targets = read_blocks(source, lambda one: meanings.label_meaning(one) is not None)
    items = read_items(section_tree(blocks), Ledger(source, targets), Around(None, None))
    return [range(item.start, item.end) for item in items.items]


def check_origins(text: str) -> None:
    """Assert that no line of the source is the origin of two action items."""
    lines = Counter(line for one in origins(text) for line in one)
    assert [line for line, times in lines.items() if times > 1] == []


def check(text: str) -> Imported:
    one = imported(text)
    check_origins(text)
    yaml = written(one)
    file = read_postmortem("incident.yaml", yaml.encode())
    assert file.findings == (), yaml
    assert isinstance(file.document, Document)
    assert file.document.data == {"id": "PM-2025-001", **one.data}
    assert lost(text, one) == set()
    return one


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_no_word_of_a_document_is_lost(path: Path) -> None:
    check(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_no_line_becomes_two_action_items(path: Path) -> None:
    check_origins(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "## Action items\n\n**Lessons learned:**\n- Alpha.\n\n**Tasks:**\n- Bravo.\n",
        "## Preventive measures\n\n**Areas to improve:**\n1. Alpha.\n\n**Tasks:**\n1. Bravo.\n",
        "## Actions\n\n### Actions\n\n#### Actions\n\n- Bravo.\n",
        "## Next steps\n\n**To do:**\n- Bravo.\n\n### Remediation items\n",
        "## Actions\n\n- **Short-term actions:**\n  - Bravo.\n",
        "## Actions\n\nACTION: Bravo.\n",
    ],
)
def test_sections_within_sections_give_each_task_once(text: str) -> None:
    check_origins(text)
    titles = [one["title"] for one in imported(text).data["action_items"]]
    assert titles == ["Bravo."]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_line_ends_make_no_difference(path: Path) -> None:
    lines = path.read_bytes().replace(b"\r\n", b"\n")
    again = import_markdown(read_source(path.name, lines.replace(b"\n", b"\r\n")), Wishes())
    assert again == import_markdown(read_source(path.name, lines), Wishes())


# Documents made at random from what postmortems are made of.


def one_of(lines: str) -> st.SearchStrategy[str]:
    """Give one of the pieces of a text, which `;` separates; `␣` is a blank that counts."""
    return st.sampled_from([one.strip().replace("␣", " ") for one in lines.split(";")])


WORDS = one_of("alpha; bravo; charlie; delta; echo; foxtrot; golf; hotel; india; kilo; lima")
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
STAMPS = one_of(
    """10:30; ~10:30; 1423 UTC; 10:00 - 10:15 UTC; 8am; 10.30ish; 12:26-12:??; unknown; 3pm;
    20202-01-16; 009:38; 25:99; 2024-03-01 10:00 UTC; [2024-03-01 23:50Z]; 00:10; T+5; ;
    **9:05 PM PST**; `14:02`; March 1 2024 10:00; 1/3/2024 4:00; 31.12.2024 23:59 CET;
    03-26 23:04"""
)
HEADINGS = one_of(
    """Summary; Timeline; Timeline (UTC); Action Items; Impact; Root cause; Prevention; Template;
    Lessons learned; What went well; Five whys; References; Short-term; Zulu Yankee; Detection;
    Resolution; Actions; Details; Follow-ups (whiskey)"""
)
MARKERS = one_of(
    """-␣; *␣; 1.␣; - [ ]␣; - [x]␣; ␣␣-␣; ␣␣␣␣-␣; >␣; •␣; ; - VIC-881:␣; - Owner: tango —␣;
    - ACTION:␣; - **Victor Tango** by 2 May:␣; - uniform to␣; - Tango: Victor —␣; Action 1:␣"""
)
EXTRAS = one_of(
    """; ␣(@tango); ␣Owner: tango; ␣due 2024-05-01; ␣~~uniform~~; ␣(DONE); ␣| victor; ␣P1; :;
    ␣[victor](https://example.com/issues/5); ␣**xray**: tango; ␣<br> victor;
    ␣(owner: tango, due 2024-05-01); ␣— tango — 2024-05-01; , by end of victor; , by early victor;
    ␣(uniform, @tango); ␣→ Victor Tango → 2024-05-01; ␣(ETA: whiskey, victor); ␣— unassigned;
    ␣— done in PR #881; ␣[victor] [2024-02-30]; ␣(before 2024-05-01, uniform); ␣· Victor, May 2;
    ␣[VIC-881](https://example.com/browse/VIC-881); ␣~~uniform~~ decided not to victor;
    ␣owned by tango victor; ␣(VIC-881)"""
)
FIXED = one_of(
    """; ; ; ---; |---|---|; | Time | Event |; | Action | Owner |; ```; <!--; -->; <details>;
    All times in CET; No actions.; Severity: P1; Authors: tango; **Owner**: tango;
    Started: 2024-03-01 09:00 UTC; [kilo]: https://example.com; <table>; </table>; <ul>; </ul>;
    <tr><td>kilo</td><td>tango<br>lima</td></tr>; <tr><th>Action</th><th>Owner</th></tr>;
    <li>golf <b>hotel</b></li>; <p>india; </p>; h2. Actions; h2. Timeline; a. bravo; b. charlie;
    ACTION: delta (tango); TODO(@tango): echo; **CA-1**: golf (tango); Done:; Doing; **Tasks:**;
    **Actions:**; **Lessons learned:**; (1) golf; alpha<br>10:30 bravo<br>; - **Hotel:**;
    Incident: 2024-03-01, 10:00-11:00 UTC; **Status:** kilo · **Owner:** tango; **Golf** hotel"""
)
LINES = st.one_of(
    st.builds("{}{}{}".format, MARKERS, SENTENCES, EXTRAS),
    st.builds("{}{} {}".format, MARKERS, STAMPS, SENTENCES),
    st.builds("{} {}".format, one_of("#; ##; ###; ####"), HEADINGS),
    st.builds("**{}**{}".format, HEADINGS, one_of("; :; : alpha")),
    st.builds("| {} | {} |".format, STAMPS, SENTENCES),
    st.builds("{}\n---".format, HEADINGS),
    FIXED,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=40).map("\n".join))
@example("## Timeline\n- 10:00 alpha\n```\nbravo")
def test_no_word_of_any_document_is_lost(text: str) -> None:
    if text.strip():
        check(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=400))
def test_any_text_at_all_gives_a_document_that_is_valid(text: str) -> None:
    if not text.strip():
        return
    try:
        one = imported(text)
    except NotImportable:
        return
    file = read_postmortem("incident.yaml", written(one).encode())
    assert file.findings == ()


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_is_written_so_that_it_is_read_back_unchanged(text: str) -> None:
    data = {"title": text, "lessons": {"lucky": [text, "a", f"x\n{text}"]}, "services": [text]}
    document = read_document("", yaml_text(data).encode())
    assert isinstance(document, Document)
    assert document.data == data


def test_what_notes_have_no_room_for_stands_in_comments() -> None:
    text = "# Title\n\n## Zulu\n\n" + "\n".join(f"word{number} kilo" for number in range(4000))
    one = imported(text)
    yaml = written(one)
    assert len(one.data["notes"]) <= 20_000
    assert "# What `notes` had no room for:" in yaml
    assert all(f"word{number} " in yaml for number in range(4000))
    assert read_postmortem("incident.yaml", yaml.encode()).findings == ()


def test_more_entries_than_a_document_holds_go_to_the_notes() -> None:
    text = "## Timeline\n" + "\n".join(f"- 10:00 UTC event{number}" for number in range(510))
    one = imported(f"2024-01-01\n\n{text}")
    assert len(one.data["timeline"]) == 500
    assert "event509" in one.data["notes"]


# Hostile files.

LINE_COUNT = MAX_LINES - 10
HOSTILE = {
    "brackets": "[" * 200_000,
    "stars": "## Actions\n\n- " + "*" * 100_000,
    "unclosed links": "## Actions\n\n- " + "[a](" * 50_000,
    "back ticks": "## Actions\n\n- " + "".join("`" * n + " " for n in range(400)),
    "blanks": "## Actions\n\n- a" + " " * 300_000 + "b",
    "blank lines of an item": "## Actions\n\n- a" + ("\n  " + " " * 50 + "b") * 5_000,
    "quotes": ">" * 300_000,
    "deep lists": "\n".join("  " * n + "- a" for n in range(900)),
    "lists in one line": "- " * 60_000,
    "many entries": "## Actions\n" + "- alpha bravo (@charlie) due 2024-01-01\n" * LINE_COUNT,
    "many rows": "## Timeline\n|Time|Event|\n|-|-|\n" + "|10:00|a|\n" * (LINE_COUNT - 10),
    "many headings": "## Timeline\n" + "### 10:00 UTC a\n" * LINE_COUNT,
    "many labels": "**Impact**: a\n" * LINE_COUNT,
    "many facts": "Severity: P1\n" * LINE_COUNT,
    "many targets": "".join(f"[a{n}]: http://b/{n}\n" for n in range(LINE_COUNT)),
    "links to many targets": "[a][b] " * 30_000 + "\n\n[b]: http://c",
    "wide table": "|a" * 500 + "|\n" + "|-" * 500 + "|\n",
    "dates": "## Timeline\n\n" + "2024-01-01 " * 30_000,
    "commas": "Services: " + "a," * 100_000,
    "names": "## Actions\n\n- Owner: " + "@a " * 50_000,
    "parts": "## Actions\n\n- a" + " — @b" * 50_000,
    "brackets of parts": "## Actions\n\n" + ("- a" + " (@b, due 2024-01-01)" * 190 + "\n") * 90,
    "dates behind commas": "## Actions\n\n" + ("- a" + ", due 2024-01-01" * 230 + "\n") * 90,
    "keys": "## Actions\n\n" + "- OPS-1: OPS-2 OPS-3 a\n" * (LINE_COUNT - 10),
    "days": "# a\n\n" + "On 2024-01-01 at 10:00, b was 2024-02-30.\n" * (LINE_COUNT - 10),
    "underscores": "## Actions\n\n- " + "_a" * 50_000,
    "tags": "## Actions\n\n- " + "<a " * 50_000,
    "comments": "<!--" * 50_000,
    "entities": "## Actions\n\n- " + "&amp;" * 40_000,
    "escapes": "## Actions\n\n- " + "\\*" * 60_000,
    "equal signs": "a\n=\n" * (LINE_COUNT // 2),
    "fences": "```\n" * LINE_COUNT,
    "numbers": "## Timeline\n\n- " + "1" * 200_000,
    "colons": ":" * 200_000,
    "bold": "**" + "a" * 200_000 + "**:",
    "front matter": "---\n" + "a: [\n" * 150 + "---\n",
    "questions": "## Five whys\n\n- why" + "?" * 100_000,
    "one heading": "# " + "a " * 200_000,
    "emoji": "## " + "😀" * 50_000,
    "bidirectional": "# a\u202eb\n\n## Actions\n\n- \u2066c\u2069 d",
    "controls": "# a\x07b\n\n## Actions\n\n- c\x1bd\x0ce\x0bf",
    "rows of HTML": "<table>" + "<tr>" * 60_000 + "</table>",
    "cells of HTML": "<table><tr>" + "<td colspan=20>a" * 10_000 + "</table>",
    "rows of actions": "## To do\n<table>\n" + "<tr><td>a</td></tr>\n" * 5_500 + "</table>",
    "open lists of HTML": "<ul>\n<ol>\n" * (LINE_COUNT // 2),
    "lists of HTML": "<ul><li>a" * 10_000 + "</ul>" * 10_000,
    "marks of HTML": "<ul><li>" + "<b>a</b>" * 30_000 + "</ul>",
    "open tags": "<ul><li>" + "<a " * 80_000 + "</ul>",
    "attributes": "<ul>" + ("<li " + "b=c " * 900 + ">x") * 60 + "</ul>",
    "breaks": ("a" + "<br>b" * 30 + "\n") * 190,
    "wiki": "h1. a\nh2. b\n" + "|| a " * 500 + "||\n" + "[~a" * 50_000,
    "letters": "a. b\nb. c\n" * (LINE_COUNT // 2),
    "tasks": "## Actions\n\n" + "TODO(@a): b\n" * (LINE_COUNT - 10),
    "tasks anywhere": "## X\n" + "- add a b c @kim due 2025-01-01\n" * (LINE_COUNT - 10),
    "bold leads": "## Actions\n\n" + "**Lead** b\n\n" * (LINE_COUNT // 2 - 10),
    "times below": "- a:\n  - Start: 2025-01-01 10:00 UTC\n" * (LINE_COUNT // 2),
    "windows": "Incident: 2025-01-01 10:00-11:00 UTC\n" * LINE_COUNT,
    "labels in a line": "**a:** b | " * 20_000 + "**a:** b",
    "coded parts": "## Actions\n- a" + " `@b`" * 40_000,
    "line separators": "## Actions\n\n- a\u2028b\x85c",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_costs_little(kind: str) -> None:
    started = time.process_time()
    yaml = written_or_refused(HOSTILE[kind])
    assert time.process_time() - started < 2
    assert yaml is None or read_postmortem("incident.yaml", yaml.encode()).findings == ()


def written_or_refused(text: str) -> str | None:
    try:
        return written(imported(text))
    except NotImportable:
        return None


@pytest.mark.parametrize("kind", ["many entries", "many rows", "deep lists", "many headings"])
def test_a_hostile_file_needs_little_memory(kind: str) -> None:
    tracemalloc.start()
    try:
        written_or_refused(HOSTILE[kind])
        assert tracemalloc.get_traced_memory()[1] < 100 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "it is empty"),
        (b" \n\r\n\t", "it is empty"),
        (b"PK\x03\x04\0\0", "it is a binary file, not Markdown"),
        (b"\xff\xfe#\0 \0", "it is UTF-16, not UTF-8"),
        (b"# a\n\xe4\n", "it is not UTF-8 text: line 2 has bytes of another encoding"),
        (
            b"a" * (MAX_BYTES + 1),
            f"it is larger than {MAX_BYTES // 1024:,} KiB, the most that is read",
        ),
        (b"a\n" * (MAX_LINES + 1), "it has 6,001 lines; at most 6,000 are read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_markdown_is_refused_with_a_reason(raw: bytes, said: str) -> None:
    with pytest.raises(NotImportable) as refusal:
        read_source("incident.md", raw)
    assert refusal.value.message == said
    assert refusal.value.hint


def test_a_document_that_would_be_too_large_is_refused() -> None:
    text = "## Zulu\n" + ("a" * (MAX_BYTES // 5_300) + "\n") * 5_200
    with pytest.raises(NotImportable) as refusal:
        written(imported(text))
    assert "larger than is read" in refusal.value.message
