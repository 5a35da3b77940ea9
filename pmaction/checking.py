"""Many files at once: their findings, and the postmortems that can be worked with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pmaction.config import Config
from pmaction.desired import Source, SourcedPostmortem
from pmaction.document import Document
from pmaction.findings import Finding, in_reading_order
from pmaction.identity import item_key
from pmaction.model import Postmortem
from pmaction.reading import PostmortemFile
from pmaction.rules import check_rules
from pmaction.rules.base import Surroundings


@dataclass(frozen=True, slots=True)
class Usable:
    """The postmortems that issues can be made of, and the paths of files that were left out."""

    postmortems: tuple[SourcedPostmortem, ...]
    left_out: tuple[str, ...]


def check_files(
    files: Sequence[PostmortemFile], config: Config, now: datetime
) -> tuple[Finding, ...]:
    """Give the findings of all files, each checked in the light of the others.

    `now` is time-zone aware, in the configured zone.
    """
    paths: dict[str, list[str]] = defaultdict(list)
    keys: set[str] = set()
    for file in files:
        claimed_id, item_ids = _claims(file)
        if claimed_id is not None:
            paths[claimed_id].append(file.path)
            keys |= {item_key(claimed_id, item_id) for item_id in item_ids}
    paths_by_id = {key: tuple(found) for key, found in paths.items()}

    findings: list[Finding] = []
    for file in files:
        findings += file.findings
        if file.postmortem is not None and file.document is not None:
            around = Surroundings(file.path, config, now, paths_by_id, frozenset(keys))
            findings += check_rules(file.postmortem, file.document, around)
    return in_reading_order(findings)


def _claims(file: PostmortemFile) -> tuple[str | None, list[str]]:
    """Give the ids that a file claims, mistakes or not, so that others may refer to it."""
    if file.postmortem is not None:
        return file.postmortem.id, [item.id for item in file.postmortem.action_items]
    data = file.document.data if file.document is not None else None
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        return None, []
    items = data.get("action_items")
    entries = items if isinstance(items, list) else []
    ids = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    return data["id"], [item_id for item_id in ids if isinstance(item_id, str)]


def usable_postmortems(files: Iterable[PostmortemFile]) -> Usable:
    """Leave out what cannot be read and what shares its id with another file.

    Neither of two documents with one id is used: nobody can say which of them is meant. The same
    holds for a document that uses an item id twice.
    """
    files = tuple(files)
    ids = Counter(file.postmortem.id for file in files if file.postmortem is not None)
    usable = [
        SourcedPostmortem(file.postmortem, *_sources(file.path, file.document, file.postmortem))
        for file in files
        if file.postmortem is not None
        and file.document is not None
        and ids[file.postmortem.id] == 1
        and _has_unique_items(file.postmortem)
    ]
    used = {one.source.path for one in usable}
    return Usable(tuple(usable), tuple(file.path for file in files if file.path not in used))


def _has_unique_items(postmortem: Postmortem) -> bool:
    ids = [item.id for item in postmortem.action_items]
    return len(ids) == len(set(ids))


def _sources(
    path: str, document: Document, postmortem: Postmortem
) -> tuple[Source, dict[str, Source]]:
    def place(*parts: str | int) -> Source:
        span = document.span(parts)
        return Source(path, span.line, span.last_line)

    items = enumerate(postmortem.action_items)
    return place(), {item.id: place("action_items", index) for index, item in items}
