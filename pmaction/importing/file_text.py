"""The text of the file that an imported document becomes."""

from __future__ import annotations

import re

from pmaction.document import MAX_BYTES
from pmaction.importing.markdown import Imported
from pmaction.importing.source import NotImportable
from pmaction.importing.yaml_text import UNPRINTABLE, yaml_text


def document_text(postmortem_id: str, imported: Imported, source: str) -> str:
    """Write a document with its id; what its notes had no room for follows as comments.

    Raises NotImportable when nobody could read the document, as large as it would be.
    """
    data = {"id": postmortem_id, **imported.data}
    text = f"# Imported from {_comment(source)}: compare it with its source.\n{yaml_text(data)}"
    if imported.overflow:
        lines = (f"# {_comment(line)}".rstrip() for line in imported.overflow.split("\n"))
        text += "\n# What `notes` had no room for:\n" + "\n".join(lines) + "\n"
    if len(text.encode()) > MAX_BYTES:
        raise NotImportable(
            "the document made of it would be larger than is read",
            "Take long logs out of it first, and link them instead.",
        )
    return text


def _comment(text: str) -> str:
    """Give a text as a comment may hold it: what cannot be printed is shown as its code."""
    text = " ".join(re.split(r"[\r\n\x85\u2028\u2029]", text.replace("\t", "    ")))
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
