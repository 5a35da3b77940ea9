"""The policy in force, made ready from what `.pmaction.yml` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from pmaction.config import Config, CountFrom, Policy, PolicyRule, Team, WorkingWeek
from pmaction.lengths import Length, parse_length
from pmaction.model import ActionItem, Postmortem, Priority
from pmaction.public_holidays import public_holidays
from pmaction.severities import is_among
from pmaction.teams import teams_of
from pmaction.working_days import WEEKDAYS, WorkingDays

# How long each priority has; one that is missing has no limit.
NAMED: Mapping[str, Mapping[str, Length]] = {
    "aggressive": {"P0": Length(1, "week"), "P1": Length(2, "week"), "P2": Length(1, "month")},
    "realistic": {"P0": Length(2, "week"), "P1": Length(1, "month"), "P2": Length(1, "quarter")},
    "none": {},
}
# What a horizon promises, where the priority gives no date.
HORIZONS: Mapping[str, Length] = {
    "immediate": Length(1, "week"),
    "short-term": Length(1, "month"),
    "long-term": Length(1, "quarter"),
}


class Terms(Struct, frozen=True):
    """By what action items get their dates: all of the configuration that counts for it."""

    policy: Policy = field(default_factory=lambda: Policy(due="realistic"))
    working_days: WorkingDays = field(default_factory=WorkingDays)
    teams: Mapping[str, Team] = field(default_factory=dict)
    severity_aliases: Mapping[str, Priority] = field(default_factory=dict)
    time_zone: str = "UTC"


class RuleInForce(Struct, frozen=True):
    """The first rule of the policy that fits an item; `name` is how people find it."""

    name: str = ""
    rule: PolicyRule = PolicyRule()


def terms_of(config: Config) -> Terms:
    """Make a configuration's policy ready for use."""
    policy = config.policy
    if policy.due is None:
        policy = replace(policy, due=config.due_policy)
    return Terms(
        policy,
        working_days_of(config),
        config.teams,
        config.severity_aliases,
        config.time_zone,
    )


def working_days_of(config: Config) -> WorkingDays:
    """Give the configured working days."""
    return _working_days(config.working_days)


@lru_cache(maxsize=8)  # Asked for with each action item, and a country's holidays take a while.
def _working_days(week: WorkingWeek) -> WorkingDays:
    return WorkingDays(
        weekend=frozenset(map(WEEKDAYS.index, week.weekend)),
        free=frozenset(week.free),
        holidays=frozenset() if week.holidays is None else public_holidays(week.holidays),
    )


def rule_in_force(postmortem: Postmortem, item: ActionItem, terms: Terms) -> RuleInForce:
    """Give the first rule that fits an item; an empty one where none does."""
    for number, rule in enumerate(terms.policy.rules, 1):
        if _fits(rule, postmortem, item, terms):
            return RuleInForce(_called(rule, number), rule)
    return RuleInForce()


def services_of_nothing(
    terms: Terms, postmortems: Iterable[Postmortem]
) -> Iterator[tuple[str, str]]:
    """Give the services that rules name and no postmortem has, each with its rule before it."""
    known = {name for one in postmortems for name in _folded(one.services)}
    for number, rule in enumerate(terms.policy.rules, 1):
        for service in rule.services:
            if service.casefold() not in known:
                yield _called(rule, number), service


def _called(rule: PolicyRule, number: int) -> str:
    return f"rule “{rule.name}”" if rule.name else f"rule {number}"


def _fits(rule: PolicyRule, postmortem: Postmortem, item: ActionItem, terms: Terms) -> bool:
    """Say whether each condition holds that the rule names."""
    return (
        (not rule.priorities or item.priority in rule.priorities)
        and (
            not rule.severities
            or is_among(postmortem.severity, rule.severities, terms.severity_aliases)
        )
        and (not rule.horizons or item.horizon in rule.horizons)
        and (not rule.services or bool(_folded(rule.services) & _folded(postmortem.services)))
        and (not rule.teams or any(name in rule.teams for name in teams_of(item, terms.teams)))
    )


def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(str.casefold, names))


def length_for(due: str | Mapping[Priority, str] | None, item: ActionItem) -> Length | None:
    """Give how long an item may take by one `due` of the policy; None where that does not say."""
    if due is None:
        return None
    if isinstance(due, str):
        return NAMED[due].get(item.priority or "") if due in NAMED else parse_length(due)
    text = due.get(item.priority) if item.priority is not None else None
    return parse_length(text) if text is not None else None


def count_from(rule: PolicyRule, policy: Policy) -> CountFrom:
    """Give the moment from which the time counts under a rule."""
    return rule.count_from or policy.count_from
