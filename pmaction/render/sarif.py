"""Findings as SARIF 2.1.0, the format of code scanning and of many other viewers.

What GitHub asks of such a file and how much it takes are in its documentation, "SARIF support for
code scanning": a file beyond one of the limits is refused whole.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from pmaction import __version__
from pmaction.findings import Finding, Severity, in_reading_order
from pmaction.render.github import is_outside, repository_path, uri_path
from pmaction.render.inert import inert_line
from pmaction.render.text import count, printable
from pmaction.rules import rule_by_id
from pmaction.rules.file_checks import FILE_CHECKS
from pmaction.rules.manual import Manual, parse_manual

MAX_RESULTS = 25_000
"""GitHub refuses more in one run, and shows the first 5,000 of them: errors come first."""

MAX_COMPRESSED_BYTES = 9_000_000
"""A little below the 10 MB that GitHub takes, after gzip."""

MAX_DESCRIPTION = 1_024

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FILE_CHECK_HELP = (
    "This is checked while a file is read, and cannot be turned off: what cannot be read cannot be "
    "worked with. The finding itself says what to do."
)
_INDEX = re.compile(r"(?<=/)\d+(?=/|$)")
_LINE_NUMBER = re.compile(r"\bline \d+")


def findings_sarif(findings: Iterable[Finding], folder: str = "") -> str:
    """Write findings as one SARIF run; without findings its list is empty, which closes old alerts.

    `folder` is the workspace's path in the repository, empty or ending in `/`. Findings beyond
    what GitHub takes are left out, warnings before errors, and the run says how many.
    """
    found = in_reading_order(findings)
    printed = zip(found, _fingerprints(found, folder), strict=True)
    ordered = sorted(printed, key=lambda pair: pair[0].severity is not Severity.ERROR)
    rules = sorted({finding.rule for finding in found})
    indexes = {rule: index for index, rule in enumerate(rules)}
    results = [_result(one, indexes[one.rule], folder, mark) for one, mark in ordered]
    kept = _fitting(results)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "pmaction",
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": kept,
    }
    if len(kept) < len(results):
        run["invocations"] = [_cut(len(results) - len(kept))]
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _result(finding: Finding, index: int, folder: str, fingerprint: str) -> dict[str, Any]:
    location = {"uri": uri_path(repository_path(finding.path, folder))}
    if not is_outside(finding.path):
        location["uriBaseId"] = _ROOT
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity.value,
        "message": {"text": _message(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": location,
                    # GitHub asks for an end, too: the place is one character.
                    "region": {
                        "startLine": finding.line,
                        "startColumn": finding.column,
                        "endLine": finding.line,
                        "endColumn": finding.column + 1,
                    },
                }
            }
        ],
        # GitHub looks at this one alone. Made of the line's text, as `upload-sarif` does where it
        # is missing, two findings of a rule on one line would become one alert.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }


def _message(finding: Finding) -> str:
    """Give message and hint as plain text, in which `[text](address)` would be a link."""
    message, hint = (
        inert_line(printable(text)).replace("](", "]\u200b(")
        for text in (finding.message, finding.hint)
    )
    # Where there is little room, viewers show the first sentence alone.
    end = "" if message.endswith((".", "!", "?")) or not hint else "."
    return f"{message}{end}\n{hint}".strip() or finding.rule


def _fingerprints(findings: Sequence[Finding], folder: str) -> list[str]:
    """Give each finding a print that stays when lines move or list entries are put before it.

    So neither lines nor places in lists are part of it. What then looks alike is numbered.
    """
    seen: Counter[str] = Counter()
    prints = []
    for finding in findings:
        message = _LINE_NUMBER.sub("line", finding.message)
        pointer = _INDEX.sub("*", finding.pointer)
        identity = (repository_path(finding.path, folder), finding.rule, pointer, message)
        digest = sha256(json.dumps(identity).encode()).hexdigest()[:32]
        seen[digest] += 1
        prints.append(f"{digest}:{seen[digest]}")
    return prints


def _rule(rule_id: str) -> dict[str, Any]:
    rule = rule_by_id(rule_id)
    if rule is None:  # a check of the file itself; those have a line and no manual page
        summary = FILE_CHECKS.get(rule_id, rule_id)
        full, text, markdown = summary, _FILE_CHECK_HELP, _FILE_CHECK_HELP
        level = Severity.ERROR
    else:
        manual = parse_manual(rule.manual)
        why = manual.why[0].upper() + manual.why[1:]
        summary, full = manual.summary, f"{manual.summary} {why}"
        text, markdown, level = rule.manual, _page(manual), rule.severity
    return {
        "id": rule_id,
        "shortDescription": {"text": _description(summary)},
        "fullDescription": {"text": _description(full)},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": level.value},
    }


def _description(text: str) -> str:
    return text if len(text) <= MAX_DESCRIPTION else text[: MAX_DESCRIPTION - 1] + "…"


def _page(manual: Manual) -> str:
    """Write a rule's manual page as Markdown."""
    said = [("Why", manual.why), ("Fix", manual.fix), ("Source", manual.source)]
    examples = [("Failing", manual.failing), ("Passing", manual.passing)]
    return "\n\n".join(
        [
            manual.summary,
            *(f"**{name}:** {text}" for name, text in said if text),
            *(f"**{name}:**\n\n```yaml\n{example.text}```" for name, example in examples),
        ]
    )


def _fitting(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the first results, as many as GitHub takes in one file."""
    gzip = zlib.compressobj()
    size = 0
    kept: list[dict[str, Any]] = []
    for result in results[:MAX_RESULTS]:
        size += len(gzip.compress(json.dumps(result).encode()))
        if size > MAX_COMPRESSED_BYTES:
            break
        kept.append(result)
    return kept


def _cut(left_out: int) -> dict[str, Any]:
    text = (
        f"{count(left_out, 'finding')} more than code scanning takes: "
        "run `pmaction validate` to see them all."
    )
    notification = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notification]}
