"""The texts of a postmortem: what people wrote in it, with the path of each.

Most rules about language have nothing to report for most postmortems. So they first look at all
texts as one, or at the words that occur at all, and at single texts only if something is there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from operator import attrgetter
from string import ascii_lowercase
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from pmaction.model import Postmortem
from pmaction.positions import Path

# Whatever is no letter becomes a blank: splitting at blanks takes half the time of a pattern.
_LETTERS = bytes(byte if chr(byte) in ascii_lowercase else ord(" ") for byte in range(256))
# Types of properties that are texts, and those that hold none.
_TEXT = re.compile(r"(?:int \| )?str\b")
_NO_TEXT = re.compile(r"(?:Moment|date|bool|int|float|Priority|Coverage|DuePolicy|\w+Status)\b")
# Fenced or indented with back ticks: code says what it must, and is nobody's opinion.
_CODE = re.compile(r"```.*?(?:```|\Z)|(?<!`)`[^`\n]+`(?!`)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”'’)]?\s+|\n\s*\n|\n(?=\s*(?:[-*+]|\d{1,3}[.)])\s)")

_Found = TypeVar("_Found")
_Steps = tuple["_Steps", str | int] | None
"""A path from its end: what leads to the group, and the last step. Cheap for what nobody asks."""

# Properties whose values are names, terms or ids and not sentences.
_NO_SENTENCES = frozenset(
    {
        *("id", "incident_id", "status", "severity", "cause_kind", "services", "scope"),
        *("authors", "reviewers", "distribution", "name", "method", "actor", "signal"),
        *("owner", "backup", "coordinator", "collaborators", "sponsor", "approver", "attendees"),
        *("addresses", "depends_on", "items", "issue", "previously", "priority", "effort"),
        *("horizon", "dora_metric", "recurrence_of", "external", "url", "type", "currency"),
        *("planning",),
    }
)


class Text(NamedTuple):
    """One text and the path of keys that leads to it."""

    path: Path
    text: str

    @property
    def is_prose(self) -> bool:
        """Say whether it is made of sentences, and not a name, a term or an address."""
        return _NO_SENTENCES.isdisjoint(part for part in self.path if isinstance(part, str))


class Texts:
    """All texts of a postmortem; `joined` is all of them at once, `words` in lower case."""

    __slots__ = ("_all", "_folded", "_paths", "_starts", "_texts", "joined", "words")

    def __init__(self, paths: Sequence[_Steps], texts: Sequence[str]) -> None:
        """Gather texts in their order, with the path of each as steps from its end."""
        self._paths, self._texts = paths, texts
        self._all: tuple[Text, ...] | None = None
        self._starts: list[int] | None = None
        self.joined = "\n".join(texts)
        folded = self.joined.lower()
        if len(folded) != len(self.joined):
            # Some letters are two in lower case, and indexes would be those of other texts.
            folded = "\n".join(_lower_case(text) for text in texts)
        self._folded = folded
        self.words = words_in(folded)

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Texts:
        """Gather texts in their order."""
        texts = tuple(texts)
        gathered = cls((), [text.text for text in texts])
        gathered._all = texts
        return gathered

    @property
    def all(self) -> tuple[Text, ...]:
        """Each text with its path."""
        if self._all is None:
            pairs = zip(self._paths, self._texts, strict=True)
            self._all = tuple(Text(_path(steps), text) for steps, text in pairs)
        return self._all

    def at(self, index: int) -> Text:
        """Give one text with its path, without a look at the others."""
        if self._all is not None:
            return self._all[index]
        return Text(_path(self._paths[index]), self._texts[index])

    def holding(self, pieces: Iterable[str]) -> set[int]:
        """Give the indexes of the texts that hold one of these pieces of words in lower case."""
        if self._starts is None:
            self._starts = [*accumulate((len(text) + 1 for text in self._texts), initial=0)]
        found: set[int] = set()
        for piece in pieces:
            at = self._folded.find(piece)
            while at != -1:
                index = bisect_right(self._starts, at) - 1
                found.add(index)
                at = self._folded.find(piece, self._starts[index + 1])
        return found


def _lower_case(text: str) -> str:
    """Give a text in lower case and as long as before, letter by letter."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _path(steps: _Steps) -> Path:
    path: list[str | int] = []
    while steps is not None:
        steps, step = steps
        path.append(step)
    return tuple(reversed(path))


