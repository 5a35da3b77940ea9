"""Plans and reports as Markdown: what a tired reviewer reads, and what no file can put there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmaction.allowances import Refusal
from pmaction.change import ApplyReport, Change, Kind, Note, Outcome, Plan, Result
from pmaction.issue import Issue, IssueFields, LastWritten, Listing
from pmaction.pull_comments import COMMENT_ID, issue_comments, plan_comment
from pmaction.render.markdown import plan_markdown, report_markdown
from pmaction.render.markdown_parts import COMMENT, SUMMARY, Bound
from pmaction.render.text import printable

PM = "PM-2025-001"
A1 = f"{PM}/A1"
HOSTILE = (
    "@alice",
    "<!-- pmaction:marker {} -->",
    "a | b",
    "[x](http://evil.example)",
    "![x](http://evil.example)",
    "::error::boo",
    "##[error]boo",
    "`unpaired [x](http://evil.example)",
    "\n\n# heading",
    "\r::warning::boo",
    "<img src=x>",
    "\u202eesrever",
)


def change(kind: Kind = Kind.CREATE, item: str = A1, **fields: object) -> Change:
    values: dict[str, object] = {
        "title": "Alert on the queue",
        "why": "it is open in the file",
        "after": IssueFields(),
    }
    return Change(kind=kind, item=item, **(values | fields))  # type: ignore[arg-type]


def cells(line: str) -> list[str]:
    """The cells of a table's row as GitHub takes it apart."""
    return line.replace("\\|", "").strip("|").split("|")


PLAN = Plan(
    (
        change(item=PM, title="PM-2025-001: Mail", why="it holds 1 open action item"),
        change(),
        change(Kind.LINK, after=IssueFields(parent=PM)),
        change(
            Kind.UPDATE,
            "PM-2024-009/A2",
            issue=7,
            title="Rehearse",
            why="the file has another title",
            before=IssueFields(title="Rehears"),
            after=IssueFields(title="Rehearse"),
        ),
        change(
            Kind.LABEL,
            "PM-2024-009/A2",
            issue=7,
            title="Rehearse",
            why="the file gives it other labels",
            before=IssueFields(labels=frozenset({"P2"})),
            after=IssueFields(labels=frozenset({"P1"})),
        ),
        change(
            Kind.CLOSE,
            "PM-2024-009/A3",
            issue=8,
            title="Write it down",
            why="it is done in the file",
            after=IssueFields(state="closed", reason="completed"),
        ),
    ),
    (Note(A1, "is already tracked by 5; no issue is opened"), Note("", "said of all", "Do it.")),
)


