"""Plain YAML, read natively: what nearly every postmortem is made of, a hundred times faster.

`yaml_rs` reads; this module decides what it is given and what of its answer is believed. Whatever
is out of the ordinary is not read here, so that the careful reader has it: anchors, tags, numbers
in odd notations, escapes, tabs, whatever is wrong. tests/test_fast_reading.py holds the two
readers against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Final

from pmaction.bounds import MAX_DEPTH, MAX_NODES

# Where a value or a name may begin, and where a number may; both stand after the character itself.
_BEGINS = r"(?:(?<=[\s:?,\[{-]\s.)|(?<=[\[{,\n:].))"
_IN_NUMBER = r"(?<![^\s\[{,:+-].)"
# What may stand between brackets: on one line, without others, without what begins a block.
_FLAT = r"""(?: [^][{}|>"'\n] | "[^"\n]*" | '[^'\n]*' )"""

# One character begins each pattern: it is found a hundred times faster so than in one of many.
_UNUSUAL = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        rf"&(?=\S){_BEGINS}  # an anchor",
        rf"\*(?=\S){_BEGINS}  # an alias",
        rf"!{_BEGINS}  # a tag",
        rf"\?{_BEGINS}  # a name that is marked as such",
        r"<<  # a merge key",
        r"\\[^\"\\/nt]  # any but the commonest escapes",
        r"\n(?: --- | \.\.\. )  # a further document",
        r"\n[ ]+\n  # blanks alone, which count for the indentation of a block of text",
        r"\n" + r"\ " * 60 + "  # deep nesting, by indentation or on one line",
        r"-(?: [ ]+[-?] ){3}",
        r":(?: (?<=[\s\[{,]:) | [\]},] )  # a colon that may or may not be part of a text",
        r""":(?<=["'\]}]:)\S""",
        rf"\[(?!{_FLAT}*\])  # brackets that stay open, or hold others",
        rf"\{{(?!{_FLAT}*\}})",
        rf"0{_IN_NUMBER}[XOB]  # numbers that one reader knows and the other does not",
        rf"\.{_IN_NUMBER}[0-9_]+[eE]",
        r"_(?: (?<=[\s\[{,:+.0-9-]_) | (?<=[0-9][eExob]_) )",
    )
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_FOREIGN = (  # besides control characters: blanks of other kinds, what is invisible
    r"[\x80-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\uf8ff"
    r"\ufdd0-\ufdef\ufeff\uff00\ufff0-\uffff\U0001fffe-\U0010ffff]"
)


class _Absent(Enum):
    NOT_READ = auto()


NOT_READ: Final = _Absent.NOT_READ
"""What `read_plainly` gives for a text that is not for it."""


def _native() -> Callable[..., Any] | None:
    try:
        from yaml_rs import loads
    except ImportError:  # No wheel for this platform: every file is read the careful way.
        return None
    return loads


_loads = _native()


def read_plainly(text: str) -> Any:
    """Give the data of a plain document, or NOT_READ where the careful reader must decide."""
    if _loads is None:
        return NOT_READ
    text = text.replace("\r\n", "\n")
    if _is_unusual(text):
        return NOT_READ
    try:
        data = _loads(text, parse_datetime=False)
    except (ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        return NOT_READ
    return data if type(data) is dict and _Walk().believes(data) else NOT_READ


def _is_unusual(text: str) -> bool:
    ends = text.rstrip(" \n")
    last_line = ends[ends.rfind("\n") + 1 :]
    if not text.endswith("\n") or "|" in last_line or ">" in last_line:
        return True  # A block of text may end with the file.
    text = "\n" + text.removeprefix("---\n")
    if _CONTROL.search(text) or (not text.isascii() and re.search(_FOREIGN, text)):
        return True
    return any(one.search(text) for one in _UNUSUAL)


class _Walk:
    """Looks at every value once."""

    def __init__(self) -> None:
        self._left = MAX_NODES - 1

    def believes(self, value: Any, depth: int = 0) -> bool:
        """Say whether the careful reader would give just this value."""
        kind = type(value)
        if kind is str or kind is bool or value is None:
            return True
        if kind is int or kind is float:
            return bool(-(2**63) < value < 2**63)
        self._left -= len(value) if kind is dict or kind is list else MAX_NODES
        if self._left < 0 or depth == MAX_DEPTH:
            return False
        if kind is list:
            return all(type(one) is str or self.believes(one, depth + 1) for one in value)
        return all(
            type(key) is str and (type(one) is str or self.believes(one, depth + 1))
            for key, one in value.items()
        )
