"""The body of a GitHub issue: the managed block, a hidden marker, and whatever people write."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from pmaction.edited_block import quotation_id
from pmaction.errors import TrackingError
from pmaction.issue import LastWritten, digest
from pmaction.tracking.issue_text import block_of, bounded, with_block
from pmaction.tracking.key_names import is_key

MAX_BODY = 65_536

_MARKER = re.compile(r"<!-- pmaction:marker (\{[^\n]*\}) -->")
_ANY_MARKER = re.compile(r"<!--\s*pmaction:marker\b")
_COMMENT = re.compile(r"<!-- pmaction:comment (\S+) -->\s*\Z")


@dataclass(frozen=True, slots=True)
class Marker:
    """Who an issue is, and what pmaction wrote into it last; `home` is the repository it is in."""

    key: str
    last: LastWritten
    home: str | None = None

    def __str__(self) -> str:
        """Write it as an HTML comment that nothing inside can end."""
        data: dict[str, Any] = {"key": self.key}
        if self.home is not None:
            data["home"] = self.home
        data["last"] = self.last.to_json()
        text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
        # `--` and `>` would end the comment or break it; both stand in JSON strings only.
        text = text.replace("--", "-\\u002d").replace(">", "\\u003e")
        return f"<!-- pmaction:marker {text} -->"


class BadMarker(ValueError):
    """The body has a marker that cannot be read, or more than one."""


def marker_of(body: str) -> Marker | None:
    """Give a body's marker, or None if it has none.

    Raises BadMarker when it is damaged or stands there more than once: it must never be guessed.
    """
    count = len(_ANY_MARKER.findall(body))
    if not count:
        return None
    found = _MARKER.findall(body)
    if count > 1 or len(found) != 1:
        raise BadMarker("its hidden marker is damaged or stands there twice")
    try:
        data = json.loads(found[0])
        key, last = data["key"], LastWritten.from_json(data["last"])
    except (ValueError, KeyError, TypeError):
        raise BadMarker("its hidden marker is damaged") from None
    if not isinstance(key, str) or not is_key(key):
        raise BadMarker("its hidden marker names no item key")
    home = data.get("home")
    return Marker(key, last, home if isinstance(home, str) else None)


def own_marker(number: int, body: str) -> Marker:
    """Give the marker of an issue that is to be written. Raises TrackingError without a whole one.

    Between listing and writing somebody may have taken it away.
    """
    try:
        marker = marker_of(body)
    except BadMarker as bad:
        raise TrackingError(f"#{number} is left alone: {bad}", "Repair or close it.") from None
    if marker is None:
        raise TrackingError(
            f"#{number} is left alone: somebody took its hidden marker away",
            "Restore the issue's text from its edit history.",
        )
    return marker


def may_overwrite(body: str, last: LastWritten) -> bool:
    """Say whether the managed block is as it was written last, or comments keep what it says."""
    block = existing_block(body)
    if not block or last.block in (None, digest(block)):
        return True
    return quotation_id(block) in (last.comments or ())


def fitting_body(text: str) -> str:
    """Refuse what GitHub would: texts are cut before, so this is a bug and not a user's doing."""
    if len(text) > MAX_BODY:
        raise ValueError(f"an issue's text has {len(text):,} of at most {MAX_BODY:,} characters")
    return text


def new_body(block: str, marker: Marker) -> str:
    """Give the body of a new issue; the link to its parent is below what is kept up to date."""
    link = f"\nPart of #{marker.last.parent}\n" if marker.last.parent is not None else ""
    return f"{bounded(block)}{marker}\n{link}"


def changed_body(body: str, block: str | None, marker: Marker) -> str:
    """Put another block and marker into a body and leave all else as it is."""
    body = body.replace("\r\n", "\n")
    if block is not None:
        body = with_block(body, block, "\n")
    text = str(marker)
    if _MARKER.search(body):
        return _MARKER.sub(lambda _: text, body, count=1)
    return f"{body.rstrip()}\n\n{text}\n"


def existing_block(body: str) -> str | None:
    """Give the managed block as it stands, or None when its bounds are gone."""
    return block_of(body.replace("\r\n", "\n"))


def comment_text(comment_id: str, text: str) -> str:
    """Give the text of a comment with the hidden mark that makes it ours."""
    return f"{text}\n\n<!-- pmaction:comment {comment_id} -->"


def comment_id_of(text: str) -> str | None:
    """Give the id of one of our comments; None for anybody else's."""
    found = _COMMENT.search(text.replace("\r\n", "\n"))
    return found[1] if found else None


def text_of_comment(text: str) -> str:
    """Give the text of one of our comments without its mark, with plain line ends."""
    return _COMMENT.sub("", text.replace("\r\n", "\n")).strip()
