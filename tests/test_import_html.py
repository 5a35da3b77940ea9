"""What is no Markdown and is read all the same: HTML, wiki markup, counted and boxed lines."""

from __future__ import annotations

from typing import Any

import pytest

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.rewriting import as_markdown
from pmaction.importing.source import read_source

HEAD = "# Mail was down\n\nDate: 2024-03-01\n\n"


def imported(text: str) -> Imported:
    return import_markdown(read_source("incident.md", (HEAD + text).encode()), Wishes())


def titles(text: str) -> list[str]:
    return [one["title"] for one in imported(text).data.get("action_items", [])]


def item(text: str) -> dict[str, Any]:
    (one,) = imported(text).data["action_items"]
    return dict(one)


def lines(text: str) -> list[str]:
    return [line for line in as_markdown(text.split("\n"), 0)[0] if line]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<ul><li>a</li><li>b</li></ul>", ["- a", "- b"]),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", ["1. a", "    - b"]),
        ("<ul>\n<li><p>a</p><p>b</p></li>\n</ul>", ["- a", "    b"]),
        ("<ul><li>a <b> b </b>c <i>d</i></li></ul>", ["- a **b** c *d*"]),
        ('<ul><li><a href="https://x.org/1">a b</a></li></ul>', ["- [a b](https://x.org/1)"]),
        ('<ul><li><a href="#top">a</a></li></ul>', ["- a"]),
        ('<ul><li>a <a class="user-mention" href="/u/7">Ana Ruiz</a></li></ul>', ["- a @Ana Ruiz"]),
        ('<ul><li><input type="checkbox" checked>a</li></ul>', ["- [x] a"]),
        ('<ul><li class="checked">a</li></ul>', ["- [x] a"]),
        ("<ul><li>a &lt;b&gt; &amp; c&nbsp;d &uuml;</li></ul>", ["- a &lt;b&gt; &amp; c d ü"]),
        ("<table><tr><th>a</th><th>b</th></tr></table>", ["| a | b |", "|---|---|"]),
        (
            "<table><tr><td>a|b<br>c</td></tr><tr><td><p>d</p><p>e</p></td></tr></table>",
            ["| a\\|b<br>c |", "|---|", "| d<br>e |"],
        ),
        (
            "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>",
            ["| a | b |", "|---|---|", "|  | c |"],
        ),
        ("<table><tr><td colspan=2>a<td>b</table>", ["| a |  | b |", "|---|---|---|"]),
        ("a\n<ul><li>b</li></ul> c", ["a", "<ul><li>b</li></ul> c"]),
        ("<table>\n<tr><td>a</td></tr>", ["<table>", "<tr><td>a</td></tr>"]),
        ("```\n<ul><li>a</li></ul>\n```", ["```", "<ul><li>a</li></ul>", "```"]),
        ("a<br>b<br/>c<br>", ["a", "b", "c<br>"]),
        ("- a<br>b", ["- a<br>b"]),
        ("| a<br>b |", ["| a<br>b |"]),
        ("**One:** b · **Two:** d", ["**One:** b", "**Two:** d"]),
        ("a · b", ["a · b"]),
        ("h1. a\nh2. b\n||c||d||\n|e|f|", ["h1. a", "h2. b", "| c | d |", "|---|---|", "|e|f|"]),
        ("h1. a\nh2. b\n# c\n# d\n** e", ["h1. a", "h2. b", "1. c", "1. d", "    - e"]),
        ("h1. a\nh2. b\n[~kim] {{c}}", ["h1. a", "h2. b", "@kim `c`"]),
        ("h1. a\nh2. b\n[x|https://y.org]", ["h1. a", "h2. b", "[x](https://y.org)"]),
        ("||a||b||", ["||a||b||"]),
    ],
)  # fmt: skip
def test_it_is_written_as_markdown(text: str, written: list[str]) -> None:
    assert lines(text) == written


def test_a_page_of_html_is_read_as_a_whole() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>PIR-5</title><style>p {}</style></head><body>"
        "<h1>Mail was down</h1><p>On <b>5 May 2025</b> at 10:00 it fell.</p><h2>Next steps</h2>"
        "<ul><li>Add an alert</li><li>Test it<ul><li>Owner: @kim</li></ul></li></ul>"
        "<script>alert(1)</script></body></html>"
    )
    data = import_markdown(read_source("page.md", page.encode()), Wishes()).data
    assert data["title"] == "Mail was down"
    assert data["times"] == {"started": "2025-05-05"}
    assert [(one["title"], one.get("owner")) for one in data["action_items"]] == [
        ("Add an alert", None),
        ("Test it", "@kim"),
    ]


def test_remarks_name_the_lines_of_the_file_and_not_of_what_was_made_of_it() -> None:
    one = imported("<ul><li>a</li><li>b</li></ul>\n\nOn 2024-02-30 it fell.\n")
    assert "line 7: `2024-02-30` is on no calendar; it stayed text" in one.remarks


def test_a_table_of_html_gives_its_rows() -> None:
    found = item(
        "## Action items\n\n<table>\n<tr><th>#</th><th>Action</th><th>Who</th>"
        "<th>When</th></tr>\n\n<tr>\n<td>1</td>\n<td>Add an alert</td>\n<td>@kim</td>\n"
        "<td>2024-04-02</td>\n</tr>\n</table>\n"
    )
    assert found == {"id": "A1", "title": "Add an alert", "owner": "@kim", "due": "2024-04-02"}


