"""Comments that make rules look away hold for a line, an entry, a property or the file."""

from __future__ import annotations

import pytest
from rule_checks import PATH, check, only, rules_in

from pmaction.findings import Finding
from pmaction.rules.ignores import WHOLE_FILE, read_ignores

OTHER = {"PM-2025-001": "postmortems/2025/2025-03-02-search.yaml"}
DUE = "due: 2025-01-15"  # before the incident
LATE = """\
action_items:
  - id: A1
    title: Alert on pool usage above 80 %
    due: 2025-01-15
"""


def ignored(fragment: str, config: str = "") -> list[Finding]:
    return check(fragment, config=config)


def with_comment(after: str, comment: str, text: str = LATE) -> str:
    """Put a comment behind the line that ends with `after`."""
    assert f"{after}\n" in text
    return text.replace(f"{after}\n", f"{after}  {comment}\n")


IGNORE = "# pmaction: ignore[due-before-incident] The vendor had promised it."


class TestPlaces:
    def test_without_a_comment_the_finding_is_there(self) -> None:
        assert rules_in(ignored(LATE)) == ["due-before-incident"]

    @pytest.mark.parametrize(
        "after",
        ["due: 2025-01-15", "- id: A1", "action_items:"],
        ids=["on its line", "at the entry", "at the property"],
    )
    def test_a_comment_holds_for_its_line_and_what_begins_there(self, after: str) -> None:
        assert ignored(with_comment(after, IGNORE)) == []

    @pytest.mark.parametrize("line", ["    due: 2025", "  - id: A1", "action_items:"])
    def test_a_line_of_its_own_is_about_what_comes_next(self, line: str) -> None:
        text = LATE.replace(line, f"{' ' * 8}{IGNORE}\n\n# Another comment.\n{line}")
        assert ignored(text) == []

    def test_at_the_head_of_the_file_it_holds_for_the_file(self) -> None:
        findings = check(
            "", path="postmortems/mail.yaml", head="# pmaction: ignore[file-name] An old place.\n"
        )
        assert findings == []

    def test_a_comment_elsewhere_keeps_nothing_away(self) -> None:
        findings = ignored(with_comment("title: Alert on pool usage above 80 %", IGNORE))
        assert sorted(rules_in(findings)) == ["due-before-incident", "ignore-comment"]

    def test_the_next_entry_is_not_meant(self) -> None:
        second = LATE.replace("action_items:\n", "").replace("A1", "A2").replace("usage", "size")
        findings = ignored(with_comment("- id: A1", IGNORE) + second)
        assert [(one.rule, one.pointer) for one in findings] == [
            ("due-before-incident", "/action_items/1/due")
        ]

    def test_the_first_entry_does_not_stand_for_the_list(self) -> None:
        second = LATE.replace("action_items:\n", "").replace("A1", "A2").replace("usage", "size")
        text = LATE.replace("due: 2025-01-15", "due: 2026-01-15") + second
        findings = ignored(with_comment("- id: A1", IGNORE, text))
        assert sorted(rules_in(findings)) == ["due-before-incident", "ignore-comment"]

    def test_several_rules_share_a_comment(self) -> None:
        text = LATE.replace("due: 2025-01-15", "due: 2025-01-15\n    status: done")
        comment = "# pmaction: ignore[due-before-incident, done-needs-evidence] Long ago."
        assert ignored(with_comment("- id: A1", comment, text)) == []

    def test_only_the_named_rule_is_ignored(self) -> None:
        text = LATE.replace("due: 2025-01-15", "due: 2025-01-15\n    status: done")
        findings = ignored(with_comment("- id: A1", IGNORE, text))
        assert rules_in(findings) == ["done-needs-evidence"]


