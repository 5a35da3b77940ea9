"""Findings in confidential postmortems, for places that more people read than the file itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from pmaction.findings import Finding
from pmaction.rules import rule_by_id
from pmaction.rules.file_checks import FILE_CHECKS

# In the text, since a file that cannot be read as a postmortem may say it all the same.
_SAYS_SO = re.compile(
    r"^[ \t\"']*confidential[\"']?[ \t]*:(?![ \t]*(?:false|no|off)\b)", re.M | re.I
)
_HINT = "Run `pmaction validate` where the file is written: it says what is meant."


def confidential_paths(texts: Mapping[str, str]) -> frozenset[str]:
    """Give the paths of the files that call themselves confidential, by their texts."""
    return frozenset(path for path, text in texts.items() if _SAYS_SO.search(text))


def without_quotations(
    findings: Iterable[Finding], confidential: frozenset[str]
) -> tuple[Finding, ...]:
    """Give findings that quote nothing of these files; place and rule stay as they are."""
    return tuple(
        _unquoted(finding) if finding.path in confidential else finding for finding in findings
    )


def _unquoted(finding: Finding) -> Finding:
    rule = rule_by_id(finding.rule)
    title = rule.title if rule is not None else FILE_CHECKS.get(finding.rule, finding.rule)
    message = f"{title.rstrip('.')} (nothing is quoted: the postmortem is confidential)"
    return replace(finding, message=message, hint=_HINT)