class TestPlan:
    def test_a_plan_is_grouped_by_postmortem_and_begins_with_what_it_comes_to(self) -> None:
        shown = plan_markdown(
            PLAN,
            COMMENT,
            left_out=["postmortems/a.yaml"],
            refused=Refusal(
                "open 60 issues at once, more than the 50 that are allowed",
                "`allow_creates`",
                "--allow-creates 60",
            ),
        )
        assert shown == (
            "**`pmaction apply` would open 2 issues, close 1 issue and change 1 issue.**\n"
            "\n"
            "**`pmaction apply` would refuse this:** it would open 60 issues at once, more than "
            "the 50 that are allowed. If it is right, raise `allow_creates` in the configuration, "
            "or run `apply` with `--allow-creates 60`.\n"
            "\n"
            "Left out, since they cannot be used: `postmortems/a.yaml`. `pmaction validate` says "
            "why.\n"
            "\n"
            "### PM-2024-009\n"
            "\n"
            "| Change | Item | Title | Why |\n"
            "| --- | --- | --- | --- |\n"
            "| update | `PM-2024-009/A2` #7 | Rehearse | the file has another title; "
            "title: Rehears → Rehearse |\n"
            "| label | `PM-2024-009/A2` #7 | Rehearse | the file gives it other labels; "
            "labels: +P1 -P2 |\n"
            "| close | `PM-2024-009/A3` #8 | Write it down | it is done in the file; "
            "reason: completed |\n"
            "\n"
            "### PM-2025-001\n"
            "\n"
            "| Change | Item | Title | Why |\n"
            "| --- | --- | --- | --- |\n"
            "| create | `PM-2025-001` | PM-2025-001: Mail | it holds 1 open action item |\n"
            "| create | `PM-2025-001/A1` | Alert on the queue | it is open in the file |\n"
            "\n"
            "### Good to know\n"
            "\n"
            "- `PM-2025-001/A1` is already tracked by 5; no issue is opened.\n"
            "- said of all. Do it."
        )

    def test_a_plan_of_nothing_says_so(self) -> None:
        assert plan_markdown(Plan(), COMMENT, lead="Merging this") == (
            "**Merging this would change nothing.**"
        )

    def test_the_link_of_an_issue_that_is_there_already_is_shown(self) -> None:
        plan = Plan((change(Kind.LINK, issue=3, after=IssueFields(parent=PM)),))
        shown = plan_markdown(plan, COMMENT)
        assert "would change 1 issue.**" in shown
        assert "| link | `PM-2025-001/A1` #3 |" in shown

    def test_many_files_left_out_are_counted(self) -> None:
        shown = plan_markdown(Plan(), COMMENT, left_out=[f"{n}.yaml" for n in range(9)])
        assert "`4.yaml` and 4 more. `pmaction validate`" in shown


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_title_stays_text_in_its_cell(self, text: str) -> None:
        plan = Plan((change(title=text),), (Note(A1, text, "Do it."),))
        report = ApplyReport((Result(change(title=text), Outcome.FAILED, None, text),))
        clean = plan_markdown(Plan((change(),), (Note(A1, "m", "h"),)), COMMENT)
        shown = plan_markdown(plan, COMMENT)
        assert len(shown.splitlines()) == len(clean.splitlines())
        for written in (shown, report_markdown(report, COMMENT)):
            assert "@alice" not in written
            assert "<!--" not in written
            assert "](" not in written.replace("\\](", "")
            assert "##[" not in written
            assert "<img" not in written.replace("\\<img", "")
            assert "\u202e" not in written
            assert not [line for line in written.splitlines() if line.lstrip().startswith("::")]
            assert not [line for line in written.splitlines() if line.startswith("# ")]
            assert {len(cells(x)) for x in written.splitlines() if x[:2] == "| "} <= {4, 5}

    @given(st.text(max_size=60))
    def test_no_title_breaks_out_of_its_row(self, text: str) -> None:
        shown = plan_markdown(Plan((change(title=text),)), COMMENT)
        (row,) = [line for line in shown.split("\n") if line.startswith("| create")]
        assert len(shown.split("\n")) == 7
        assert len(cells(row.replace("\\\\", ""))) == 4

    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_title_stays_text_in_the_list_of_issues(self, text: str) -> None:
        (one,) = issue_comments(Listing((issue(PM, 2, text, 9), issue(A1, 3, text, 9)))).changes[:1]
        written = one.after.comment or ""
        assert [line[:5] for line in written.splitlines()[4:]] == ["- #2 ", "  - #"]
        for forbidden in ("@alice", "<!--", "](", "##[", "\u202e"):
            assert forbidden not in written.replace("\\](", "")

    def test_an_old_style_command_is_broken_in_a_log_too(self) -> None:
        assert printable("a ##[add-mask]b") == "a ## [add-mask]b"


class TestBound:
    @given(st.lists(st.text(max_size=300), max_size=60), st.integers(3_000, 9_000))
    def test_what_is_too_long_is_cut_with_a_number(self, titles: list[str], most: int) -> None:
        changes = tuple(change(item=f"{PM}/A{n}", title=t) for n, t in enumerate(titles, 1))
        notes = tuple(Note(A1, title) for title in titles)
        shown = plan_markdown(Plan(changes, notes), Bound(most, len))
        assert len(shown) <= most
        rows = shown.count("\n| create")
        left = len(titles) - rows
        noted = shown.count("\n- ")
        if left:
            assert f"… and {left} more change" in shown
        if noted < len(titles):
            assert f"{len(titles) - noted} more note" in shown

    def test_a_comment_and_a_summary_fit_whatever_is_in_them(self) -> None:
        changes = tuple(change(item=f"{PM}/A{n}", title="ü|" * 120) for n in range(1, 9_000))
        for bound in (COMMENT, SUMMARY):
            shown = plan_markdown(Plan(changes), bound)
            assert bound.most * 0.98 < bound.size(shown) <= bound.most
        assert len(plan_markdown(Plan(changes), COMMENT)) < 60_000
        assert shown.endswith("more changes, too many to show here.")


