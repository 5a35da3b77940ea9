"""What policy and gates cannot mean: rules that set nothing or never count, unknown names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pmaction.document import Document
from pmaction.findings import Finding, Severity
from pmaction.positions import Path
from pmaction.severities import known_severities
from pmaction.suggest import suggest

_CONDITIONS = ("priorities", "severities", "services", "teams", "horizons")
_SETS = ("due", "count_from", "owner_within")


def check_policy(document: Document) -> Iterator[Finding]:
    """Give the findings of `policy` and `gates` in a configuration that fits its schema."""
    yield from _two_policies(document)
    yield from _rules_that_set_nothing(document)
    yield from _rules_that_never_count(document)
    yield from _teams_of_rules(document)
    yield from _severities(document)
    yield from _severities_said_twice(document)
    yield from _half_a_gate(document)
    yield from _gate_without_its_rule(document)


def _rules(document: Document) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for number, rule in enumerate(document.data.get("policy", {}).get("rules", ())):
        yield ("policy", "rules", number), rule


def _called(path: Path, rule: Mapping[str, Any]) -> str:
    """Give the name by which a rule is told of, as `policy explain` has it."""
    return f"rule “{rule['name'].strip()}”" if "name" in rule else f"rule {int(path[-1]) + 1}"


def _two_policies(document: Document) -> Iterator[Finding]:
    if "due_policy" in document.data and "due" in document.data.get("policy", {}):
        message = "`due_policy` and `due` under `policy` say the same, each for itself"
        hint = "Keep one of the two: `due_policy` is the short form."
        yield document.error(("policy", "due"), "said-twice", message, hint)


def _rules_that_set_nothing(document: Document) -> Iterator[Finding]:
    for path, rule in _rules(document):
        if any(rule.get(name) for name in _SETS):
            continue
        message = (
            f"{_called(path, rule)} sets nothing, and keeps the rules after it from what it fits"
        )
        hint = (
            "Add `due: 2 weeks`, `owner_within` or `count_from` to it, or take it out. For the "
            "same time as without a rule, write that time into it."
        )
        yield document.error(path, "missing-property", message, hint)


def _rules_that_never_count(document: Document) -> Iterator[Finding]:
    rules = tuple(_rules(document))
    for path, rule in rules[:-1]:
        if any(rule.get(name) for name in _CONDITIONS):
            continue
        message = f"{_called(path, rule)} has no condition, so that no rule after it ever counts"
        hint = (
            "Move it to the end; or say for which items it holds, with `priorities`, "
            "`severities`, `services`, `teams` or `horizons`."
        )
        yield document.error(path, "missing-property", message, hint)
        return


def _teams_of_rules(document: Document) -> Iterator[Finding]:
    known = document.data.get("teams", {})
    for path, rule in _rules(document):
        for place, name in enumerate(rule.get("teams", ())):
            if name.strip() in known:
                continue
            message = f"there is no team `{name}`{suggest(name, known)}"
            hint = "Correct the name, or add the team under `teams`."
            yield document.error((*path, "teams", place), "unknown-name", message, hint)


def _severities(document: Document) -> Iterator[Finding]:
    known = known_severities(document.data.get("severity_aliases", {}))
    for path, name, at_key in _named_severities(document):
        if name.strip() in known:
            continue
        message = f"there is no severity `{name}`{suggest(name, known)}"
        hint = f"Known: {', '.join(known)}. Names of your own are set under `severity_aliases`."
        yield document.finding(path, "unknown-name", Severity.ERROR, message, hint, of_key=at_key)


def _named_severities(document: Document) -> Iterator[tuple[Path, str, bool]]:
    """Give each severity that is named, with its place and whether it is a property there."""
    for path, rule in _rules(document):
        for place, name in enumerate(rule.get("severities", ())):
            yield (*path, "severities", place), name, False
    gates = document.data.get("gates", {})
    for place, name in enumerate(gates.get("action_items", ())):
        yield ("gates", "action_items", place), name, False
    for name in gates.get("postmortem_within", ()):
        yield ("gates", "postmortem_within", name), name, True


def _severities_said_twice(document: Document) -> Iterator[Finding]:
    aliases = document.data.get("severity_aliases", {})
    said: dict[str, str] = {}
    for name in document.data.get("gates", {}).get("postmortem_within", ()):
        priority = aliases.get(name, name)
        if priority in said:
            message = f"`{name}` and `{said[priority]}` are the same severity, {priority}"
            hint = "Keep one of the two."
            path = ("gates", "postmortem_within", name)
            yield document.finding(path, "said-twice", Severity.ERROR, message, hint, of_key=True)
        said.setdefault(priority, name)


def _half_a_gate(document: Document) -> Iterator[Finding]:
    gates = document.data.get("gates", {})
    halves = {
        "incident_label": ("postmortem_within", "postmortem_within: {P0: 2 days, P1: 1 week}"),
        "postmortem_within": ("incident_label", "incident_label: incident"),
    }
    for there, (missing, example) in halves.items():
        if gates.get(there) and not gates.get(missing):
            message = f"`{there}` does nothing without `{missing}`: nobody is asked for postmortems"
            hint = f"Add `{example}` beside it, or delete it."
            yield document.error(("gates", there), "missing-property", message, hint)


def _gate_without_its_rule(document: Document) -> Iterator[Finding]:
    """Tell of a gate that somebody sets while the rule that has its hours does not ask."""
    if document.data.get("gates", {}).get("publish") is not True:
        return
    setting = document.data.get("rules", {}).get("late-publication")
    said = setting if isinstance(setting, Mapping) else {"severity": setting}
    if said.get("severity") == "off":
        why = "is off"
    elif said.get("from") == "published":
        why = "asks only of what is published"
    else:
        return
    message = f"`publish` does nothing, since the rule `late-publication` {why}: it has the hours"
    hint = "Set the rule to `warning`, or write `publish: false`."
    yield document.error(("gates", "publish"), "not-allowed", message, hint)
