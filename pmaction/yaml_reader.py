"""YAML text to plain data with the place of each value: ruamel.yaml's parser, bounded building."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.reader import ReaderError

from pmaction.bounds import MAX_DEPTH
from pmaction.positions import Lines, Path, Span
from pmaction.quoting import cut
from pmaction.refusal import CORE, Refusal, parser_refusal, syntax_refusal, tag_refusal
from pmaction.yaml_anchors import YamlAnchors
from pmaction.yaml_scalars import YamlScalars, whole_text


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    data: dict[str, Any] | list[Any]
    path: Path
    start: int
    anchor: str | None
    nodes_before: int
    characters_before: int
    key: str | None = None


class YamlReader:
    """Reads one document; afterwards `values` and `keys` hold the place of each path."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.values: dict[Path, Span] = {}
        self.keys: dict[Path, Span] = {}
        self.duplicates: list[Refusal] = []
        self._lines = Lines(text)
        self._yaml = YAML(typ="safe", pure=True)
        self._scalars = YamlScalars(self._yaml)
        self._stack: list[_Open] = []
        self._anchors = YamlAnchors()
        self._last_content = 0
        self._key_end = 0
        self._roots: list[Any] = []

    def read(self) -> Any:
        """Give the document's data.

        Raises Refusal for what is not YAML or is more than a document may hold. Duplicate keys
        are collected in `duplicates`; the data is then not to be trusted.
        """
        try:
            for event in self._yaml.parse(self.text):
                self._take(event)
        except MarkedYAMLError as error:
            raise syntax_refusal(error, self.text) from None
        except ReaderError as error:
            raise Refusal(
                "control-character",
                error.position,
                f"the character U+{error.character:04X} is not allowed in YAML",
                "Delete it; it is invisible and usually came in by copy and paste.",
            ) from None
        except (YAMLError, ValueError, OverflowError, RecursionError) as error:
            raise parser_refusal(error, self.text, self._last_content) from None
        if not self._roots:
            raise Refusal(
                "empty-file",
                0,
                "the file has only comments",
                "Start from a template with `pmaction new`, or delete the file.",
            )
        return self._roots[0]

    def _take(self, event: Event) -> None:
        if isinstance(event, DocumentStartEvent):
            self._check_document_start(event)
        elif isinstance(event, CollectionEndEvent):
            self._close(event)
        elif isinstance(event, NodeEvent):
            self._node(event)

    def _check_document_start(self, event: DocumentStartEvent) -> None:
        if self._roots:
            raise Refusal(
                "several-documents",
                event.start_mark.index,
                "a second YAML document begins here",
                "One file holds one document: move this one to a file of its own.",
            )
        if event.version is not None and tuple(event.version) < (1, 2):
            raise Refusal(
                "yaml-syntax",
                event.start_mark.index,
                "the file asks for YAML 1.1, where `no` and `12:30` mean other things",
                "Delete the `%YAML` line: files are read as YAML 1.2.",
            )

    def _node(self, event: NodeEvent) -> None:
        at, end = event.start_mark.index, event.end_mark.index
        parent = self._stack[-1] if self._stack else None
        in_list = parent is not None and isinstance(parent.data, list)
        if isinstance(event, ScalarEvent) and at == end and event.style is None and not in_list:
            # A property's empty value has no place; the parser names that of what follows it.
            at = end = min(at, self._key_end)
        if parent is not None and isinstance(parent.data, dict) and parent.key is None:
            self._key(event, parent)
            return
        path: Path = ()
        if parent is not None:
            path = (*parent.path, len(parent.data) if parent.key is None else parent.key)
        self._anchors.count(1, at, path)
        if isinstance(event, AliasEvent):
            data = self._anchors.expanded(str(event.anchor), at, path)
        elif isinstance(event, CollectionStartEvent):
            self._open(event, path)
            return
        else:
            assert isinstance(event, ScalarEvent)  # noqa: S101  (the parser knows no other node)
            data = self._scalars.value(event, path)
            self._anchors.characters += len(event.value)
            if event.anchor:
                self._anchors.put(event.anchor, data, 1, len(event.value))
            end = at + len(self.text[at:end].rstrip())  # a block scalar's end is the next token
        self._span(path, at, end)
        self._place(data)

    def _key(self, event: NodeEvent, parent: _Open) -> None:
        at = event.start_mark.index
        if not isinstance(event, ScalarEvent):
            raise Refusal(
                "yaml-syntax",
                at,
                "a property's name must be plain text",
                "Quote the name, or the value if it begins with a bracket, `*` or `&`.",
                parent.path,
            )
        name = whole_text(event, parent.path)
        self._anchors.characters += len(name)
        path = (*parent.path, name)
        if event.style is None and name == "<<":
            raise Refusal(
                "merge-key",
                at,
                "merge keys (`<<`) are not read",
                "Write the properties out where they belong.",
                parent.path,
            )
        if event.anchor:
            self._anchors.put(event.anchor, name, 1, len(name))
        if name in parent.data:
            first = self.keys[path]
            self.duplicates.append(
                Refusal(
                    "duplicate-key",
                    at,
                    f"`{cut(name)}` stands here a second time; the first is on line {first.line}",
                    "Keep one of the two, or join them.",
                    path,
                )
            )
        else:
            line, column = self._lines.at(at)
            self.keys[path] = Span(line, column, line)
        parent.key = name
        self._key_end = event.end_mark.index

    def _open(self, event: CollectionStartEvent, path: Path) -> None:
        at = event.start_mark.index
        if event.tag not in (None, "!", CORE + "map", CORE + "seq"):
            raise tag_refusal(event.tag, at, path)
        if len(self._stack) >= MAX_DEPTH:
            raise Refusal(
                "too-deep",
                at,
                f"values are nested more than {MAX_DEPTH} deep",
                "A postmortem needs six levels; check the indentation and the brackets.",
                path,
            )
        if event.anchor:
            self._anchors.begin(event.anchor)
        data: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        before = self._anchors
        self._stack.append(_Open(data, path, at, event.anchor, before.nodes, before.characters))

    def _close(self, event: CollectionEndEvent) -> None:
        done = self._stack.pop()
        # A block collection's end mark is where the next token starts: end on its last content.
        end = event.end_mark.index if event.end_mark.index > event.start_mark.index else 0
        self._span(done.path, done.start, max(end, self._last_content))
        if done.anchor:
            nodes = self._anchors.nodes - done.nodes_before
            characters = self._anchors.characters - done.characters_before
            self._anchors.put(done.anchor, done.data, nodes, characters)
        self._place(done.data)

    def _place(self, data: Any) -> None:
        if not self._stack:
            self._roots.append(data)
            return
        parent = self._stack[-1]
        if isinstance(parent.data, list):
            parent.data.append(data)
        else:
            assert parent.key is not None  # noqa: S101  (a value always follows its key)
            parent.data.setdefault(parent.key, data)
            parent.key = None

    def _span(self, path: Path, start: int, end: int) -> None:
        line, column = self._lines.at(start)
        last_line, _ = self._lines.at(max(end, start))
        self._last_content = max(self._last_content, end)
        self.values[path] = Span(line, column, last_line)