class TestFolding:
    def test_what_is_long_is_folded_by_postmortem_and_says_what_is_in_it(self) -> None:
        some = [change(item=f"{PM}/A{n}") for n in range(1, 21)]
        closes = change(Kind.CLOSE, "PM-2024-009/A3", issue=8)
        unfolded = plan_markdown(Plan(tuple(some)), COMMENT)
        assert "<details>" not in unfolded
        assert "### PM-2025-001" in unfolded
        shown = plan_markdown(Plan((*some, closes), (Note(A1, "a note"),)), COMMENT)
        rows = "\n".join(line for line in unfolded.splitlines() if line.startswith("| create"))
        assert (
            shown
            == (
                "**`pmaction apply` would open 20 issues and close 1 issue.**\n"
                "\n"
                "<details><summary>PM-2024-009: would close 1 issue</summary>\n"
                "\n"
                "| Change | Item | Title | Why |\n"
                "| --- | --- | --- | --- |\n"
                "| close | `PM-2024-009/A3` #8 | Alert on the queue | it is open in the file |\n"
                "\n"
                "</details>\n"
                "\n"
                "<details><summary>PM-2025-001: would open 20 issues</summary>\n"
                "\n"
                "| Change | Item | Title | Why |\n"
                "| --- | --- | --- | --- |\n"
                f"{rows}\n"
                "\n"
                "</details>\n"
                "\n"
                "### Good to know\n"
                "\n"
                "- `PM-2025-001/A1` a note. "
            ).rstrip()
        )

    def test_links_that_are_not_shown_make_nothing_long(self) -> None:
        creates = [change(item=f"{PM}/A{n}") for n in range(1, 21)]
        links = [change(Kind.LINK, c.item, after=IssueFields(parent=PM)) for c in creates]
        assert "<details>" not in plan_markdown(Plan((*creates, *links)), COMMENT)

    def test_many_notes_are_folded(self) -> None:
        shown = plan_markdown(Plan((), tuple(Note(A1, "x") for _ in range(21))), COMMENT)
        assert (
            "<details><summary>Good to know: 21 notes</summary>\n\n- `PM-2025-001/A1` x." in shown
        )
        assert shown.endswith("\n\n</details>")

    def test_a_report_folds_what_went_well_and_leaves_open_what_did_not(self) -> None:
        done = [Result(change(item=f"{PM}/A{n}"), Outcome.DONE, n) for n in range(1, 21)]
        failed = Result(change(item="PM-2024-009/A1"), Outcome.FAILED, None, "no")
        shown = report_markdown(ApplyReport((*done, failed)), SUMMARY)
        assert "<details open><summary>PM-2024-009: 1 change failed</summary>" in shown
        assert "<details><summary>PM-2025-001: 20 changes done</summary>" in shown

    def test_a_long_list_of_issues_is_folded(self) -> None:
        many = tuple(issue(f"{PM}/A{n}", n + 5, "x", 9) for n in range(1, 22))
        (one,) = issue_comments(Listing(many)).changes
        text = one.after.comment or ""
        assert "<details><summary>The issues</summary>\n\n- PM-2025-001\n  - #6 A1: x\n" in text
        assert text.endswith("  - #26 A21: x\n\n</details>")

    @given(st.lists(st.integers(1, 30), max_size=8), st.integers(2_000, 9_000))
    def test_what_is_cut_is_closed_all_the_same(self, sizes: list[int], most: int) -> None:
        changes = tuple(
            change(item=f"PM-2025-{pm:03}/A{n}", title="x" * 150)
            for pm, size in enumerate(sizes, 100)
            for n in range(1, size + 1)
        )
        shown = plan_markdown(Plan(changes), Bound(most, len))
        assert len(shown) <= most
        assert shown.count("<details>") == shown.count("</details>")
        last = shown.split("</details>")[-1]
        rows = shown.count("\n| create")
        assert (f"… and {len(changes) - rows} more change" in last) is (rows < len(changes))
        for folded in shown.split("<details>")[1:]:
            assert "\n| create" in folded.partition("</details>")[0]

    @pytest.mark.parametrize("text", ["</summary><img src=x>", "@alice", "<!-- x"])
    def test_no_id_breaks_out_of_its_summary(self, text: str) -> None:
        changes = tuple(change(item=f"{text}{n}") for n in range(21))
        for shown in (
            plan_markdown(Plan(changes), COMMENT),
            report_markdown(ApplyReport(tuple(Result(c, Outcome.DONE) for c in changes)), COMMENT),
        ):
            summaries = [line for line in shown.splitlines() if line.startswith("<details")]
            assert summaries
            for line in summaries:
                assert line.count("<") == 3
                assert "@alice" not in line


