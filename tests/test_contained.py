"""What a text opens and does not close ends with the text, in every issue and comment."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

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
        *("</b>", "<s>", "</s>", '<div title="', '">', "</div>", "<br>", "<table>", "</table>"),
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


class Page(HTMLParser):
    """What a browser takes from a page: each text with the elements that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in ("br", "hr", "img", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        # What is formatted goes on below, whatever ends around it; a table keeps all inside.
        last = max((n for n, one in enumerate(self.open) if one == tag), default=None)
        if last is not None and "table" not in self.open[last + 1 :]:
            inside = self.open[last + 1 :]
            self.open[last:] = [one for one in inside if one in ("a", "b", "s")]

    def handle_data(self, data: str) -> None:
        self.texts.append((data.strip(), tuple(self.open)))


HIDING = (
    '<div title="',
    "<table x='",
    '<pre title="',
    '1. <div class="a',
    "<DIV\ntitle='",
    '</p title="',
    "<?php",
    "<!X",
    "<![CDATA[",
    "<textarea>",
    "<template>",
    "<table>",
    "<s>",
    "a <s> b",
    "<s>\n\n`</s>`",
    '<div>\n`<b title="`\n</div>',
    '<div>\n```\n<b title="\n```\n</div>',
    '[^1]: <div title="',
    "a `\n`<s>`",
    '- ```\n  <div title="',
)


def is_shown_by_itself(text: str) -> bool:
    """Whether a paragraph after a text is on the page, and in nothing that the text begins."""
    page = Page(READER.render(f"{contained(text)}\n\nThe end."))
    return ("The end.", ("p",)) in page.texts


@pytest.mark.parametrize("text", HIDING)
def test_a_tag_or_an_element_that_nothing_ends_hides_nothing_that_follows(text: str) -> None:
    assert is_shown_by_itself(text)


@given(TEXT)
def test_whatever_a_text_holds_a_browser_shows_what_follows_by_itself(text: str) -> None:
    assert is_shown_by_itself(text)


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>More</summary>\n\nHidden `make <target>`.\n\n</details>",
        'Press <kbd>F1</kbd>,<br>or see <a href="https://example.com/?a=b">it</a>.',
    ],
)
def test_html_that_ends_what_it_begins_is_obeyed(text: str) -> None:
    assert "\u200b" not in contained(text)


def test_html_that_is_shown_reads_as_it_was_written() -> None:
    assert contained("Vec<u8> and `Vec<u8>`") == "> Vec<\u200bu8> and `Vec<u8>`"
    text = "- ```\n  curl <host>\n  ```"
    assert contained(text) == "> - ```\n>   curl <\u200bhost>\n>   ```"


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
