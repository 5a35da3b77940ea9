"""YAML front matter edited in place: whatever a change does not touch keeps its bytes.

A round trip through a YAML writer keeps the meaning, yet moves comments, quotes and blanks, and
drops the comments behind a deleted entry. Here the parser only says where a value stands; the
text is spliced there, and read again to prove that nothing else changed.

One entry, which is ours alone and can be very long, is a line of JSON. The YAML reader sees a
short word in its place: where it takes that for the entry's whole value, the line can be read and
written as JSON, and everything else stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pmaction.plain_reader import NOT_READ, read_plainly
from pmaction.refusal import Refusal
from pmaction.tracking.front_matter_lists import list_edits
from pmaction.tracking.front_matter_places import (
    Edit,
    Entry,
    end_of_line,
    entry_named,
    eol_of,
    value_span,
)
from pmaction.tracking.front_matter_values import as_names, to_json, to_yaml
from pmaction.yaml_reader import YamlReader

_STAND_IN = "value-on-a-line-of-its-own"
_BARE_MENTION = re.compile(r"(?<=[\[,\s])@[\w./-]+(?=[ \t]*(?:[],\r\n]|[ \t]#|$))")
_ASSIGNEES = re.compile(r"^assignees[ \t]*:.*\n?(?:^[ \t]*-[ \t].*\n?)*", re.M)


class FrontMatter:
    """The top-level entries of a YAML mapping: `data` to read them, `text` to write them."""

    def __init__(self, text: str, order: tuple[str, ...], json_name: str) -> None:
        """Read a text; new entries are placed in `order`, that of `json_name` is kept as JSON.

        Raises Refusal for what is not YAML.
        """
        self._order, self._json_name = order, json_name
        self._json_line = re.compile(rf"^{json_name}: (\{{.*\}})(?=[ \t]*\r?$)", re.M)
        # At the start of a line only: a title may say anything, and is written on its own line.
        self._stand_in = re.compile(rf"^({json_name}: ){_STAND_IN}", re.M)
        self._json, self._text = "", text
        self.data: dict[str, Any] = {}
        if self._take_json(text):
            return
        try:
            self._take(text)
        except Refusal as refusal:
            try:  # `assignees: [@alice]` is not YAML, yet clear, and what anybody would write
                self._take(_ASSIGNEES.sub(_with_quoted_mentions, text))
            except Refusal:
                raise refusal from None

    @property
    def text(self) -> str:
        """Give the whole text as it is to be written."""
        if not self._json:
            return self._text
        return self._stand_in.sub(lambda found: found[1] + self._json, self._text, count=1)

    def set(self, name: str, value: Any) -> None:
        """Give an entry this value; a comment behind it stays."""
        expected = {**self.data, name: value}
        written = to_yaml(value, in_flow=False)
        if name == self._json_name:
            written = to_json(value)
            if self._json:
                self._json, self.data = written, expected
                return
        entry = self._entry(name)
        if entry is None:
            self._splice([self._insertion(name, f"{name}: {written}")], expected)
            return
        start, end = value_span(self._text, entry)
        gap = "" if self._text[start - 1].isspace() else " "
        self._splice([(start, end, gap + written)], expected)

    def remove(self, name: str) -> None:
        """Delete an entry if it is there; a comment behind it becomes a line of its own."""
        entry = self._entry(name)
        if entry is None:
            return
        start = self._text.rfind("\n", 0, entry[0].start_mark.index) + 1
        _, value_end = value_span(self._text, entry)
        line_end = end_of_line(self._text, value_end)
        comment = self._text[value_end:line_end].strip()
        end = line_end
        if not comment.startswith("#"):
            comment = ""
            end = self._text.find("\n", line_end) + 1 or len(self._text)
        expected = {key: value for key, value in self.data.items() if key != name}
        self._splice([(start, end, comment)], expected)

    def change_names(self, name: str, added: Iterable[str], removed: Collection[str]) -> None:
        """Add names to a list and remove others, leaving the rest of it as it was written."""
        old = self.data.get(name)
        have = as_names(old)
        new = [each for each in added if each not in have]
        if not new and not set(have) & set(removed):
            return
        entry = self._entry(name)
        if not isinstance(old, list) or not any(have) or entry is None:
            self.set(name, [each for each in have if each and each not in removed] + new)
            return
        kept = [index for index, each in enumerate(have) if each not in removed]
        expected = {**self.data, name: [old[index] for index in kept] + new}
        self._splice(list_edits(self._text, entry, kept, new), expected)

    def _take(self, text: str) -> None:
        data, duplicates = _data_of(text)
        if duplicates:
            raise duplicates[0]
        if not isinstance(data, dict):
            hint = "Write one `name: value` a line."
            raise Refusal("front-matter", 0, "the front matter does not hold named values", hint)
        if self._json and data.get(self._json_name) == _STAND_IN:
            data[self._json_name] = json.loads(self._json)
        self._text = text
        self.data = data

    def _take_json(self, text: str) -> bool:
        """Read a text whose one long value is ours as we write it; False if that is not sure."""
        found = self._json_line.search(text)
        if found is None or _STAND_IN in text or not _is_json_of_ours(found[1]):
            return False
        short = text[: found.start(1)] + _STAND_IN + text[found.end(1) :]
        try:
            data, duplicates = _data_of(short)
        except Refusal:  # said again, with the right place, when the whole text is read
            return False
        if duplicates or not isinstance(data, dict):
            return False
        if data.get(self._json_name) != _STAND_IN:
            return False
        self._json, self._text = found[1], short
        self.data = {**data, self._json_name: json.loads(found[1])}
        return True

    def _entry(self, name: str) -> Entry | None:
        """Find an entry; the parser, which is slow, looks only for one that is there."""
        return entry_named(self._text, name) if name in self.data else None

    def _insertion(self, name: str, line: str) -> Edit:
        before = [each for each in self._order[: self._order.index(name)] if each in self.data]
        entry = self._entry(before[-1]) if before else None
        if entry is None:
            return 0, 0, line + eol_of(self._text)
        at = end_of_line(self._text, value_span(self._text, entry)[1])
        return at, at, f"{eol_of(self._text)}{' ' * entry[0].start_mark.column}{line}"

    def _splice(self, edits: list[Edit], expected: Mapping[str, Any]) -> None:
        text = self._text
        for start, end, replacement in sorted(edits, key=lambda edit: edit[:2], reverse=True):
            text = text[:start] + replacement + text[end:]
        try:
            self._take(text)
        except Refusal:
            self.data = {}
        if self.data != expected:
            raise Refusal(
                "front-matter",
                0,
                "the front matter is written in a way that cannot be changed safely",
                "Write it plainly, one `name: value` a line, without anchors and aliases.",
            )


def _data_of(text: str) -> tuple[Any, list[Refusal]]:
    """Read a text, natively where that is sure; beside the data what stands in it twice.

    Raises Refusal for what is not YAML.
    """
    plain = read_plainly(text)
    if plain is not NOT_READ:
        return plain, []
    reader = YamlReader(text)
    return reader.read(), reader.duplicates


def _is_json_of_ours(text: str) -> bool:
    """Say whether a text is JSON just as `to_json` writes it, each name once."""
    try:
        return to_json(json.loads(text)) == text
    except (ValueError, RecursionError):
        return False


def _with_quoted_mentions(found: re.Match[str]) -> str:
    return _BARE_MENTION.sub(lambda mention: f'"{mention[0]}"', found[0])