class TestComments:
    def found(self, text: str) -> list[tuple[int, int]]:
        return [(one.place.line, one.line) for one in read_ignores(text)]

    def test_text_that_looks_like_a_comment_is_text(self) -> None:
        comment = "# pmaction: ignore[a] b"
        for text in (
            f'a: "{comment}"\n',
            f"a: |\n  one\n  {comment}\n\n  {comment}\nb: c\n",
            f"a: 'one\n  {comment}'\n",
            f"a: b{comment}\n",
        ):
            assert self.found(text) == [], text

    def test_comments_beside_texts_are_comments(self) -> None:
        comment = "# pmaction: ignore[a] b"
        text = f"a: |  {comment}\n  one\n{comment}\nb: >-\n  two\n  {comment}\n"
        text += f"c: [x, {comment}\n  y]\n"
        assert self.found(text) == [(1, 1), (3, 4), (7, 7)]

    def test_a_comment_behind_the_last_line_is_about_nothing(self) -> None:
        assert self.found("a: b\n# pmaction: ignore[a] b\n") == [(2, 2)]

    def test_above_everything_is_the_whole_file(self) -> None:
        text = "# yaml-language-server: x\n\n# pmaction: ignore[a] b\n---\na: b\n"
        assert self.found(text) == [(3, WHOLE_FILE)]

    def test_blanks_do_not_matter(self) -> None:
        (one,) = read_ignores("a: b  #pmaction :  ignore [ x ,y ] : because it is so \n")
        assert (one.rules, one.reason) == (("x", "y"), "because it is so")

    def test_many_comments_cost_little(self) -> None:
        text = "a: b\n" + "# pmaction: ignore[a] b\n" * 20_000
        assert len(read_ignores(text)) == 20_000


class TestFindings:
    def told(self, comment: str) -> Finding:
        text = f"id: PM-2025-001  {comment}\n"
        return only([one for one in check(text, others=OTHER) if one.rule == "ignore-comment"])

    def test_a_finding_of_a_comment_is_where_the_comment_is(self) -> None:
        finding = self.told("# pmaction: ignore[duplicate-postmortem-id]")
        assert (finding.path, finding.column) == (PATH, 18)
        assert finding.message == "`duplicate-postmortem-id` is ignored without a reason"

    def test_an_unknown_rule_is_met_with_the_closest_one(self) -> None:
        finding = self.told("# pmaction: ignore[duplicate-postmortem-ids] x")
        assert finding.message.endswith("to ignore. Did you mean `duplicate-postmortem-id`?")

    @pytest.mark.parametrize("rule", ["wrong-type", "yaml-syntax", "ignore-comment"])
    def test_what_cannot_be_ignored_is_said(self, rule: str) -> None:
        assert self.told(f"# pmaction: ignore[{rule}] x").message == f"`{rule}` cannot be ignored"

    def test_a_comment_that_ignores_nothing_is_told(self) -> None:
        finding = self.told("# pmaction: ignore[duplicate-postmortem-id, file-name] x")
        assert finding.message.startswith("`file-name` has nothing to report here")

    @pytest.mark.parametrize(
        "said", ["ignore", "ignore file-name", "ignore[] x", "off", "ignore[x", ""]
    )
    def test_a_comment_that_is_not_understood_is_told_with_its_form(self, said: str) -> None:
        finding = self.told(f"# pmaction: {said}")
        assert finding.message == "this comment for pmaction is not understood"
        assert finding.hint == "Write it as `# pmaction: ignore[rule-id] reason`."

    def test_a_rule_that_does_not_look_yet_may_be_ignored_already(self) -> None:
        text = with_comment("- id: A1", "# pmaction: ignore[owner-required] It is being asked.")
        text = text.replace(DUE, "due: 2026-01-15")
        assert ignored(text) == []
        assert rules_in(ignored(text + "status: reviewed\n")) == []

    def test_a_rule_that_is_off_may_be_ignored_too(self) -> None:
        text = with_comment("- id: A1", IGNORE)
        assert ignored(text, "rules: {due-before-incident: off}\n") == []

    def test_findings_about_comments_can_be_turned_off(self) -> None:
        off = "rules: {ignore-comment: off}\n"
        assert ignored(with_comment("- id: A1", "# pmaction: ignore[x]"), off) != []
        assert "ignore-comment" not in rules_in(
            ignored(with_comment("- id: A1", "# pmaction: ignore[x]"), off)
        )
