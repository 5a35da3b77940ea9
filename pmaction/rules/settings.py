"""What the configuration says of rules: findings for what cannot be meant, then values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pmaction.config import RuleSetting
from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.quoting import cut
from pmaction.rules import RULE_IDS, rule_by_id
from pmaction.rules.file_checks import FILE_CHECKS
from pmaction.rules.options import bad_settings, read_setting, setting_names
from pmaction.suggest import suggest


def check_settings(document: Document) -> Iterator[Finding]:
    """Check the settings in a configuration that is valid by its schema."""
    for rule_id, given in document.data.get("rules", {}).items():
        rule = rule_by_id(rule_id)
        if rule_id in FILE_CHECKS:
            yield document.finding(
                ("rules", rule_id),
                "not-allowed",
                Severity.ERROR,
                f"`{rule_id}` is always an error, and cannot be set",
                "Delete the line. It is checked while a file is read: what cannot be read cannot "
                "be worked with.",
                of_key=True,
            )
            continue
        if rule is None:
            yield document.finding(
                ("rules", rule_id),
                "unknown-name",
                Severity.ERROR,
                f"there is no rule `{rule_id}`{suggest(rule_id, RULE_IDS)}",
                "`pmaction rules` lists them all.",
                of_key=True,
            )
            continue
        known = setting_names(rule.options)
        for bad in bad_settings(rule.options, given):
            message = f"`{bad.name}` of `{rule_id}` cannot be {_shown(given[bad.name])}"
            hint = f"Expected {bad.expected}; see `pmaction rules {rule_id}`."
            if not bad.expected:
                message = f"`{bad.name}` is no setting of the rule `{rule_id}`"
                message += suggest(bad.name, known)
                hint = f"Known here: {', '.join(known)}."
            yield document.finding(
                ("rules", rule_id, bad.name),
                "not-allowed" if bad.expected else "unknown-name",
                Severity.ERROR,
                message,
                hint,
                of_key=not bad.expected,
            )


def _shown(value: Any) -> str:
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case list():
            return "this list"
        case _:
            return f"`{cut(str(value))}`"


def read_settings(given: Mapping[str, Any]) -> dict[str, RuleSetting]:
    """Make the settings, in which nothing is wrong, values by the ids of their rules."""
    rules = ((rule_by_id(rule_id), setting) for rule_id, setting in given.items())
    return {rule.id: read_setting(rule.options, one) for rule, one in rules if rule is not None}