class _Same:
    """A postmortem as a key: the same one, and not one that is equal, which takes long to say."""

    __slots__ = ("postmortem",)

    def __init__(self, postmortem: Postmortem) -> None:
        self.postmortem = postmortem

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.postmortem is other.postmortem

    def __hash__(self) -> int:
        return id(self.postmortem)


def once(function: Callable[[Postmortem], _Found]) -> Callable[[Postmortem], _Found]:
    """Let several rules share what is found in a postmortem: they look at the same one in turn."""

    @lru_cache(maxsize=1)
    def found(same: _Same) -> _Found:
        return function(same.postmortem)

    return lambda postmortem: found(_Same(postmortem))


@once
def texts_of(postmortem: Postmortem) -> Texts:
    """Give the texts of a postmortem, those of each group before those in groups within it."""
    paths: list[_Steps] = []
    texts: list[str] = []
    _collect(postmortem, None, paths, texts)
    return Texts(paths, texts)


def words_in(text: str) -> frozenset[str]:
    """Give the words of a text in lower case, as far as they are English; `@` counts as one."""
    letters = text.lower().encode("ascii", "replace").translate(_LETTERS)
    words = frozenset(letters.decode().split())
    return words | {"@"} if "@" in text else words


class _Shape(NamedTuple):
    """The properties of a type that are texts, and those that may hold some, with their readers."""

    texts: tuple[str, ...]
    read_texts: Callable[[Any], tuple[Any, ...]]
    groups: tuple[str, ...]
    read_groups: Callable[[Any], tuple[Any, ...]]


@cache
def _shape(kind: type[Struct]) -> _Shape:
    written = kind.__annotations__
    texts = tuple(name for name, one in written.items() if _TEXT.match(one))
    groups = tuple(
        name for name, one in written.items() if name not in texts and not _NO_TEXT.match(one)
    )
    return _Shape(texts, _all_of(texts), groups, _all_of(groups))


def _all_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    # With a single name, `attrgetter` would give a value instead of a tuple.
    return attrgetter(*names, "__class__") if names else lambda _: ()


def _collect(group: Struct, above: _Steps, paths: list[_Steps], texts: list[str]) -> None:
    shape = _shape(group.__class__)
    for name, one in zip(shape.texts, shape.read_texts(group), strict=False):
        if one.__class__ is str:
            paths.append((above, name))
            texts.append(one)
    for name, inner in zip(shape.groups, shape.read_groups(group), strict=False):
        if inner.__class__ is not tuple:
            if inner is not None:
                _collect(inner, (above, name), paths, texts)
            continue
        for index, one in enumerate(inner):
            if one.__class__ is str:
                paths.append(((above, name), index))
                texts.append(one)
            else:
                _collect(one, ((above, name), index), paths, texts)


def without_code(text: str) -> str:
    """Give a text with code in back ticks left blank, character by character."""
    if "`" not in text:
        return text
    return _CODE.sub(lambda code: " " * len(code[0]), text)


def begin_of(words: str, text: str, after: int = 0) -> int | None:
    """Give where words of a text begin in it, however many blanks or lines lie between them."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.compile(pattern).search(without_code(text), after)
    return found.start() if found is not None else None


def sentences(text: str) -> Iterator[str]:
    """Give the sentences of a text, without code, each on one line."""
    for sentence in _SENTENCE_END.split(without_code(text)):
        line = " ".join(sentence.split())
        if line:
            yield line
