"""The ids that files claim, mistakes or not, and what is told of those that claim the same."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from msgspec.structs import replace

from pmaction.confidential import says_confidential
from pmaction.findings import Finding, Severity
from pmaction.model import Postmortem
from pmaction.reading import PostmortemFile
from pmaction.rules import SHARED_ID, SHARED_ITEM_ID
from pmaction.rules.base import Surroundings
from pmaction.rules.weights import severity_of


def claims(file: PostmortemFile) -> tuple[str | None, list[str]]:
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


def shared_id(file: PostmortemFile, around: Surroundings) -> Iterator[Finding]:
    """Tell of a file that no rule can be asked of that its id is another file's too."""
    claimed, _ = claims(file)
    severity = severity_of(SHARED_ID, around.config, "published")
    if claimed is None or severity is None or file.document is None:
        return
    as_if = Postmortem(id=claimed, title="", status="published")
    for problem in SHARED_ID.check(as_if, replace(around, path=file.path)):
        yield file.document.finding(
            problem.path, SHARED_ID.id, severity, problem.message, problem.hint
        )


def why_not_used(files: Iterable[PostmortemFile], around: Surroundings) -> Iterator[Finding]:
    """Tell of every id that is there twice, whatever the configuration and comments say of that.

    Nothing is made of such files, and that needs its reason.
    """
    for file in files:
        yield from shared_id(file, around)
        if file.postmortem is None or file.document is None:
            continue
        for one in SHARED_ITEM_ID.check(file.postmortem, replace(around, path=file.path)):
            rule, weight = SHARED_ITEM_ID.id, Severity.ERROR
            yield file.document.finding(one.path, rule, weight, one.message, one.hint)


def concerning(
    findings: Iterable[Finding], files: Iterable[PostmortemFile], paths: Container[str]
) -> tuple[Finding, ...]:
    """Give the findings of some of the files, by their paths.

    Of several files with one id, only some are told of it: that concerns each of them.
    """
    files = tuple(files)
    ids = {claims(file)[0] for file in files if file.path in paths} - {None}
    sharing = {file.path for file in files if claims(file)[0] in ids}
    return tuple(
        finding
        for finding in findings
        if finding.path in paths or (finding.rule == SHARED_ID.id and finding.path in sharing)
    )


def confidential_ids(files: Iterable[PostmortemFile]) -> frozenset[str]:
    """Give the ids of the files that call themselves confidential, as far as these can be read."""
    secret = (
        claims(file)[0]
        for file in files
        if (
            file.postmortem.confidential
            if file.postmortem is not None
            else file.document is not None and says_confidential(file.document.text)
        )
    )
    return frozenset(one for one in secret if one is not None)