class TestReport:
    def test_what_failed_comes_first_in_its_postmortem(self) -> None:
        link = change(Kind.LINK, after=IssueFields(parent=PM))
        report = ApplyReport(
            (
                Result(change(item=PM, title="Mail"), Outcome.DONE, 4),
                Result(change(), Outcome.FAILED, None, "GitHub answered 502"),
                Result(link, Outcome.DEFERRED, None, "its issue is not there yet"),
            )
        )
        assert report_markdown(report, SUMMARY) == (
            "**1 change done, 1 change deferred and 1 change failed.**\n"
            "\n"
            "Run `pmaction` again: it finishes what is left, and doubles nothing.\n"
            "\n"
            "### PM-2025-001\n"
            "\n"
            "| Outcome | Change | Item | Title | Why |\n"
            "| --- | --- | --- | --- | --- |\n"
            "| **failed** | create | `PM-2025-001/A1` | Alert on the queue "
            "| GitHub answered 502 |\n"
            "| **deferred** | link | `PM-2025-001/A1` | Alert on the queue "
            "| its issue is not there yet |\n"
            "| done | create | `PM-2025-001` #4 | Mail | it is open in the file |"
        )

    def test_a_new_issues_link_to_its_parent_goes_without_saying(self) -> None:
        link = change(Kind.LINK, after=IssueFields(parent=PM))
        report = ApplyReport(
            (Result(change(), Outcome.DONE, 5), Result(link, Outcome.DONE, 5)),
        )
        assert "| link |" not in report_markdown(report, SUMMARY)

    def test_nothing_to_do_is_said(self) -> None:
        assert report_markdown(ApplyReport(), SUMMARY) == "**There was nothing to do.**"


def issue(key: str, number: int, title: str, pull: int | None, *told: str) -> Issue:
    return Issue(
        number=number,
        key=key,
        title=title,
        state="open",
        labels=frozenset({"pmaction"}),
        comments=frozenset(told),
        last=LastWritten(pull=pull),
    )


class TestComments:
    def test_a_retitled_parent_keeps_its_id_before_it(self) -> None:
        plan = issue_comments(Listing((issue(PM, 2, "Mail again", 9), issue(A1, 3, "Alert", 9))))
        (one,) = plan.changes
        assert (one.pull, one.issue, one.comment_id) == (9, 2, COMMENT_ID)
        assert one.written == LastWritten(comments=frozenset({"pull-9-2"}))
        assert "- #2 PM-2025-001: Mail again\n  - #3 A1: Alert" in (one.after.comment or "")

    @pytest.mark.parametrize(
        ("told", "due"),
        [("pull-9-2", 0), ("pull-9-3", 0), ("pull-9-1", 1), ("pull-90-2", 1), ("x-pull-9-2", 1)],
    )
    def test_only_more_issues_than_were_told_are_told(self, told: str, due: int) -> None:
        listing = Listing((issue(PM, 2, "Mail", 9, told), issue(A1, 3, "Alert", 9)))
        assert len(issue_comments(listing).changes) == due

    def test_a_confidential_postmortem_is_named_without_its_titles(self) -> None:
        listing = Listing((issue(PM, 2, f"{PM}: Mail", 9), issue(A1, 3, "Alert", 9)))
        (one,) = issue_comments(listing, frozenset({PM})).changes
        text = one.after.comment or ""
        assert text.endswith("- #2 PM-2025-001 (confidential)\n  - #3 A1 (confidential)")
        assert "Mail" not in str(one)
        assert "Alert" not in str(one)

    def test_an_issue_that_lost_our_label_is_not_told(self) -> None:
        one = issue(A1, 3, "Alert", 9)
        stranger = Issue(number=4, key=PM, title="x", state="open", last=LastWritten(pull=9))
        plan = issue_comments(Listing((one, stranger)))
        assert [change.issue for change in plan.changes] == [3]

    def test_hundreds_of_issues_are_cut_with_a_number(self) -> None:
        many = tuple(issue(f"{PM}/A{n}", n + 5, "x" * 250, 9) for n in range(1, 401))
        (one,) = issue_comments(Listing(many)).changes
        text = one.after.comment or ""
        assert len(text) < 60_000
        assert "more issues, too many to show here." in text

    def test_the_plans_comment_changes_only_with_its_text(self) -> None:
        assert plan_comment(9, "new", None, is_empty=True) == Plan()
        assert plan_comment(9, "same", "same", is_empty=False) == Plan()
        (first,) = plan_comment(9, "new", None, is_empty=False).changes
        assert first.before == IssueFields()
        (edit,) = plan_comment(9, "new", "old", is_empty=True).changes
        assert edit.before == IssueFields(comment="old")


class TestLastWritten:
    def test_the_pull_request_is_kept(self) -> None:
        last = LastWritten(title="a", pull=12)
        assert LastWritten.from_json(last.to_json()) == last
        assert last.updated(LastWritten(title="b")).pull == 12

    @pytest.mark.parametrize("bad", [True, "12", 1.5, [12]])
    def test_what_is_no_number_damages_the_marker(self, bad: object) -> None:
        with pytest.raises(ValueError, match="`pull` is not the number"):
            LastWritten.from_json({"pull": bad})
