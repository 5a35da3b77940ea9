"""Rules on what must not vanish, on circles across postmortems, on sign-off and publication."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from rule_checks import NOW, PATH, check, config_from, document_text, items, only, rules_in

from pmaction.checking import check_files
from pmaction.findings import Finding, Severity
from pmaction.model import PostmortemStatus
from pmaction.reading import PostmortemFile, read_postmortem
from pmaction.rules.base import BasePostmortem

X, Y, Z = "Raise the pool to 50", "Alert on pool usage above 80 %", "Load-test the service"
OTHER = "postmortems/2024/2024-03-02-search-slow.yaml"


def files(texts: Mapping[str, str]) -> list[PostmortemFile]:
    return [read_postmortem(path, text.encode()) for path, text in texts.items()]


def all_findings(texts: Mapping[str, str], base: Mapping[str, str] | None = None) -> list[Finding]:
    """Check whole files, against those of the base branch where there is one."""
    at_base = files(base) if base is not None else None
    found = check_files(files(texts), config_from("rules: {file-name: off}\n"), NOW, at_base)
    return list(found)


def postmortem(postmortem_id: str, *entries: str, status: str = "draft", more: str = "") -> str:
    head = f"id: {postmortem_id}\ntitle: Mail down\nstatus: {status}\n{more}"
    return head + (items(*entries) if entries else "")


class TestItemRemoved:
    def found(self, *entries: str, base: Mapping[str, str], status: str = "reviewed") -> list[str]:
        before = BasePostmortem(PATH, status, base)  # type: ignore[arg-type]
        fragment = f"status: reviewed\n{items(*entries)}"
        findings = check(fragment, at_base={"PM-2025-001": before})
        removed = [one for one in findings if one.rule == "item-removed"]
        return [f"{one.rule} {one.pointer} {one.message}" for one in removed]

    @pytest.mark.parametrize(
        ("open_from", "before", "now", "told"),
        [
            ("reviewed", "published", "draft", True),
            ("reviewed", "reviewed", "draft", True),
            ("published", "published", "reviewed", True),
            ("reviewed", "published", "reviewed", False),
            ("reviewed", "draft", "draft", False),
            ("published", "reviewed", "draft", False),
        ],
    )
    def test_nothing_goes_back_to_a_stage_without_issues(
        self, open_from: str, before: PostmortemStatus, now: str, told: bool
    ) -> None:
        known = {"PM-2025-001": BasePostmortem(PATH, before, {"A1": X})}
        fragment = f"status: {now}\n{items(f'id: A1, title: {X}')}"
        found = check(fragment, config=f"open_from: {open_from}\n", at_base=known)
        removed = [one for one in found if one.rule == "item-removed"]
        assert [one.pointer for one in removed] == ["/status"] * told
        if told:
            assert f"this was {before} and is a {now} again" in removed[0].message

    def test_without_action_items_everything_may_be_a_draft_again(self) -> None:
        before = {"PM-2025-001": BasePostmortem(PATH, "reviewed", {})}
        assert check(items(f"id: A1, title: {X}"), at_base=before) == []

    def test_an_item_that_is_gone_is_told(self) -> None:
        (told,) = self.found(f"id: A1, title: {X}", base={"A1": X, "A2": Y})
        assert told == f"item-removed /action_items A2 (“{Y}”) is gone, but its issue may be open"

    def test_drafts_had_no_issues(self) -> None:
        assert self.found(f"id: A1, title: {X}", base={"A2": Y}, status="draft") == []

    def test_only_what_may_have_issues_counts(self) -> None:
        before = BasePostmortem(PATH, "reviewed", {"A2": Y})
        fragment = items(f"id: A1, title: {X}")
        config = "open_from: published\n"
        assert check(fragment, config=config, at_base={"PM-2025-001": before}) == []

    def test_without_a_base_nothing_is_known(self) -> None:
        assert check(items(f"id: A1, title: {X}"), at_base=None) == []

    def test_another_id_for_the_same_item_is_one_mistake(self) -> None:
        (told,) = self.found(f"id: A9, title: {X}", base={"A1": X})
        assert told.startswith("item-removed /action_items/0/id “Raise the pool to 50” was A1 and")

    def test_a_former_key_says_where_an_item_went(self) -> None:
        before = {"PM-2025-001": BasePostmortem(PATH, "reviewed", {"A1": X})}
        moved = items(f"id: A9, title: {X}, previously: PM-2025-001/A1")
        former = {"PM-2025-001/A1": ("PM-2025-001/A9",)}
        found = check(f"status: reviewed\n{moved}", at_base=before, former_keys=former)
        assert "item-removed" not in rules_in(found)

    def test_swapped_ids_are_told_for_both(self) -> None:
        entries = f"id: A1, title: {Y}", f"id: A2, title: {X}"
        told = self.found(*entries, base={"A1": X, "A2": Y})
        assert [one.split()[1] for one in told] == ["/action_items/1/id", "/action_items/0/id"]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Raise pool", "Raise the connection pool to 50"),
            ("Alert on pool usage", "Page somebody when the pools are 80 % full: alerting"),
            ("Improve monitoring", "Page somebody above 80 % of the quota"),
            ("プールを増やす", "接続プールの上限を五十にする"),
            ("Alert on pool usage", "ALERT ON POOL USAGE"),
        ],
    )
    def test_a_new_title_is_no_new_item(self, before: str, after: str) -> None:
        assert self.found(f'id: A1, title: "{after}"', base={"A1": before}) == []

    def test_an_id_under_which_another_work_stands_is_told(self) -> None:
        (told,) = self.found(f"id: A1, title: {Z}", base={"A1": X})
        assert told == (
            "item-removed /action_items/0/id A1 was “Raise the pool to 50” and is “Load-test the "
            "service” now, so its issue would be taken for another work"
        )

    @pytest.mark.parametrize(
        "kept",
        [
            'description: "Twice as many connections, as measured at peak"',
            "done_when: No request waits for a connection at peak",
            "description: The pool is too small",
            "issue: 17",
        ],
    )
    def test_what_stayed_beside_the_title_says_that_it_is_the_same_work(self, kept: str) -> None:
        before = files({PATH: postmortem("PM-2025-001", f"id: A1, title: {X}, {kept}")})
        was = before[0].postmortem
        assert was is not None
        at_base = BasePostmortem(PATH, "reviewed", {"A1": X}, {"A1": was.action_items[0]})
        same = f"status: reviewed\n{items(f'id: A1, title: {Z}, {kept}')}"
        other = f"status: reviewed\n{items(f'id: A1, title: {Z}, description: For all of it')}"
        assert "item-removed" not in rules_in(check(same, at_base={"PM-2025-001": at_base}))
        assert "item-removed" in rules_in(check(other, at_base={"PM-2025-001": at_base}))

    def test_an_item_that_moved_to_the_id_of_one_that_is_gone_is_one_mistake(self) -> None:
        (told,) = self.found(f"id: A1, title: {Z}", base={"A1": X, "A2": Z})
        assert told.startswith(f"item-removed /action_items/0/id “{Z}” was A2 and is now A1")

    def test_a_title_that_two_items_have_says_nothing(self) -> None:
        entries = f"id: A2, title: {X}", f"id: A3, title: {X}, status: wont_do, reason: x"
        (told,) = self.found(*entries, base={"A1": X})
        assert "A1 (“Raise the pool to 50”) is gone" in told

    def test_items_that_went_all_at_once_are_told_at_the_status(self) -> None:
        before = BasePostmortem(PATH, "reviewed", {"A1": X})
        fragment = "status: reviewed\naction_items: []\n"
        found = check(fragment, at_base={"PM-2025-001": before})
        pointers = [one.pointer for one in found if one.rule == "item-removed"]
        assert pointers == ["/status"]


class TestPostmortemsThatAreGone:
    BEFORE = postmortem("PM-2025-001", f"id: A1, title: {X}", status="published")

    def found(self, texts: Mapping[str, str], before: str = BEFORE) -> list[Finding]:
        found = all_findings(texts, {PATH: before})
        return [finding for finding in found if finding.rule == "item-removed"]

    def test_a_deleted_file_is_told_where_it_was(self) -> None:
        finding = only(self.found({}))
        assert (finding.path, finding.line, finding.column) == (PATH, 1, 1)
        assert finding.message.startswith("PM-2025-001 is gone, and issues of its action items")
        assert finding.message.endswith(": A1")

    def test_a_file_may_move(self) -> None:
        assert self.found({"elsewhere.yaml": self.BEFORE}) == []

    def test_another_id_is_told_where_it_stands(self) -> None:
        finding = only(self.found({PATH: self.BEFORE.replace("001", "002")}))
        assert (finding.path, finding.pointer, finding.line) == (PATH, "/id", 1)

    @pytest.mark.parametrize("broken", ["", "a: [", "# nothing\n"])
    def test_a_file_that_cannot_be_read_is_not_gone(self, broken: str) -> None:
        assert self.found({PATH: broken}) == []

    def test_a_file_with_mistakes_still_claims_its_items(self) -> None:
        assert self.found({PATH: self.BEFORE.replace("title: Mail down", "titel: x")}) == []

    def test_a_draft_may_be_deleted(self) -> None:
        assert self.found({}, self.BEFORE.replace("published", "draft")) == []

    def test_items_that_moved_elsewhere_are_not_gone(self) -> None:
        item = f"id: B1, title: {X}, previously: PM-2025-001/A1"
        assert self.found({OTHER: postmortem("PM-2024-007", item)}) == []


class TestCircles:
    def test_a_circle_through_two_postmortems_is_told_once_in_the_later_one(self) -> None:
        first = postmortem("PM-2024-007", f"id: B1, title: {X}, depends_on: [PM-2025-001/A1]")
        second = postmortem(
            "PM-2025-001",
            f"id: A1, title: {Y}, depends_on: [A2]",
            f"id: A2, title: {Z}, depends_on: [PM-2024-007/B1]",
        )
        finding = only(all_findings({OTHER: first, PATH: second}))
        assert (finding.path, finding.rule) == (PATH, "dependency-cycle")
        assert finding.pointer == "/action_items/1/depends_on/0"
        assert finding.message.endswith(
            ": PM-2025-001/A1 → PM-2025-001/A2 → PM-2024-007/B1 → PM-2025-001/A1"
        )

    def test_a_circle_elsewhere_is_not_told_by_those_who_wait_for_it(self) -> None:
        keys = [f"PM-2024-00{number}" for number in (1, 2)]
        texts = {
            f"{one}.yaml": postmortem(one, f"id: A1, title: {X}, depends_on: [{other}/A1]")
            for one, other in zip(keys, reversed(keys), strict=True)
        }
        texts[PATH] = postmortem("PM-2025-001", f"id: A1, title: {X}, depends_on: [{keys[0]}/A1]")
        assert only(all_findings(texts)).path == "PM-2024-002.yaml"

    def test_recurrences_in_a_circle_are_told_once(self) -> None:
        texts = {
            f"{number}.yaml": postmortem(
                f"PM-2025-00{number}", more=f"recurrence_of: PM-2025-00{other}\n"
            )
            for number, other in ((1, 2), (2, 3), (3, 1))
        }
        finding = only(all_findings(texts))
        assert (finding.path, finding.rule) == ("3.yaml", "recurrence-cycle")
        assert "PM-2025-003 → PM-2025-001 → PM-2025-002 → PM-2025-003" in finding.message

    @pytest.mark.parametrize(
        ("other", "is_told"), [("2025-12-16", True), ("2025-12-13", False), ("unknown", False)]
    )
    def test_a_recurrence_of_what_began_certainly_later_is_told(
        self, other: str, is_told: bool
    ) -> None:
        more = "recurrence_of: PM-2025-002\ntimes: {started: 2025-12-13T10:00:00Z}\n"
        texts = {
            "1.yaml": postmortem("PM-2025-001", more=more),
            "2.yaml": postmortem("PM-2025-002", more=f"times: {{started: {other}}}\n"),
        }
        told = [
            (one.path, one.pointer, one.message)
            for one in all_findings(texts)
            if one.rule == "recurrence-cycle"
        ]
        said = ("1.yaml", "/recurrence_of", "PM-2025-002 began after this incident")
        assert told == ([said] if is_told else [])

    def test_a_chain_of_recurrences_is_no_circle(self) -> None:
        texts = {
            f"{number}.yaml": postmortem(
                f"PM-2025-00{number}", more=f"recurrence_of: PM-2025-00{number - 1}\n"
            )
            for number in (2, 3)
        } | {"1.yaml": postmortem("PM-2025-001")}
        assert all_findings(texts) == []

    def test_one_that_names_itself_is_one_mistake(self) -> None:
        text = postmortem("PM-2025-001", more="recurrence_of: PM-2025-001\n")
        assert rules_in(all_findings({PATH: text})) == ["unknown-reference"]


class TestPublication:
    def found(self, fragment: str, config: str = "") -> list[Finding]:
        return check(f"status: published\n{fragment}", config=config)

    @pytest.mark.parametrize(
        ("published", "late"),
        [
            ("2025-12-16", False),
            # Wherever in the world the 17th begins first, the two days are over.
            ("2025-12-17", True),
            ('"2025-12-16T10:11:59+03:00"', False),
            ('"2025-12-16T10:12:01+03:00"', True),
            ("about 2025-12-30", False),
            ("unknown", False),
        ],
    )
    def test_a_p0_is_published_within_two_days_as_far_as_is_known(
        self, published: str, late: bool
    ) -> None:
        found = self.found(f"published_at: {published}\n")
        assert rules_in(found) == (["late-publication"] if late else [])

    @pytest.mark.parametrize("status", ["draft", "reviewed"])
    @pytest.mark.parametrize(
        ("resolved", "late"),
        [
            ("2025-12-14T10:12:00+03:00", True),
            ("2026-01-08T08:59:00+01:00", True),
            ("2026-01-08T09:01:00+01:00", False),
            ("2026-01-08", False),
            ("about 2025-12-14", False),
            ("unknown", False),
        ],
    )
    def test_a_p0_that_is_not_published_when_it_should_be_is_told(
        self, status: str, resolved: str, late: bool
    ) -> None:
        times = f"times: {{started: unknown, detected: unknown, resolved: {resolved}}}\n"
        text = document_text(f"status: {status}\n{times}")
        text = text.replace("published_at: 2025-12-16\n", "")
        found = [one for one in all_findings({PATH: text}) if one.rule == "late-publication"]
        assert [one.pointer for one in found] == (["/status"] if late else [])
        assert all(one.severity is Severity.WARNING for one in found)
        assert all(status in one.message for one in found)

    def test_other_severities_have_no_deadline_until_one_is_set(self) -> None:
        for severity in ("P1", "P2"):
            fragment = f"severity: {severity}\npublished_at: 2025-12-30\n"
            assert self.found(fragment) == []
            config = f"rules: {{late-publication: {{{severity}: 120}}}}\n"
            (message,) = (one.message for one in self.found(fragment, config))
            assert message.startswith(f"a {severity} is to be published within 120 hours")

    LONG = (
        "severity: P1\npublished_at: 2025-12-30\n"
        "times: {started: 2025-12-14T07:00:00Z, detected: unknown, resolved: %s}\n"
    )

    @pytest.mark.parametrize(
        ("resolved", "why"),
        [
            ("2025-12-14T07:30:00Z", None),
            ("2025-12-14T07:30:01Z", "took 30 min 1 s"),
            ("2025-12-14T07:41:00Z", "took 41 min"),
            ("2025-12-15", None),
        ],
    )
    def test_a_p1_over_30_minutes_is_asked_like_a_p0_and_told_why(
        self, resolved: str, why: str | None
    ) -> None:
        said = [one.message for one in self.late(self.LONG % resolved)]
        asked = f"a P1, as it {why}, is to be published within 48 hours of its end ({resolved})"
        assert said == ([asked] if why else [])

    @pytest.mark.parametrize(
        ("named", "counts"),
        [
            ("PM-2025-002", True),
            ("https://status.example.com/42", True),
            ("PM-2025-003", False),
            ("PM-2025-001", False),
        ],
        ids=["an earlier one", "an address", "a later one", "itself"],
    )
    def test_a_p1_that_happened_again_is_asked_like_a_p0_and_told_why(
        self, named: str, counts: bool
    ) -> None:
        fragment = f"severity: P1\npublished_at: 2025-12-30\nrecurrence_of: {named}\n"
        texts = {PATH: document_text(f"status: published\n{fragment}")}
        for number, day in ((2, "2025-11-30"), (3, "2026-01-03")):
            times = f"times: {{started: {day}}}\n"
            other = postmortem(f"PM-2025-00{number}", more=f"severity: P3\n{times}")
            texts[f"{number}.yaml"] = other
        found = [one.message for one in all_findings(texts) if one.rule == "late-publication"]
        asked = f"a P1, as it repeats {named}, is to be published within 48 hours"
        assert [one.startswith(asked) for one in found] == ([True] if counts else [])

    @pytest.mark.parametrize(
        ("config", "hours"),
        [
            ("rules: {late-publication: {P0: 24}}\n", "24"),
            ("rules: {late-publication: {P0: 24, P1: 120}}\n", "120"),
            ("targets: {published_within_hours: 36}\n", "36"),
            ("rules: {late-publication: {P1: off}}\n", None),
            ("rules: {late-publication: {P0: off}}\n", None),
        ],
    )
    def test_the_hours_of_a_long_p1_are_its_own_or_those_of_a_p0(
        self, config: str, hours: str | None
    ) -> None:
        said = [one.message for one in self.late(self.LONG % "2025-12-14T07:41:00Z", config)]
        assert [re.findall(r"within (\d+) hours", one) for one in said] == (
            [[hours]] if hours else []
        )

    def late(self, fragment: str, config: str = "") -> list[Finding]:
        found = self.found(fragment, config)
        return [one for one in found if one.rule == "late-publication"]

    def test_history_from_before_tracking_is_not_asked(self) -> None:
        fragment = "published_at: 2025-12-30\n"
        assert self.found(fragment, "track_since: 2025-12-15\n") == []
        assert rules_in(self.found(fragment, "track_since: 2025-12-14\n")) == ["late-publication"]
        fragment += "times: {started: 2025-12-14T23:30:00Z, resolved: 2025-12-15T03:30:00Z}\n"
        config = "track_since: 2025-12-15\nrules: {timeline-order: off, time-order: off}\n"
        assert "late-publication" not in rules_in(self.found(fragment, config))
        config += "time_zone: Pacific/Auckland\n"
        assert "late-publication" in rules_in(self.found(fragment, config))

    def test_it_counts_from_the_restoration_where_nothing_was_resolved(self) -> None:
        times = "times: {started: unknown, detected: unknown, restored: 2025-12-10}\n"
        owned = items('id: A1, title: One, due: 2026-02-02, owner: "@ana-petrova"')
        found = self.found(f"{times}{owned}")
        assert "late-publication" in rules_in(found)

    @pytest.mark.parametrize(
        ("published", "signed", "pointers"),
        [
            ("2025-12-16", "2025-12-15", []),
            ("2025-12-16", "2025-12-16", []),
            ("2025-12-16", "2025-12-18", ["/reviewers/0/signed_off_on"]),
            ("2025-01-16", "2025-12-15", ["/published_at", "/reviewers/0/signed_off_on"]),
            ("2025-12-16", "2024-12-15", ["/reviewers/0/signed_off_on"]),
            ("unknown", "2026-01-02", []),
        ],
    )
    def test_incident_sign_off_and_publication_come_in_this_order(
        self, published: str, signed: str, pointers: list[str]
    ) -> None:
        reviewers = f'reviewers: [{{name: "@mei-tanaka", signed_off_on: {signed}}}]\n'
        found = self.found(f"published_at: {published}\n{reviewers}")
        assert [one.pointer for one in found if one.rule == "publication-order"] == pointers
        assert {one.rule for one in found} <= {"publication-order"}

    def test_a_sign_off_in_the_future_is_one_mistake(self) -> None:
        reviewers = 'reviewers: [{name: "@mei-tanaka", signed_off_on: 2026-12-15}]\n'
        assert rules_in(self.found(reviewers)) == ["future-time"]

    def test_authors_alone_do_not_sign_off(self) -> None:
        day = "signed_off_on: 2025-12-16"
        authors = 'authors: ["@Mei-Tanaka", "@ana-petrova"]\n'
        two = f'{{name: "@mei-tanaka", {day}}}, {{name: "@ana-petrova", {day}}}'
        finding = only(self.found(f"{authors}reviewers: [{two}]\n"))
        assert (finding.rule, finding.pointer) == ("own-sign-off", "/reviewers/0")
        third = f'{two}, {{name: "@jonas-weber", {day}}}'
        assert self.found(f"{authors}reviewers: [{third}]\n") == []

    def test_prevention_belongs_to_a_complete_summary(self) -> None:
        summary = "summary: {incident: a, impact: b, root_cause: c, resolution: d}\n"
        finding = only(self.found(summary))
        assert finding.message == "a published postmortem needs `summary.prevention`"

    def test_where_nothing_is_done_nothing_prevents(self) -> None:
        summary = "summary: {incident: a, impact: b, root_cause: c, resolution: d}\n"
        nothing = "action_items: []\nno_action_needed: The service is gone.\n"
        assert self.found(summary + nothing) == []
