"""The texts of a postmortem: what people wrote in it, with the path of each.

Most rules about language have nothing to report for most postmortems. So they first look at all
texts as one, or at the words that occur at all, and at single texts only if something is there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from pmaction.model import Postmortem
from pmaction.positions import Path

_WORD = re.compile(r"[a-z]+")
# Types of properties that hold no text of their own.
_NO_TEXT = re.compile(r"(?:Moment|date|bool|int|float|Priority|Coverage|DuePolicy|\w+Status)\b")
# Fenced or indented with back ticks: code says what it must, and is nobody's opinion.
_CODE = re.compile(r"```.*?(?:```|\Z)|(?<!`)`[^`\n]+`(?!`)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”'’)]?\s+|\n\s*\n|\n(?=\s*(?:[-*+]|\d{1,3}[.)])\s)")

_Found = TypeVar("_Found")

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


class Texts(Struct, frozen=True):
    """All texts of a postmortem; `joined` is all of them at once, `words` in lower case."""

    all: tuple[Text, ...]
    joined: str
    words: frozenset[str]
    _folded: str
    _starts: tuple[int, ...]

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Texts:
        """Gather texts in their order."""
        texts = tuple(texts)
        # Lower case can be longer than what it was made of, so each text is folded by itself.
        folded = [text.text.lower() for text in texts]
        lengths = (len(text) + 1 for text in folded)
        joined = "\n".join(text.text for text in texts)
        starts = tuple(accumulate(lengths, initial=0))
        return cls(texts, joined, words_in(joined), "\n".join(folded), starts)

    def holding(self, pieces: Iterable[str]) -> set[int]:
        """Give the indexes of the texts that hold one of these pieces of words in lower case."""
        found: set[int] = set()
        for piece in pieces:
            at = self._folded.find(piece)
            while at != -1:
                index = bisect_right(self._starts, at) - 1
                found.add(index)
                at = self._folded.find(piece, self._starts[index + 1])
        return found


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
    """Give the texts of a postmortem in the order of its properties."""
    found: list[Text] = []
    _collect(postmortem, (), found)
    return Texts.of(found)


def words_in(text: str) -> frozenset[str]:
    """Give the words of a text in lower case, as far as they are English; `@` counts as one."""
    words = frozenset(_WORD.findall(text.lower()))
    return words | {"@"} if "@" in text else words


@lru_cache(maxsize=64)
def _reader(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Give the names of the properties of a type that hold text, and what reads them all."""
    types = kind.__annotations__ if issubclass(kind, Struct) else {}
    names = [name for name, written in types.items() if not _NO_TEXT.match(written)]
    if not names:
        return (), lambda _: ()
    # With a single name, `attrgetter` would give a value instead of a tuple.
    return tuple(names), attrgetter(*names, "__class__")


def _collect(value: Any, path: Path, found: list[Text]) -> None:
    if isinstance(value, str):
        found.append(Text(path, value))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            _collect(one, (*path, index), found)
    else:
        names, read = _reader(value.__class__)
        for name, one in zip(names, read(value), strict=False):
            if one.__class__ is str:
                found.append(Text((*path, name), one))
            elif one:
                _collect(one, (*path, name), found)


def without_code(text: str) -> str:
    """Give a text with code in back ticks left blank, character by character."""
    if "`" not in text:
        return text
    return _CODE.sub(lambda code: " " * len(code[0]), text)


def sentences(text: str) -> Iterator[str]:
    """Give the sentences of a text, without code, each on one line."""
    for sentence in _SENTENCE_END.split(without_code(text)):
        line = " ".join(sentence.split())
        if line:
            yield line
