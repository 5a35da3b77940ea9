"""Comments that tell rules to look away: `# pmaction: ignore[rule-id] reason`.

Such a comment stands on the line of what it is about, or on a line of its own above it. It holds
for that line and, where an entry or a property with all below it begins there, for the whole of
it; above all else at the head of the file it holds for the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.positions import Lines, Path, Span

_COMMENT = re.compile(r"#(?<!\S#)[ \t]*pmaction[ \t]*:[ \t]*(?P<said>[^\n]*)")
_SAID = re.compile(r"ignore[ \t]*\[(?P<rules>[^\]]*)\][ \t]*:?[ \t]*(?P<reason>.*)")
WHOLE_FILE = 0
"""Stands for the line that a comment at the head of the file is about."""


class Ignore(Struct, frozen=True):
    """One comment: the rules it names, its reason, and the line that it is about.

    `rules` is empty where the comment is not understood; `ran` are those of its rules that
    looked at the document, and `used` those of whose findings it kept one away.
    """

    place: Span
    line: int
    rules: tuple[str, ...]
    reason: str
    ran: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()


def read_ignores(text: str) -> tuple[Ignore, ...]:
    """Find the comments in a document that is known to be YAML."""
    if not _COMMENT.search(text):
        return ()
    scalars = Scalars(text)
    lines = Lines(text)
    content = [*_lines_of_content(text, scalars)]
    return tuple(
        _ignore(match, lines, content)
        for match in _COMMENT.finditer(text)
        if not scalars.hold(match.start())
    )


class Scalars:
    """Where texts begin and end; what stands in them is no comment."""

    def __init__(self, text: str) -> None:
        # Imported here: few documents have such a comment, and this takes time.
        from ruamel.yaml import YAML
        from ruamel.yaml.tokens import ScalarToken

        self._starts: list[int] = []
        self._ends: list[int] = []
        for token in YAML(typ="safe", pure=True).scan(text):
            if isinstance(token, ScalarToken):
                start, end = token.start_mark.index, token.end_mark.index
                if token.style in ("|", ">"):  # A comment may stand beside the sign itself.
                    start = max(start, text.find("\n", start))
                self._starts.append(start)
                self._ends.append(end)

    def hold(self, index: int) -> bool:
        """Say whether a character is part of a text."""
        at = bisect_right(self._starts, index) - 1
        return at >= 0 and index < self._ends[at]


def _lines_of_content(text: str, scalars: Scalars) -> Iterator[int]:
    """Give the numbers of the lines that are neither empty nor a comment alone."""
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        begins = line.strip()
        if begins.startswith("#"):
            if scalars.hold(at + line.index("#")):
                yield number
        elif begins and begins != "---" and not begins.startswith("%"):
            yield number
        at += len(line) + 1


def _ignore(match: re.Match[str], lines: Lines, content: list[int]) -> Ignore:
    line, column = lines.at(match.start())
    after = bisect_left(content, line)
    about = content[after] if after < len(content) else line
    if after == 0 and about != line:
        about = WHOLE_FILE
    place = Span(line, column, line)
    said = _SAID.fullmatch(match["said"].strip())
    if said is None:
        return Ignore(place, about, (), "")
    rules = tuple(name.strip() for name in said["rules"].split(",") if name.strip())
    return Ignore(place, about, rules, said["reason"].strip())


def ignored_at(document: Document, path: Path) -> frozenset[str]:
    """Give the rules that comments tell to look away from what a path leads to."""
    ignoring = Ignoring(document)
    named = {rule for comment in ignoring.comments for rule in comment.rules}
    return frozenset(
        rule
        for rule in named
        if ignoring.ignores(document.finding(path, rule, Severity.WARNING, "", ""), path)
    )


class Ignoring:
    """The comments of a document at work: what they are about, and what each kept away."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._comments = read_ignores(document.text)
        self._ran: set[str] = set()
        self._used: set[tuple[int, str]] = set()

    @property
    def comments(self) -> tuple[Ignore, ...]:
        """The comments, each with those of its rules that ran, and that it kept quiet."""
        return tuple(
            replace(
                ignore,
                ran=frozenset(self._ran.intersection(ignore.rules)),
                used=frozenset(rule for number, rule in self._used if number == count),
            )
            for count, ignore in enumerate(self._comments)
        )

    def ran(self, rule: str) -> None:
        """Note that a rule looks at the document."""
        if self._comments:
            self._ran.add(rule)

    def ignores(self, finding: Finding, path: Path) -> bool:
        """Say whether a comment is about this finding, whose value this path leads to."""
        named = [n for n, one in enumerate(self._comments) if finding.rule in one.rules]
        if not named:
            return False
        heads = (path[:end] for end in range(1, len(path) + 1))
        lines = {self._document.span(head, of_key=True).line for head in heads}
        # A text may begin below its name, and the finding stand further down in it.
        lines.add(self._document.span(path).line)
        about = {WHOLE_FILE, finding.line, *lines}
        ignoring = {n for n in named if self._comments[n].line in about}
        self._used |= {(n, finding.rule) for n in ignoring}
        return bool(ignoring)