def test_tags_around_markdown_do_not_hide_it() -> None:
    assert titles("<div>\n\n## Action items\n\n- Add an alert\n\n</div>\n") == ["Add an alert"]
    assert titles("<p>## Notes</p>\n\n<h2>Action items</h2>\n\n- Add an alert\n") == [
        "Add an alert"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a. Add an alert\nb. Test it", ["Add an alert", "Test it"]),
        ("4.1 Add an alert\n4.2 Test it", ["Add an alert", "Test it"]),
        ("(1) Add an alert\n(2) Test it", ["Add an alert", "Test it"]),
        (":white_large_square: Add an alert\n:x: Test it", ["Add an alert", "Test it"]),
        ("TODO(@kim): add an alert\nTODO: test it", ["add an alert", "test it"]),
        ("**CA-1**: Add an alert\n\n**CA-2**: Test it", ["Add an alert", "Test it"]),
        ("AI-1: Add an alert\nAI-2: Test it", ["Add an alert", "Test it"]),
        ("**Alert.** Add one for mails.\n\n**Test.** Try it.", ["Alert. Add one for mails.",
                                                               "Test. Try it."]),
        ("- **Improvements:**\n  - Add an alert\n  - Test it", ["Add an alert", "Test it"]),
        ("- **Add an alert:**\n  - on the queue\n  - on mails", ["Add an alert"]),
    ],
)  # fmt: skip
def test_items_are_told_apart(text: str, found: list[str]) -> None:
    assert titles(f"## Action items\n\n{text}\n") == found


def test_a_numbered_heading_may_be_underlined() -> None:
    assert titles(
        "1. Cause\n--------\n\nA lock.\n\n2. Action items\n---------------\n\n- Test it\n"
    ) == ["Test it"]
    assert titles("## Action items\n\n1. Add an alert for mails\n---\n") == [
        "Add an alert for mails"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## Discussion\n\nWe talked.\n\nACTION: Ana to add an alert by 2 April 2024\n",
        "## Notes\n\n- **ACTION:** Ana to add an alert by 2 April 2024\n- Something else\n",
        "## Notes\n\n[AI] Ana to add an alert by 2 April 2024\n",
        "## Notes\n\nTODO(Ana): add an alert by 2 April 2024\n",
    ],
)
def test_a_marked_item_is_found_wherever_it_stands(text: str) -> None:
    found = item(text)
    assert (found["title"], found["owner"], found["due"]) == ("add an alert", "Ana", "2024-04-02")


def test_a_numbered_name_above_its_text_is_a_heading() -> None:
    text = "1. SUMMARY\nA disk was full.\n\n2. FURTHER ACTIONS\n2.1 Add a disk\n2.2 Test it\n"
    assert titles(text) == ["Add a disk", "Test it"]
    assert titles("## Action items\n\n1. ALERT ON DISKS\n2. TEST IT ALL\n") == [
        "ALERT ON DISKS",
        "TEST IT ALL",
    ]


def test_a_column_of_boxes_is_the_status() -> None:
    text = "## Action items\n\n| ✅ | Task | Who |\n|-|-|-|\n| [x] | Add a disk | Ana |\n"
    assert item(text)["status"] == "done"


def test_a_marked_item_that_is_listed_too_is_one() -> None:
    text = "## Notes\n\nACTION: add an alert\n\n## Action items\n\n- Add an alert\n"
    assert titles(text) == ["Add an alert"]


@pytest.mark.parametrize(
    "text", ["## Impact\n\nTODO: fill in\n", "## Timeline\n\n- 10:00 ACTION: pod restarted\n"]
)
def test_what_is_left_to_write_and_what_was_done_then_are_no_items(text: str) -> None:
    assert titles(text) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("### Won't do\n\n- Buy a disk\n", "wont_do"),
        ("### Considered but rejected\n\n- Buy a disk\n", "wont_do"),
        ("- Add an alert\n\nWon't do:\n- Buy a disk\n", "wont_do"),
        ("### Completed\n\n- Buy a disk\n", "done"),
        ("- Add an alert\n\n## Done\n\n- Buy a disk\n", "done"),
    ],
)
def test_a_group_gives_its_status(text: str, status: str) -> None:
    found = imported(f"## To do\n\n{text}").data["action_items"]
    assert [one["status"] for one in found if one["title"] == "Buy a disk"] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "## Now\n\n- Add an alert for mails @kim due 2024-04-02\n- Test all of it by 2024-04-03\n",
        "## What comes now\n\nWe will:\n\n- add an alert for mails\n- test it\n",
        "We take the following measures:\n\n- add an alert for mails\n- test it\n",
        "## Corrective action 1\n\n| | |\n|-|-|\n| Action | Add an alert |\n| Owner | Ana |\n"
        "| Due | 2024-04-02 |\n\n## Corrective action 2\n\n| | |\n|-|-|\n| Action | Test it |\n"
        "| Owner | Ana |\n| Status | open |\n",
    ],
)  # fmt: skip
def test_items_are_found_by_what_they_say_where_no_heading_says_it(text: str) -> None:
    assert [one.casefold().split()[0] for one in titles(text)] == ["add", "test"]


@pytest.mark.parametrize(
    "text",
    [
        "## Roles\n\n- Commander: @ana\n- Scribe: @kim\n",
        "## Facts\n\n- 2024-03-01 10:00 UTC it fell\n- 2024-03-01 11:00 UTC it stood again\n",
        "## Background\n\nThree parts failed:\n\n- The release tool\n- The mirror\n",
    ],
)
def test_other_lists_are_no_items(text: str) -> None:
    assert titles(text) == []
