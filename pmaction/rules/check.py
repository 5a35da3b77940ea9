"""Checks a postmortem against the rules."""

from __future__ import annotations

from msgspec.structs import replace

from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.model import Postmortem
from pmaction.rules import RULE_IDS, RULES
from pmaction.rules.base import Problem, Rule, Surroundings
from pmaction.rules.comments import Comments
from pmaction.rules.ignores import Ignoring
from pmaction.rules.weights import Weights

_LAST = RULES[-1]
_WEIGHTS = Weights(RULES)


def check_rules(
    postmortem: Postmortem, document: Document, surroundings: Surroundings
) -> list[Finding]:
    """Check a postmortem against every rule that the configuration leaves on.

    The findings come rule by rule; their places are those of `document`, which the postmortem
    was read from. What a comment in the document ignores is left out.
    """
    if "#" in document.text:
        surroundings = replace(surroundings, comments=Comments(document.text))
    ignoring = Ignoring(document)
    findings: list[Finding] = []
    for rule, severity in _WEIGHTS.of(surroundings.config, postmortem.status):
        around = surroundings
        if rule is _LAST:
            # Only now it is known which comments keep no finding away.
            if not ignoring.comments:
                continue
            around = replace(surroundings, ignores=ignoring.comments, rule_ids=RULE_IDS)
        if not rule.compares:
            ignoring.ran(rule.id)
        for problem in rule.check(postmortem, around):
            finding = _placed(problem, rule, severity, document)
            if rule is _LAST or not ignoring.ignores(finding, problem.path):
                findings.append(finding)
    return findings


def _placed(problem: Problem, rule: Rule, severity: Severity, document: Document) -> Finding:
    """Give the finding that a problem is at its place in the document."""
    return document.finding(
        problem.path,
        rule.id,
        severity,
        problem.message,
        problem.hint,
        of_key=problem.at_key,
        offset=problem.offset,
        place=problem.place,
    )
