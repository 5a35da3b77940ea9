"""Semantic rules: what a schema cannot say about a postmortem.

The registry is explicit and in the order in which `pmaction rules` lists it. To add a rule, write
a check whose docstring is its manual page (see `manual.py`) and name it here.
"""

from __future__ import annotations

from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.model import Postmortem
from pmaction.rules.base import Check, Problem, Rule, Surroundings
from pmaction.rules.completeness import (
    published_incomplete,
    reviewed_incomplete,
    unknown_severity,
)
from pmaction.rules.completion import (
    done_needs_evidence,
    no_action_items,
    uncovered_failure_mode,
    wont_do_needs_reason,
)
from pmaction.rules.due_dates import due_before_incident, due_required, extension_order
from pmaction.rules.files import file_name
from pmaction.rules.identifiers import (
    duplicate_failure_mode_id,
    duplicate_item_id,
    duplicate_item_title,
    duplicate_postmortem_id,
)
from pmaction.rules.ownership import owner_required, unknown_team
from pmaction.rules.references import dependency_cycle, unknown_reference
from pmaction.rules.times import future_time, time_order, timeline_order

__all__ = [
    "RULES",
    "RULE_IDS",
    "Check",
    "Problem",
    "Rule",
    "Surroundings",
    "check_rules",
    "rule_by_id",
]

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

RULES: tuple[Rule, ...] = (
    Rule("duplicate-postmortem-id", _ERROR, duplicate_postmortem_id),
    Rule("duplicate-item-id", _ERROR, duplicate_item_id),
    Rule("duplicate-failure-mode-id", _ERROR, duplicate_failure_mode_id),
    Rule("duplicate-item-title", _WARNING, duplicate_item_title),
    Rule("unknown-reference", _ERROR, unknown_reference),
    Rule("dependency-cycle", _ERROR, dependency_cycle),
    Rule("time-order", _ERROR, time_order),
    Rule("timeline-order", _ERROR, timeline_order),
    Rule("future-time", _WARNING, future_time),
    Rule("unknown-severity", _ERROR, unknown_severity),
    Rule("reviewed-incomplete", _ERROR, reviewed_incomplete),
    Rule("published-incomplete", _ERROR, published_incomplete),
    Rule("owner-required", _ERROR, owner_required),
    Rule("unknown-team", _ERROR, unknown_team),
    Rule("due-required", _ERROR, due_required),
    Rule("due-before-incident", _ERROR, due_before_incident),
    Rule("extension-order", _ERROR, extension_order),
    Rule("done-needs-evidence", _ERROR, done_needs_evidence),
    Rule("wont-do-needs-reason", _ERROR, wont_do_needs_reason),
    Rule("no-action-items", _ERROR, no_action_items),
    Rule("uncovered-failure-mode", _WARNING, uncovered_failure_mode),
    Rule("file-name", _WARNING, file_name),
)

_BY_ID = {rule.id: rule for rule in RULES}
RULE_IDS: frozenset[str] = frozenset(_BY_ID)


def rule_by_id(rule_id: str) -> Rule | None:
    """Give the rule of that id, or None where there is none."""
    return _BY_ID.get(rule_id)


def check_rules(
    postmortem: Postmortem, document: Document, surroundings: Surroundings
) -> list[Finding]:
    """Check a postmortem against every rule that the configuration leaves on.

    The findings come rule by rule; their places are those of `document`, which the postmortem
    was read from.
    """
    overrides = surroundings.config.rules
    findings: list[Finding] = []
    for rule in RULES:
        override = overrides.get(rule.id)
        if override == "off":
            continue
        severity = Severity(override) if override else rule.severity
        findings.extend(
            document.finding(
                problem.path,
                rule.id,
                severity,
                problem.message,
                problem.hint,
                of_key=problem.at_key,
            )
            for problem in rule.check(postmortem, surroundings)
        )
    return findings
