"""Each rule's weight, the status from which it asks, and its options are set in `.pmaction.yml`."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from rule_checks import check, config_from, items, only, rules_in

from pmaction.config import Config
from pmaction.findings import Finding, Severity
from pmaction.reading import read_config
from pmaction.rules import RULES
from pmaction.rules.base import Rule
from pmaction.rules.file_checks import FILE_CHECKS
from pmaction.rules.manual import option_lines, said_of
from pmaction.rules.options import option_pages, read_setting
from pmaction.rules.publication_hours import Deadlines
from pmaction.rules.settings import setting_names

with_options = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.options], ids=lambda rule: rule.id
)
UNOWNED = items("id: A1, title: Alert on pool usage above 80 %, priority: P1")


def mistakes(text: str) -> list[Finding]:
    read = read_config(".pmaction.yml", text.encode())
    assert not isinstance(read, Config), read
    return list(read)


HOURS = "Expected a number of hours from 1 to 8784, or off; see `pmaction rules late-publication`."


class TestSettings:
    @pytest.mark.parametrize("given", ["warning", "{severity: warning}"])
    def test_a_severity_may_stand_alone_or_in_a_group(self, given: str) -> None:
        finding = only(
            check("status: reviewed\n" + UNOWNED, config=f"rules: {{owner-required: {given}}}\n")
        )
        assert (finding.rule, finding.severity) == ("owner-required", Severity.WARNING)

    def test_a_group_may_turn_a_rule_off(self) -> None:
        off = "rules: {owner-required: {severity: off}}\n"
        assert check("status: reviewed\n" + UNOWNED, config=off) == []

    def test_the_status_from_which_a_rule_asks_can_be_later(self) -> None:
        config = "rules: {owner-required: {from: published}}\n"
        assert check("status: reviewed\n" + UNOWNED, config=config) == []
        found = check("status: published\n" + UNOWNED, config=config)
        assert rules_in(found) == ["owner-required"]

    def test_the_status_from_which_a_rule_asks_can_be_earlier(self) -> None:
        found = check(UNOWNED, config="rules: {owner-required: {from: draft}}\n")
        assert [(one.rule, one.severity) for one in found] == [("owner-required", Severity.ERROR)]

    def test_an_option_leaves_the_others_at_their_defaults(self) -> None:
        config = config_from("rules: {late-publication: {P1: 120}}\n")
        assert config.rules["late-publication"].options == Deadlines(P1=120)

    @pytest.mark.parametrize(
        ("given", "column", "message", "hint"),
        [
            (
                "{sverity: off}",
                28,
                "`sverity` is no setting of the rule `late-publication`. Did you mean `severity`?",
                "Known here: severity, from, P0, P1, P2, P3.",
            ),
            (
                "{P0: two days}",
                32,
                "`P0` of `late-publication` cannot be `two days`",
                HOURS,
            ),
            (
                "{P0: 0}",
                32,
                "`P0` of `late-publication` cannot be `0`",
                HOURS,
            ),
            (
                "{P0: true}",
                32,
                "`P0` of `late-publication` cannot be `true`",
                HOURS,
            ),
            (
                "{P0: [48]}",
                32,
                "`P0` of `late-publication` cannot be this list",
                HOURS,
            ),
            (
                "{from: publish}",
                34,
                "`publish` is not a value of `from`. Did you mean `published`?",
                "Allowed: draft, reviewed, published.",
            ),
            (
                "warn",
                27,
                "`warn` is not a value of `late-publication`. Did you mean `warning`?",
                "Allowed: off, warning, error.",
            ),
        ],
    )
    def test_a_wrong_setting_is_told_with_its_place(
        self, given: str, column: int, message: str, hint: str
    ) -> None:
        finding = only(mistakes(f"rules: {{late-publication: {given}}}\n"))
        assert (finding.line, finding.column) == (1, column)
        assert (finding.message, finding.hint) == (message, hint)

    def test_settings_of_an_unknown_rule_are_one_mistake(self) -> None:
        finding = only(mistakes("rules: {late-publicaton: {P9: x}}\n"))
        assert finding.message.endswith("Did you mean `late-publication`?")

    @pytest.mark.parametrize("given", ["off", "warning", "{severity: error}"])
    @pytest.mark.parametrize("name", FILE_CHECKS)
    def test_a_check_of_the_file_itself_is_known_and_cannot_be_set(
        self, name: str, given: str
    ) -> None:
        finding = only(mistakes(f"rules: {{{name}: {given}}}\n"))
        assert (finding.rule, finding.column) == ("not-allowed", 9)
        assert finding.message == f"`{name}` is always an error, and cannot be set"

    @pytest.mark.parametrize("given", ["3", "[off]", "true"])
    def test_what_is_neither_a_word_nor_a_group_is_told(self, given: str) -> None:
        finding = only(mistakes(f"rules: {{file-name: {given}}}\n"))
        assert finding.rule == "wrong-type"
        assert "`file-name` must be text or a group of properties" in finding.message


class TestDeclarations:
    @with_options
    def test_every_option_says_what_it_is_and_what_it_may_be(self, rule: Rule) -> None:
        pages = option_pages(rule.options)
        assert pages
        assert len(set(setting_names(rule.options))) == len(pages) + 2
        for page, line in zip(pages, option_lines(rule), strict=True):
            assert line.startswith(f"`{page.name}`: {page.says} Expected {page.expected};")
            assert page.says.endswith(".")
            assert page.says[0].isupper()
            assert line.endswith(f"by default {page.default}.")

    @with_options
    def test_every_default_is_a_value_that_the_option_takes(self, rule: Rule) -> None:
        kind: Any = rule.options
        default = kind()
        given = {
            field.name: getattr(default, field.name)
            for field in structs.fields(kind)
            if getattr(default, field.name) is not None
        }
        assert read_setting(kind, given).options == default

    def test_a_page_says_how_much_a_rule_counts_and_whom_it_asks(self) -> None:
        rules = {rule.id: said_of(rule) for rule in RULES}
        assert rules["file-name"] == "Severity: warning."
        assert rules["owner-required"] == "Severity: error. Asks from the status `reviewed` on."

    def test_rules_without_options_have_no_lines_about_them(self) -> None:
        assert [option_lines(rule) for rule in RULES if rule.options is None] == [
            [] for rule in RULES if rule.options is None
        ]
