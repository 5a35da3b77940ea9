"""From bytes to a Postmortem or a Config, or to the findings that say why not."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from pmaction.config import (
    Config,
    Holidays,
    Policy,
    PolicyRule,
    Reminders,
    RuleSetting,
    Team,
    Tracking,
    WorkingWeek,
)
from pmaction.document import Document
from pmaction.findings import Finding
from pmaction.model import Postmortem
from pmaction.moment import parse_moment
from pmaction.policy import working_days_of
from pmaction.reading import PostmortemFile, read_config, read_postmortem

PM = "id: PM-2025-001\ntitle: Mail was down\nstatus: draft\n"


def postmortem(text: str) -> Postmortem:
    file = read_postmortem("pm.yaml", text.encode())
    assert file.findings == ()
    assert file.postmortem is not None
    return file.postmortem


def config(text: str) -> Config:
    read = read_config(".pmaction.yml", text.encode())
    assert isinstance(read, Config), read
    return read


def refused(text: str | bytes) -> list[Finding]:
    """The findings of a configuration that cannot be used."""
    raw = text.encode() if isinstance(text, str) else text
    read = read_config(".pmaction.yml", raw)
    assert isinstance(read, tuple)
    return list(read)


class TestPostmortems:
    def test_what_is_left_out_has_its_default(self) -> None:
        read = postmortem(PM)
        assert read == Postmortem(id="PM-2025-001", title="Mail was down", status="draft")

    def test_properties_become_values_of_their_kind(self) -> None:
        read = postmortem(
            PM + "times: {started: about 2025-12-14T10:00Z}\n"
            "impact: {users: {count: 500, share_percent: 25}, revenue: {amount: 150}}\n"
            'reviewers: [{name: "@mei", signed_off_on: 2025-12-17}]\n'
            "action_items:\n"
            "  - id: A1\n    title: Add an alert\n    due: 2025-12-21\n    issue: 318\n"
            "  - id: A2\n    title: Add a panel\n    issue: OPS-77\n    depends_on: [A1]\n"
        )
        assert read.times.started == parse_moment("about 2025-12-14T10:00Z")
        assert read.impact.users is not None
        assert (read.impact.users.count, read.impact.users.share_percent) == (500, 25.0)
        assert read.reviewers[0].signed_off_on == date(2025, 12, 17)
        one, two = read.action_items
        assert (one.due, one.issue, one.status) == (date(2025, 12, 21), 318, "open")
        assert (two.due, two.issue, two.depends_on) == (None, "OPS-77", ("A1",))

    def test_a_count_may_be_written_with_a_point(self) -> None:
        read = postmortem(
            PM + "impact: {users: {count: 3.0}, revenue: {amount: 1.50}}\n"
            "action_items: [{id: A1, title: x, issue: 7.0}]\n"
        )
        assert read.impact.users is not None
        assert read.impact.users.count == 3
        assert read.impact.revenue is not None
        assert read.impact.revenue.amount == 1.5
        assert read.action_items[0].issue == 7

    def test_blanks_around_text_are_dropped(self) -> None:
        read = postmortem(PM + "notes: |\n  one\n  two\n\nscope: team\nservices: [' mail ']\n")
        assert read.notes == "one\ntwo"
        assert read.services == ("mail",)

    def test_a_file_that_is_not_yaml_has_neither_document_nor_postmortem(self) -> None:
        file = read_postmortem("pm.yaml", b"a: b: c\n")
        assert (file.document, file.postmortem) == (None, None)
        assert [finding.rule for finding in file.findings] == ["yaml-syntax"]

    def test_a_file_with_mistakes_keeps_its_document_and_gives_no_postmortem(self) -> None:
        file = read_postmortem("pm.yaml", b"id: PM-2025-001\nstatus: final\n")
        assert isinstance(file, PostmortemFile)
        assert isinstance(file.document, Document)
        assert file.postmortem is None
        assert [(finding.line, finding.rule) for finding in file.findings] == [
            (1, "missing-property"),
            (2, "not-allowed"),
        ]

    def test_every_finding_names_the_file(self) -> None:
        for raw in (b"", b"a: b: c", b"id: 1\n", b"\xff"):
            file = read_postmortem("docs/x.yaml", raw)
            assert file.findings
            assert {finding.path for finding in file.findings} == {"docs/x.yaml"}


class TestMeantValues:
    def said(self, lines: str) -> tuple[str, str]:
        (finding,) = read_postmortem("pm.yaml", (PM + lines).encode()).findings
        return finding.message, finding.hint

    @pytest.mark.parametrize(
        ("lines", "meant"),
        [
            ("action_items: [{id: A1, title: x, status: complete}]\n", "done"),
            ("action_items: [{id: A1, title: x, status: In progress}]\n", "open"),
            ("action_items: [{id: A1, title: x, status: cancelled}]\n", "wont_do"),
            ("action_items: [{id: A1, title: x, priority: critical}]\n", "P0"),
            ("action_items: [{id: A1, title: x, effort: medium}]\n", "M"),
            ("detection: {method: alert}\n", "automated-alert"),
            ("detection: {method: customer}\n", "customer-report"),
            ("detection: {method: automated-alrt}\n", "automated-alert"),
        ],
    )
    def test_a_word_for_a_value_is_understood(self, lines: str, meant: str) -> None:
        message, hint = self.said(lines)
        assert message.endswith(f"Did you mean `{meant}`?")
        assert hint.startswith("Allowed: ")

    def test_a_postmortem_that_is_complete_is_published(self) -> None:
        raw = b"id: PM-2025-001\ntitle: x\nstatus: complete\n"
        (finding,) = read_postmortem("pm.yaml", raw).findings
        assert finding.message.endswith("Did you mean `published`?")

    def test_several_owners_are_one_owner_and_collaborators(self) -> None:
        for names in ("@mei, @ana", "@mei and @ana", "@mei / @org/backend", "@mei @ana"):
            _, hint = self.said(f'action_items: [{{id: A1, title: x, owner: "{names}"}}]\n')
            assert hint.startswith('One owns it: write `owner: "@mei"`')
            assert "`collaborators`" in hint
        _, hint = self.said('action_items: [{id: A1, title: x, owner: "@mei!"}]\n')
        assert "collaborators" not in hint


class TestConfigurations:
    @pytest.mark.parametrize(
        "text", ["", "\n \n", "# nothing yet\n", "---\n", "---\n# x\n...\n", "\ufeff", "{}\n"]
    )
    def test_nothing_said_is_everything_by_default(self, text: str) -> None:
        assert config(text) == Config()

    def test_what_is_said_takes_the_place_of_the_default(self) -> None:
        read = config(
            "postmortems: [docs/*.yaml]\n"
            "open_from: published\n"
            "track_since: 2025-01-01\n"
            "time_zone: Europe/Berlin\n"
            "severity_aliases: {SEV1: P0}\n"
            'teams: {Backend: {lead: "@mei", members: ["@ana"]}}\n'
            "tracking: {folder: docs/issues}\n"
            "reminders: {before: [14, 3]}\n"
            "rules: {owner-required: warning}\n"
        )
        assert read == Config(
            postmortems=("docs/*.yaml",),
            open_from="published",
            track_since=date(2025, 1, 1),
            time_zone="Europe/Berlin",
            severity_aliases={"SEV1": "P0"},
            teams={"Backend": Team("@mei", ("@ana",))},
            tracking=Tracking(folder="docs/issues"),
            reminders=Reminders(before=(14, 3)),
            rules={"owner-required": RuleSetting("warning")},
        )

    @pytest.mark.parametrize(
        ("text", "line", "column", "rule", "message", "hint"),
        [
            ("# my rules\nrules:\n  owner-requird: off\n", 3, 3, "unknown-name",
             "there is no rule `owner-requird`. Did you mean `owner-required`?",
             "`pmaction rules` lists them all."),
            ("labels: [x]\ntime_zone: Europe/Berlinn\n", 2, 12, "unknown-name",
             "`Europe/Berlinn` is not a time zone. Did you mean `Europe/Berlin`?",
             "Use an IANA name such as Europe/Berlin or UTC."),
            ("time_zone: Mars/Olympus\n", 1, 12, "unknown-name",
             "`Mars/Olympus` is not a time zone", "Use an IANA name such as Europe/Berlin or UTC."),
            ("teams:\n  A: {time_zone: Europe/Berlinn}\n", 2, 18, "unknown-name",
             "`Europe/Berlinn` is not a time zone. Did you mean `Europe/Berlin`?",
             "Use an IANA name such as Europe/Berlin or UTC."),
            ("teams: {Platform: {}}\npolicy:\n  rules:\n    - teams: [Platform, Platfrm]\n"
             "      due: 1 week\n",
             4, 25, "unknown-name", "there is no team `Platfrm`. Did you mean `Platform`?",
             "Correct the name, or add the team under `teams`."),
            ("policy:\n  due: 2 weeks\ndue_policy: realistic\n", 2, 8, "said-twice",
             "`due_policy` and `due` under `policy` say the same, each for itself",
             "Keep one of the two: `due_policy` is the short form."),
            ("policy: {due: 2 fortnights}\n", 1, 15, "bad-format",
             "`due` cannot be `2 fortnights`. Did you mean `4 weeks`?",
             "Expected aggressive, realistic, none, or a length such as 2 weeks or 5 business "
             "days."),
            ("policy: {due: relaistic}\n", 1, 15, "bad-format",
             "`due` cannot be `relaistic`. Did you mean `realistic`?",
             "Expected aggressive, realistic, none, or a length such as 2 weeks or 5 business "
             "days."),
            ("policy: {rules: [{due: agressive}]}\n", 1, 24, "bad-format",
             "`due` of the 1st entry of `rules` cannot be `agressive`. Did you mean `aggressive`?",
             "Expected aggressive, realistic, none, or a length such as 2 weeks or 5 business "
             "days."),
            ("policy: {due: {P0: 14}}\n", 1, 20, "wrong-type",
             "`P0` must be text, not the number 14", "Write it with its unit, like `14 days`."),
            ("policy: {due: 14}\n", 1, 15, "wrong-type",
             "`due` must be text or a group of properties, not the number 14",
             "Write it with its unit, like `14 days`."),
            ("working_days: {weekend: [6]}\n", 1, 26, "wrong-type",
             "the 1st entry of `weekend` must be text, not the number 6",
             "Allowed: monday, tuesday, wednesday, thursday, friday, saturday, sunday."),
            ("working_days: {holidays: {country: Germany}}\n", 1, 36, "bad-format",
             "`country` cannot be `Germany`. Did you mean `DE`?",
             "Expected a country's code such as DE."),
            ("working_days: {holidays: {country: united states}}\n", 1, 36, "bad-format",
             "`country` cannot be `united states`. Did you mean `US`?",
             "Expected a country's code such as DE."),
            ("working_days: {holidays: {country: Nowhere}}\n", 1, 36, "bad-format",
             "`country` cannot be `Nowhere`", "Expected a country's code such as DE."),
            ("working_days: {free: [2025-12-22/2026-01-02]}\n", 1, 23, "bad-format",
             "the 1st entry of `free` cannot be `2025-12-22/2026-01-02`",
             "Write each of these days as an entry of its own, such as `- 2025-12-24`."),
            ("working_days: {free: [on christmas]}\n", 1, 23, "bad-format",
             "the 1st entry of `free` cannot be `on christmas`",
             "Expected a date such as 2025-12-14."),
            ("reminders: {quiet: [2025-12-24..2025-12-26]}\n", 1, 21, "bad-format",
             "the 1st entry of `quiet` cannot be `2025-12-24..2025-12-26`. "
             "Did you mean `2025-12-24/2025-12-26`?",
             "Expected a day such as 2025-12-24, or a span such as 2025-12-22/2026-01-02."),
            ("gates: {incident_label: incident}\n", 1, 25, "missing-property",
             "`incident_label` does nothing without `postmortem_within`: nobody is asked for "
             "postmortems", "Add `postmortem_within: {P0: 2 days, P1: 1 week}` beside it, or "
             "delete it."),
            ("gates: {postmortem_within: {P0: 2 days}}\n", 1, 28, "missing-property",
             "`postmortem_within` does nothing without `incident_label`: nobody is asked for "
             "postmortems", "Add `incident_label: incident` beside it, or delete it."),
            ("gates: {postmortem_within: {}, incident_label: x}\n", 1, 48, "missing-property",
             "`incident_label` does nothing without `postmortem_within`: nobody is asked for "
             "postmortems", "Add `postmortem_within: {P0: 2 days, P1: 1 week}` beside it, or "
             "delete it."),
            ("working_days:\n  holidays: {country: XX}\n", 2, 23, "unknown-name",
             "no public holidays are known of a country `XX`",
             "Use a country's ISO 3166 code such as DE or US; or leave `holidays` out, and list "
             "the days under `free`."),
            ("working_days: {holidays: {country: GB, region: Scotlnd}}\n", 1, 48, "unknown-name",
             "`GB` has no region `Scotlnd` with public holidays of its own. "
             "Did you mean `Scotland`?", "Use its name, or one of ENG, NIR, SCT, WLS."),
            ("working_days: {holidays: {country: VA, region: Rome}}\n", 1, 48, "unknown-name",
             "`VA` has no region `Rome` with public holidays of its own", "Leave `region` out."),
            ("reminders:\n  quiet:\n    - 2025-12-24\n    - 2026-01-02/2025-12-22\n", 4, 7,
             "impossible-date", "`2026-01-02/2025-12-22` ends before it begins",
             "Write the first day first: 2025-12-22/2026-01-02."),
            ("reminders: {quiet: [2025-02-29/2025-03-01]}\n", 1, 21, "impossible-date",
             "`2025-02-29/2025-03-01` names a day that is on no calendar",
             "Write it like 2025-12-24, or 2025-12-22/2026-01-02."),
            ("\ntrack_sinc: 2025-01-01\n", 2, 1, "unknown-property",
             "`track_sinc` is not a property of the configuration. Did you mean `track_since`?",
             "Correct the name, or delete the property."),
            ("track_since: 2025-02-29\n", 1, 14, "impossible-date",
             "`track_since` is `2025-02-29`, which is on no calendar or clock",
             "Expected a date such as 2025-12-14."),
            ("labels: []\ntracking:\n  system: jira\n", 3, 11, "not-allowed",
             "`jira` is not a value of `system`", "Allowed: local, github."),
            ("reminders:\n  before: [3, 0]\n", 2, 15, "out-of-range",
             "the 2nd entry of `before` is 0, below 1", "At least 1."),
            ("tracker_file: ../x.md\n", 1, 15, "bad-format", "`tracker_file` cannot be `../x.md`",
             "Expected a path inside the repository, such as docs/TRACKER.md."),
            ("- a\n", 1, 1, "wrong-type",
             "the document must be a group of properties, not a list",
             "Write its properties on lines of their own, indented, as `name: value`."),
            ("teams: @x\n", 1, 8, "yaml-syntax", "a value cannot begin with `@`",
             'Put it in quotes: `owner: "@alice"`.'),
            ("labels: [a]\nlabels: [b]\n", 2, 1, "duplicate-key",
             "`labels` stands here a second time; the first is on line 1",
             "Keep one of the two, or join them."),
        ],
    )  # fmt: skip
    def test_a_mistake_is_told_with_its_line_and_what_to_do(
        self, text: str, line: int, column: int, rule: str, message: str, hint: str
    ) -> None:
        (finding,) = refused(text)
        assert finding == Finding(
            ".pmaction.yml", line, column, rule, finding.severity, message, hint, finding.pointer
        )

    def test_without_the_library_of_holidays_it_is_told_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "holidays", None)
        (finding,) = refused("working_days: {holidays: {country: DE}}\n")
        assert (finding.line, finding.column) == (1, 36)
        assert finding.message.endswith("the library `holidays` is not installed")
        assert finding.hint.startswith("`pipx inject pmaction holidays` brings it; in a virtual")

    def test_without_public_holidays_nothing_loads_that_library(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "holidays", None)
        text = "working_days: {weekend: [friday]}\npolicy: {due: 2 business days}\n"
        assert not working_days_of(config(text)).is_working(date(2025, 12, 26))

    def test_a_policy_is_read_as_it_is_written(self) -> None:
        read = config(
            "working_days:\n"
            "  weekend: [friday]\n"
            "  holidays: {country: DE, region: Baden-Württemberg}\n"
            "policy:\n"
            "  due: {P0: 1 week}\n"
            "  owner_within: 2 business days\n"
            "  rules: [{services: [mail], due: aggressive, count_from: published}]\n"
        )
        assert read == Config(
            working_days=WorkingWeek(("friday",), Holidays("DE", "Baden-Württemberg")),
            policy=Policy(
                due={"P0": "1 week"},
                owner_within="2 business days",
                rules=(PolicyRule(services=("mail",), due="aggressive", count_from="published"),),
            ),
        )

    def test_all_mistakes_are_told_at_once(self) -> None:
        found = refused("time_zone: Mars/Olympus\nrules: {a: off, b: off}\n")
        assert [(finding.line, finding.pointer) for finding in found] == [
            (1, "/time_zone"),
            (2, "/rules/a"),
            (2, "/rules/b"),
        ]

    @pytest.mark.parametrize("raw", [b"\x00", b"\xff\xfe", b"labels: \xff", b"a: 1\n---\nb: 1\n"])
    def test_what_cannot_be_read_is_no_empty_configuration(self, raw: bytes) -> None:
        assert refused(raw)
