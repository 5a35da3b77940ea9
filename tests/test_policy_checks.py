"""A policy that cannot mean what it says is refused, with its line and what to do."""

from __future__ import annotations

import pytest

from pmaction.config import Config, PolicyRule
from pmaction.findings import Finding
from pmaction.reading import read_config

OWN = "severity_aliases: {SEV1: P0, SEV0: P0, SEV2: P1}\n"
KNOWN = "Known: P0, P1, P2, P3, SEV1, SEV0, SEV2. "
OWN_NAMES = "Names of your own are set under `severity_aliases`."
SAYS_WHAT = (
    "Add `due: 2 weeks`, `owner_within` or `count_from` to it, or take it out. For the same time "
    "as without a rule, write that time into it."
)


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read(text: str) -> Config:
    config = read_config(".pmaction.yml", text.encode())
    assert isinstance(config, Config), config
    return config


def refused(text: str) -> Finding:
    found = read_config(".pmaction.yml", text.encode())
    assert not isinstance(found, Config)
    (finding,) = found
    return finding


def test_rules_and_gates_take_own_names_of_severities() -> None:
    config = read(
        f"{OWN}policy: {{rules: [{{severities: [SEV2, P2], due: 1 week}}]}}\n"
        "gates:\n  incident_label: incident\n  action_items: [SEV1]\n"
        "  postmortem_within: {SEV1: 2 days, P3: 1 week}\n"
    )
    assert config.policy.rules == (PolicyRule(severities=("SEV2", "P2"), due="1 week"),)
    assert config.gates.action_items == ("SEV1",)
    assert config.gates.postmortem_within == {"SEV1": "2 days", "P3": "1 week"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("policy: {rules: [{severities: [SEV3], due: 1 week}]}\n", 2, 32,
         "there is no severity `SEV3`. Did you mean `SEV2`?", KNOWN + OWN_NAMES),
        ("gates: {action_items: [sev1]}\n", 2, 24,
         "there is no severity `sev1`. Did you mean `SEV1`?", KNOWN + OWN_NAMES),
        ("gates: {incident_label: x, postmortem_within: {P0: 1 day, major: 1 week}}\n", 2, 59,
         "there is no severity `major`", KNOWN + OWN_NAMES),
        ("gates: {incident_label: x, postmortem_within: {SEV1: 1 day, P0: 2 days}}\n", 2, 61,
         "`P0` and `SEV1` are the same severity, P0", "Keep one of the two."),
        ("policy: {rules: [{severities: [SEV1]}]}\n", 2, 18,
         "rule 1 sets nothing, and keeps the rules after it from what it fits", SAYS_WHAT),
        ("policy: {rules: [{name: data, services: [data], due: {}}]}\n", 2, 18,
         "rule “data” sets nothing, and keeps the rules after it from what it fits", SAYS_WHAT),
        ("policy: {rules: [{due: 1 week}, {priorities: [P0], due: 1 day}]}\n", 2, 18,
         "rule 1 has no condition, so that no rule after it ever counts",
         "Move it to the end; or say for which items it holds, with `priorities`, `severities`, "
         "`services`, `teams` or `horizons`."),
        ("teams: {Data: {}, No team: {}}\n", 2, 19,
         "a team cannot be called `No team`: that stands for items without a team",
         "Give it another name."),
        ("gates: {publish: true}\nrules: {late-publication: off}\n", 2, 18,
         "`publish` does nothing, since the rule `late-publication` is off: it has the hours",
         "Set the rule to `warning`, or write `publish: false`."),
        ("gates: {publish: true}\nrules: {late-publication: {from: published}}\n", 2, 18,
         "`publish` does nothing, since the rule `late-publication` asks only of what is "
         "published: it has the hours",
         "Set the rule to `warning`, or write `publish: false`."),
        ("targets: {p0_published: 1}\n", 2, 25,
         "`p0_published` is in percent, and 1 % is next to nothing", "Did you mean 100?"),
        ("targets: {items_done_in_time: 0.9}\n", 2, 31,
         "`items_done_in_time` is in percent, and 0.9 % is next to nothing",
         "Did you mean 90?"),
        ("targets: {recurrence: 0.1}\n", 2, 23,
         "`recurrence` is in percent, and 0.1 % is next to nothing", "Did you mean 10?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    text: str, line: int, column: int, message: str, hint: str
) -> None:
    finding = refused(OWN + text)
    assert (finding.line, finding.column) == (line, column)
    assert (finding.message, finding.hint) == (message, hint)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2w", "2 weeks"),
        ("14d", "14 days"),
        ("1wk", "1 week"),
        ("two weeks", "2 weeks"),
        ("A week", "1 week"),
        ("an hour", ""),
        ("48 hours", "2 days"),
        ("36h", ""),
        ("5 working days", "5 business days"),
        ("3 workdays", "3 business days"),
        ("2-weeks", "2 weeks"),
        ("2  weeks", "2 weeks"),
        ("1 Month", "1 month"),
        ("a fortnight", "2 weeks"),
        ("1 year", "4 quarters"),
        ("1 sprint", ""),
        ("some days", ""),
        ("0 weeks", "0 weeks"),
        ("soon", ""),
    ],
)
def test_a_length_in_other_words_is_answered_with_the_one_that_is_meant(
    written: str, meant: str
) -> None:
    if written == meant:
        assert read(f"policy: {{due: {written}}}\n").policy.due == written
        return
    expected = f". Did you mean `{meant}`?" if meant else ""
    for text in ("due: {}", "due: {{P0: {}}}", "owner_within: {}", "rules: [{{due: {}}}]"):
        said = refused(f"policy: {{{text.format(written)}}}\n")
        assert said.message.endswith(f"cannot be `{written}`{expected}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("policy: {count_from: resolution}", "Did you mean `resolved`?"),
        ("policy: {count_from: incident start}", "Did you mean `started`?"),
        ("policy: {count_from: publication}", "Did you mean `published`?"),
        ("policy: {rules: [{services: mail, due: 1 week}]}", "Write it in brackets: `[mail]`."),
        ("policy: {rules: [{teams: 'a, b', due: 1 week}]}", 'Write it in brackets: `["a, b"]`.'),
        ("reminders: {before: 3}", "Write it in brackets: `[3]`."),
        ("reminders: {after: [1 week]}", "Write the number of days alone: `7`."),
        ("reminders: {escalate: {lead: 14 days}}", "Write the number of days alone: `14`."),
        ("reminders: {repeat: weekly}", "Write digits only"),
        ("targets: {items_done_in_time: 90%}", "Write digits only, without a unit or other words."),
        (f"working_days: {{weekend: [{', '.join(WEEK)}]}}", "Keep those that count."),
        ("working_days: {weekend: [sat]}", "Did you mean `saturday`?"),
        ("working_days: {holidays: DE}", "such as `{country: DE, region: BE}`."),
        ("time_zone: Berlin", "Did you mean `Europe/Berlin`?"),
        ("time_zone: Europe/Berln", "Did you mean `Europe/Berlin`?"),
        ("due_policy: {P0: 1 week}", "under `policy`, as `due: {P0: 1 week}`."),
        ("policy: realistic", "or `due_policy: realistic` in its place."),
        ("gates: {postmortem_within: 2 days}", "such as `{P0: 2 days, P1: 1 week}`."),
    ],
)
def test_what_is_written_in_another_way_is_answered_with_the_right_one(
    text: str, said: str
) -> None:
    finding = refused(f"{text}\n")
    assert said in f"{finding.message}. {finding.hint}"


def test_of_a_zones_abbreviation_nothing_is_guessed() -> None:
    assert refused("time_zone: CEST\n").message == "`CEST` is not a time zone"


def test_a_rule_without_conditions_may_be_the_last() -> None:
    rules = "[{priorities: [P0], owner_within: 1 day}, {due: 1 week}]"
    assert len(read(f"policy: {{rules: {rules}}}\n").policy.rules) == 2


@pytest.mark.parametrize(
    "text",
    [
        "rules: {late-publication: off}",
        "gates: {publish: false}\nrules: {late-publication: off}",
        "gates: {publish: true}\nrules: {late-publication: {severity: error, P1: 120}}",
        "targets: {p0_published: 0, recurrence: 1, items_done_in_time: 1.5}",
    ],
)
def test_what_means_something_is_taken(text: str) -> None:
    assert isinstance(read(f"{text}\n"), Config)
