"""From bytes to data with positions: the one door through which documents are read.

The reading is YAML 1.2 as ruamel.yaml has it, with these differences: dates and times stay the
text they were written as; merge keys, custom tags and further documents are refused; and size,
depth and alias expansion are bounded, so that a hostile file costs little.

There are two readers behind the door. `plain_reader` is quick and gives data alone; what is
unusual or wrong in any way is read by `yaml_reader`, which knows every place and has the words for
each mistake. Places of a plain document are looked for when they are asked for (`plain_places`).
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pmaction.bounds import MAX_BYTES as MAX_BYTES
from pmaction.findings import Finding, Severity
from pmaction.plain_reader import NOT_READ, read_plainly
from pmaction.positions import Lines, Path, Span
from pmaction.refusal import Refusal

if TYPE_CHECKING:
    from pmaction.plain_places import PlainPlaces
    from pmaction.text_places import TextPlaces


class Document:
    """A file's data and the place of each value and key in it."""

    __slots__ = ("_data", "path", "text")

    def __init__(self, path: str, text: str, data: Any) -> None:
        """Make a document of a text that one of the readers gave this data for."""
        self.path, self.text, self._data = path, text, data

    @property
    def data(self) -> Any:
        """The document as dicts, lists, texts, numbers, booleans and None."""
        if self._data is NOT_READ:
            self._data = read_plainly(self.text)
        return _read_carefully(self.text).data if self._data is NOT_READ else self._data

    @property
    def values(self) -> Mapping[Path, Span]:
        """The place of each value."""
        return _read_carefully(self.text).values

    @property
    def keys(self) -> Mapping[Path, Span]:
        """The place of each property's name."""
        return _read_carefully(self.text).keys

    def without_data(self) -> Document:
        """Give the same document in little memory; it reads again when it is asked for data."""
        return Document(self.path, self.text, NOT_READ)

    def span(self, path: Path, *, of_key: bool = False) -> Span:
        """Give the place of a value (or of its key), or of its nearest enclosing one."""
        plain = _plain_places(self.text)
        if plain is not None and (place := plain.span(path, of_key=of_key)):
            return place
        values, keys = self.values, self.keys
        for end in range(len(path), -1, -1):
            if of_key and (found := keys.get(path[:end])):
                return found
            if found := values.get(path[:end]):
                return found
        return Span(1, 1, 1)

    def finding(
        self,
        path: Path,
        rule: str,
        severity: Severity,
        message: str,
        hint: str,
        *,
        of_key: bool = False,
        offset: int | None = None,
        place: Span | None = None,
    ) -> Finding:
        """Make a finding of a problem at one path of this document.

        `offset` says where in the text at that path it is, blanks around the text not counted;
        `place` is for what belongs to no value.
        """
        at = place or self.span(path, of_key=of_key)
        line, column = at.line, at.column
        if offset is not None:
            line, column = self._place_in_text(path, at, offset) or (line, column)
        return Finding(self.path, line, column, rule, severity, message, hint, pointer_of(path))

    def error(self, path: Path, rule: str, message: str, hint: str) -> Finding:
        """Make a finding that is an error, at the value that a path leads to."""
        return self.finding(path, rule, Severity.ERROR, message, hint)

    def _place_in_text(self, path: Path, at: Span, offset: int) -> tuple[int, int] | None:
        """Give line and column of what stands at an offset in a text, None if not certain."""
        places = _text_places(self.text, path, at)
        index = places.index(offset) if places is not None else None
        return _lines(self.text).at(index) if index is not None else None


def pointer_of(path: Path) -> str:
    """Write a path as JSON Pointer (RFC 6901), with stars for secrets in names."""
    from pmaction.secret_forms import without_secrets  # Not needed where nothing is found.

    parts = (without_secrets(part) if isinstance(part, str) else str(part) for part in path)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def read_document(path: str, raw: bytes) -> Document | tuple[Finding, ...]:
    """Read one YAML file, or say in findings why it cannot be read.

    `path` is only what findings name; nothing is opened here.
    """
    text = ""
    try:
        text = _decode(raw)
        data = read_plainly(text)
        if data is not NOT_READ:
            return Document(path, text, data)
        read = _read_carefully(text)
        if not read.refusals:
            return Document(path, text, read.data)
        refusals = read.refusals
    except Refusal as refusal:
        refusals = [refusal]
    lines = Lines(text or raw[:MAX_BYTES].decode("utf-8", errors="replace").removeprefix("\ufeff"))
    return tuple(
        Finding(
            path,
            *lines.at(refusal.index),
            refusal.rule,
            Severity.ERROR,
            refusal.message,
            refusal.hint,
            pointer_of(refusal.path),
        )
        for refusal in refusals
    )


class _Read(NamedTuple):
    """What the careful reader says about a text."""

    data: Any
    values: Mapping[Path, Span]
    keys: Mapping[Path, Span]
    refusals: Sequence[Refusal] = ()


@lru_cache(maxsize=4)  # One document's places are asked for one after the other.
def _plain_places(text: str) -> PlainPlaces | None:
    from pmaction.plain_places import PlainPlaces

    data = read_plainly(text)
    return None if data is NOT_READ else PlainPlaces(text, data)


@lru_cache(maxsize=4)
def _lines(text: str) -> Lines:
    return Lines(text)


@lru_cache(maxsize=4)
def _text_places(text: str, path: Path, at: Span) -> TextPlaces | None:
    """Give the places in the text that a path leads to, and None for what is no text."""
    from pmaction.text_places import TextPlaces  # Not needed where nothing is found.

    plain = _plain_places(text)
    value = plain.data if plain is not None else _read_carefully(text).data
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    if not isinstance(value, str):
        return None
    return TextPlaces(text, _lines(text).index(at.line, at.column), value)


@lru_cache(maxsize=4)
def _read_carefully(text: str) -> _Read:
    from pmaction.yaml_reader import YamlReader  # Importing it takes longer than most files.

    reader = YamlReader(text)
    try:
        return _Read(reader.read(), reader.values, reader.keys, reader.duplicates)
    except Refusal as refusal:
        return _Read(None, {}, {}, [refusal])


def _decode(raw: bytes) -> str:
    if len(raw) > MAX_BYTES:
        raise Refusal(
            "too-large",
            0,
            f"the file is larger than {MAX_BYTES // 1024:,} KiB, the most that is read",
            "Link long logs and pictures under `references` instead of pasting them.",
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(
            "wrong-encoding", 0, "the file is UTF-16, not UTF-8", "Save it again as UTF-8."
        )
    if b"\0" in raw:
        raise Refusal(
            "binary-file",
            0,
            "this is a binary file, not YAML text",
            "Keep pictures and archives out of the postmortems' folders, or rename the file.",
        )
    raw = raw.removeprefix(BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        raise Refusal(
            "wrong-encoding",
            len(before),
            f"the byte 0x{raw[error.start]:02x} is not UTF-8",
            "Save the file again as UTF-8.",
        ) from None
    if not text.strip():
        raise Refusal(
            "empty-file",
            0,
            "the file is empty",
            "Start from a template with `pmaction new`, or delete the file.",
        )
    return text
