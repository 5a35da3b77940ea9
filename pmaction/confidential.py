"""Findings in confidential postmortems, for places that more people read than the file itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from msgspec.structs import replace

from pmaction.findings import Finding
from pmaction.reading import PostmortemFile
from pmaction.rules import SHARED_ID, rule_by_id
from pmaction.rules.file_checks import FILE_CHECKS

# In the text, since a file that cannot be read as a postmortem may say it all the same.
_SAYS_SO = re.compile(
    r"(?:^|[{,])[ \t\"']*confidential[\"']?[ \t]*:(?![ \t]*(?:false|no|off)\b)", re.M | re.I
)
_NAMES_AN_ID = re.compile(r"`[A-Z]{2,10}-[0-9]{4}-[0-9]{3,6}` is also the id of ", re.ASCII)
_HINT = "Run `pmaction validate` where the file is written: it says what is meant."


def says_confidential(text: str) -> bool:
    """Say whether a file calls itself confidential, readable as a postmortem or not."""
    return _SAYS_SO.search(text) is not None


def confidential_paths(
    findings: Iterable[Finding], files: Collection[PostmortemFile]
) -> frozenset[str]:
    """Give those of the findings' files that are confidential, or once were.

    `files` are all that the findings come from: where those of the base branch are among them, what
    they say of a postmortem counts for its file of today too.
    """
    told = {finding.path for finding in findings}
    ids = {
        file.postmortem.id
        for file in files
        if file.postmortem is not None and file.postmortem.confidential
    }
    return frozenset(file.path for file in files if file.path in told and _is_secret(file, ids))


def _is_secret(file: PostmortemFile, ids: Collection[str]) -> bool:
    if file.postmortem is not None and file.postmortem.id in ids:
        return True
    return says_confidential(file.document.text if file.document is not None else file.text)


def without_quotations(
    findings: Iterable[Finding], confidential: Collection[str]
) -> tuple[Finding, ...]:
    """Give findings that quote nothing of these files; line and rule stay as they are."""
    return tuple(
        _unquoted(finding) if finding.path in confidential else finding for finding in findings
    )


def _unquoted(finding: Finding) -> Finding:
    if finding.rule == SHARED_ID.id and _NAMES_AN_ID.match(finding.message):
        return finding  # Ids and paths are told everywhere; without them nobody knows the other.
    rule = rule_by_id(finding.rule)
    title = rule.title if rule is not None else FILE_CHECKS.get(finding.rule, finding.rule)
    message = f"{title.rstrip('.')} (nothing is quoted: the postmortem is confidential)"
    # A pointer names properties, and one that the schema does not know is a text like others.
    return replace(finding, message=message, hint=_HINT, pointer="")
