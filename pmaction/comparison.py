"""Findings against those of another state: which are new, and which lie on changed lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from pmaction.findings import Finding


class Comparison(Struct, frozen=True):
    """What differs from the base: the paths of changed files, and of those the former texts.

    `before` are the findings that the base has itself.
    """

    changed: frozenset[str]
    texts: Mapping[str, str]
    before: tuple[Finding, ...]

    def split(self, findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """Give the findings that the change answers for, and those that it does not.

        It answers for all in files that it touches, and for what it causes elsewhere.
        """
        known = {_identity(finding) for finding in self.before}
        ours: list[Finding] = []
        others: list[Finding] = []
        for finding in findings:
            old = finding.path not in self.changed and _identity(finding) in known
            (others if old else ours).append(finding)
        return tuple(ours), tuple(others)

    def on_changed_lines(
        self, findings: Iterable[Finding], texts: Mapping[str, str]
    ) -> frozenset[Finding]:
        """Give the findings on lines that the base does not have; `texts` are those of today."""
        now = {path: text.split("\n") for path, text in texts.items()}
        before = {path: frozenset(text.split("\n")) for path, text in self.texts.items()}
        return frozenset(
            finding
            for finding in findings
            if finding.path in self.changed
            and finding.line <= len(now.get(finding.path, ()))
            and now[finding.path][finding.line - 1] not in before.get(finding.path, ())
        )


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    # A finding moves when lines above it change, and stays the same.
    return finding.path, finding.rule, finding.pointer, finding.message
