"""Which rules look at a postmortem, and how much the findings of each count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from pmaction.config import Config, RuleSetting
from pmaction.findings import Severity
from pmaction.model import PostmortemStatus
from pmaction.rules.base import Rule

_STAGES = get_args(PostmortemStatus)
_UNSET = RuleSetting()


def severity_of(rule: Rule, config: Config, status: PostmortemStatus) -> Severity | None:
    """Give the severity of a rule's findings; None where it is off, or asks of a later status."""
    setting = config.rules.get(rule.id, _UNSET)
    asks_from = setting.asks_from or rule.asks_from
    if setting.severity == "off" or _STAGES.index(status) < _STAGES.index(asks_from):
        return None
    return Severity(setting.severity) if setting.severity else rule.severity


class Weights:
    """The rules by the status of a postmortem; a run has one configuration for all of them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._config: Config | None = None
        self._known: dict[PostmortemStatus, tuple[tuple[Rule, Severity], ...]] = {}

    def of(self, config: Config, status: PostmortemStatus) -> tuple[tuple[Rule, Severity], ...]:
        """Give the rules that look at postmortems of this status, each with its severity."""
        if config is not self._config:
            self._config, self._known = config, {}
        if status not in self._known:
            weighed = ((rule, severity_of(rule, config, status)) for rule in self._rules)
            self._known[status] = tuple(
                (rule, severity) for rule, severity in weighed if severity is not None
            )
        return self._known[status]
