"""What a text opens and does not close ends with the text, in every issue and comment."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from worlds import item, link, postmortem, sourced

from pmaction.config import Config
from pmaction.desired import DesiredIssue, desired_issues
from pmaction.incident import FailureMode, RootCause, Summary
from pmaction.issue import LastWritten
from pmaction.render.contained import contained, contained_line, fitting
from pmaction.render.inert import MAX_BLOCK
from pmaction.tracking.github_body import Marker, new_body

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
PIECES = st.sampled_from(
    [
        *(
            "```",
            "````",
            "~~~",
            "```sh",
            "`",
            "``",
            "\\",
            "\\`",
            "    ",
            "  ",
            "\t",
            ">",
            "- ",
            "1. ",
        ),
        *(
            "<details>",
            "</details>",
            "<summary>",
            "<div",
            "<pre>",
            "<?",
            "<!X",
            "<![CDATA[",
            "<!--",
        ),
        *("<b>", "<a href='", "'>", ">", "<", "<https://x.example>", "Vec<u8>", "words", " ", "# "),
        *("\n", "\n\n", "\n\n\n", "---", "===", "[x]: y", "|"),
    ]
)
TEXT = st.lists(PIECES, max_size=25).map("".join).filter(lambda text: text.strip() == text != "")
STRAYS = (
    "Run this:\n```\nmake",
    "~~~\nmake",
    "Run this:\n  ```\n  make",
    "- ```\n  make",
    "- first\n  ```\n<details>\n  ```",
    "<details><summary>More</summary>",
    "a `\nb` <details> `c",
    "\\`<details>`",
    "`` <details> `",
    "<?",
    "```",
)


def top_level(text: str) -> list[Token]:
    return [token for token in READER.parse(text) if token.level == 0 or token.type == "inline"]


def html_outside_of_quotes(text: str) -> list[str]:
    """The HTML that a page gets from a text where no block quote ends what it opens."""
    found, depth = [], 0
    for token in READER.parse(text):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        inline = [one for one in token.children or () if one.type == "html_inline"]
        if depth == 0:
            found += [one.content for one in (token, *inline) if one.type.startswith("html_")]
    return found


def is_last_paragraph(text: str, last: str) -> bool:
    tokens = READER.parse(text)
    return [(one.type, one.level) for one in tokens[-3:]] == [
        ("paragraph_open", 0),
        ("inline", 1),
        ("paragraph_close", 0),
    ] and tokens[-2].content == last


@given(TEXT)
@example("Run this:\n```\nmake")
@example("Run this:\n  ```\n  make")
@example("<details><summary>More</summary>")
@example("- first\n  ```\n<details>\n  ```")
@example("a `\nb` <details> `c")
def test_whatever_a_text_opens_what_follows_is_a_paragraph_of_its_own(text: str) -> None:
    whole = f"{contained(text)}\n\nThe end."
    assert is_last_paragraph(whole, "The end.")
    assert html_outside_of_quotes(whole) == []


@given(TEXT, TEXT)
def test_no_html_gets_out_of_a_line_and_none_of_its_code_into_the_next(
    one: str, other: str
) -> None:
    whole = f"Both: {contained_line(one)}; {contained_line(other)} <b>"
    assert "\n" not in whole
    assert html_outside_of_quotes(whole) == ["<b>"]


@pytest.mark.parametrize(
    "text",
    [
        "Run `make <target>`, then look.",
        "```sh\nmake <target>\n```\n\nThen look.",
        "See <https://example.com/a>, and 1 < 2.",
        "- one\n- two",
    ],
)
def test_a_text_that_ends_what_it_begins_stays_as_it_is(text: str) -> None:
    assert contained(text) == text


def test_code_in_a_line_stays_code() -> None:
    assert contained_line("Read `Vec<u8>` whole") == "Read `Vec<u8>` whole"
    assert contained_line("Show <details> as text") == "Show &lt;details> as text"


def test_a_block_that_is_cut_inside_a_fence_closes_it() -> None:
    text = "x\n" * 10 + "```\n" + "make\n" * MAX_BLOCK
    assert is_last_paragraph(fitting(text), "… (cut here; the file has the whole text)")


def issues_of(text: str) -> tuple[DesiredIssue, ...]:
    """The parent and one item of a postmortem that says this wherever it can say something."""
    one = item(
        "A1",
        text,
        description=text,
        done_when=text,
        rationale=text,
        verification=text,
        addresses=("F1",),
        due=date(2025, 12, 21),
    )
    summary = Summary(incident=text, impact=text, root_cause=text, prevention=text)
    cause = RootCause(failure_modes=(FailureMode("F1", text),))
    whole = postmortem(one, title=text, services=(text,), summary=summary, root_cause=cause)
    return desired_issues([sourced(whole)], Config(), link)


@pytest.mark.parametrize("text", STRAYS)
def test_headings_source_and_marker_of_an_issue_are_what_they_are_after_each_text(
    text: str,
) -> None:
    for wanted in issues_of(text):
        body = new_body(wanted.block(7), Marker(wanted.key, LastWritten()))
        paragraphs = [one.content for one in top_level(body) if one.type == "inline"]
        names = ("**Done when**", "**What to do**", "**Why**", "**How to verify**")
        if wanted.parent is not None:
            assert [one for one in paragraphs if one in names] == list(names)
        else:
            assert "**Action items**" in paragraphs
            assert sum(one.startswith("**") for one in paragraphs) == 5
        assert any(one.startswith("Source: ") and "#7" in one for one in paragraphs)
        html = html_outside_of_quotes(body)
        assert len(html) == 3
        assert all(one.startswith("<!-- pmaction:") for one in html)
