"""From bytes to data with positions: the one door through which documents are read.

The reading is YAML 1.2 as ruamel.yaml has it, with these differences: dates and times stay the
text they were written as; merge keys, custom tags and further documents are refused; and size,
depth and alias expansion are bounded, so that a hostile file costs little.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pmaction.findings import Finding, Severity
from pmaction.positions import Lines, Path, Span
from pmaction.refusal import Refusal
from pmaction.yaml_reader import YamlReader

MAX_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data and the place of each value and key in it."""

    path: str
    text: str
    data: Any
    values: Mapping[Path, Span]
    keys: Mapping[Path, Span]

    def span(self, path: Path, *, of_key: bool = False) -> Span:
        """Give the place of a value (or of its key), or of its nearest enclosing one."""
        for end in range(len(path), -1, -1):
            if of_key and (found := self.keys.get(path[:end])):
                return found
            if found := self.values.get(path[:end]):
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
    ) -> Finding:
        """Make a finding of a problem at one path of this document."""
        at = self.span(path, of_key=of_key)
        return Finding(
            self.path, at.line, at.column, rule, severity, message, hint, pointer_of(path)
        )


def pointer_of(path: Path) -> str:
    """Write a path as JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def read_document(path: str, raw: bytes) -> Document | tuple[Finding, ...]:
    """Read one YAML file, or say in findings why it cannot be read.

    `path` is only what findings name; nothing is opened here.
    """
    text = ""
    try:
        text = _decode(raw)
        reader = YamlReader(text)
        data = reader.read()
        refusals = reader.duplicates
    except Refusal as refusal:
        refusals = [refusal]
    if not refusals:
        return Document(path, text, data, reader.values, reader.keys)
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
