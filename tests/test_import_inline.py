"""How `pmaction import` reads what the line of an action item says beside the task itself."""

from __future__ import annotations

from typing import Any

import pytest

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.source import read_source

# 28/02/2024 says that the day comes first in the numeric dates of the document.
HEAD = "# Mail was down\n\nDate: 2024-03-01\n\nLast drill: 28/02/2024\n\n"


def imported(text: str) -> Imported:
    return import_markdown(read_source("incident.md", (HEAD + text).encode()), Wishes())


def items_in(text: str) -> list[dict[str, Any]]:
    return list(imported(f"## Action items\n\n{text}\n").data.get("action_items", []))


def item(line: str) -> dict[str, Any]:
    (one,) = items_in(line)
    assert one.pop("id") == "A1"
    return one


KIM = {"owner": "@kim", "due": "2024-07-15"}
PRIYA = {"owner": "Priya Nair", "due": "2024-07-15"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- Add an alert. (Owner: Priya Nair, due 15 July 2024)", PRIYA),
        ("- Add an alert (owner: Priya Nair; due: 15 July 2024)", PRIYA),
        ("- Add an alert (Owner Priya Nair, due July 15, 2024)", PRIYA),
        ("- Add an alert [Owner: Priya Nair] [Due: 2024-07-15]", PRIYA),
        ("- Add an alert [owner=@kim, due=2024-07-15]", KIM),
        ("- Add an alert [@kim] [2024-07-15]", KIM),
        ("- Add an alert [@kim, 2024-07-15]", KIM),
        ("- Add an alert (@kim by Friday 15/07/2024)", KIM),
        ("- Add an alert (@kim, by 15 July)", KIM),
        ("- Add an alert @kim by Friday 15/07/2024", KIM),
        ("- Add an alert, owner @kim, due 2024-07-15", KIM),
        ("- Add an alert — @kim — 15/07/2024", KIM),
        ("- Add an alert — Priya Nair — 15/07/2024", PRIYA),
        ("- Add an alert — 15/07/2024 — Priya Nair", PRIYA),
        ("- Add an alert - Owner: @kim - ETA: 15/07/2024", KIM),
        ("- Add an alert — ETA: 15/07/2024 — owned by @kim", KIM),
        ("- Add an alert | @kim | 2024-07-15", KIM),
        ("- Add an alert; owner: @kim; target date: July 15", KIM),
        ("- Add an alert → @kim → 2024-07-15", KIM),
        ("- Add an alert · assigned to Priya Nair · due 2024-07-15", PRIYA),
        ("- Owner: @kim — Add an alert — ETA: 15/07/2024", KIM),
        ("- Owner: Priya Nair; Due: 2024-07-15; Add an alert", PRIYA),
        ("- @kim — Add an alert — due 2024-07-15", KIM),
        ("- @kim: Add an alert by 15 July", KIM),
        ("- **Priya Nair** by 15.07.2024: Add an alert", PRIYA),
        ("- [ ] Add an alert. Owner: Priya Nair. Due: 15 July 2024.", PRIYA),
        ("- Add an alert \\(Owner: Priya Nair, due 15 July 2024\\)", PRIYA),
        ("- Add an alert (Verantwortlich: Priya Nair, Termin: 15. Juli 2024)", PRIYA),
        ("- Add an alert (responsable : Priya Nair, échéance : 15/07/2024)", PRIYA),
        ("- Add an alert (responsable: Priya Nair, fecha límite: 15 de julio de 2024)", PRIYA),
        ("- Add an alert\n  Owner: Priya Nair\n  Due date: Jul 15, 2024", PRIYA),
        ("Action 1: Add an alert\nOwner: Priya Nair\nDue: 15 July 2024", PRIYA),
        ("**Action:** Add an alert\n**Owner:** @kim\n**Due:** 2024-07-15", KIM),
    ],
)  # fmt: skip
def test_owner_and_due_date_are_read_wherever_they_stand(line: str, found: dict[str, Any]) -> None:
    one = item(line)
    assert one.pop("title").rstrip(".") == "Add an alert"
    assert one == found


def test_the_words_around_what_is_understood_stay() -> None:
    assert item("- Add an alert (see the runbook, owner: @kim)") == {
        "title": "Add an alert (see the runbook)",
        "owner": "@kim",
    }
    assert item("- Add an alert (for mail)")["title"] == "Add an alert (for mail)"
    assert item("- Keep logs — at least a week")["title"] == "Keep logs — at least a week"
    assert item("- Freeze deploys until 2024-07-15")["title"] == "Freeze deploys until 2024-07-15"


@pytest.mark.parametrize(
    "line",
    [
        "- Add an alert (ETA: end of Q3 2024)",
        "- Add an alert, by end of Q3 2024",
        "- Add an alert — due: end of Q3 2024",
    ],
)
def test_a_due_date_that_is_no_day_is_kept_in_the_description(line: str) -> None:
    one = item(line)
    assert one["title"] == "Add an alert"
    assert "end of Q3 2024" in one["description"]


def test_the_key_of_an_issue_in_front_of_an_item_is_its_issue_and_is_told() -> None:
    keys = [
        "- OPS-77: Add an alert",
        "- OPS-77 Add an alert",
        "- [OPS-77] Add an alert",
        "- **OPS-77** - Add an alert",
        "- Add an alert (OPS-77)",
        "- [OPS-77](https://jira.example.com/browse/OPS-77): Add an alert",
        "- https://jira.example.com/browse/OPS-77 - Add an alert",
        "- Add an alert [OPS-77](https://jira.example.com/browse/OPS-77)",
    ]
    for line in keys:
        one = item(line)
        assert one["title"] == "Add an alert", line
        assert str(one["issue"]).endswith("OPS-77"), line
        assert "description" not in one, line
    said = imported("## Action items\n\n- OPS-77: Add an alert\n").remarks
    assert said == (
        "OPS-77 was taken for the issue of its action item: no other one is opened for it",
    )


def test_what_looks_like_a_key_and_is_a_standard_is_no_issue() -> None:
    for words in ("UTF-8 everywhere", "SHA-256: use it", "Use TLS (RFC-8446)", "COVID-19 rules"):
        assert "issue" not in item(f"- {words}")
    # Without a colon, a sentence that goes on is not a title behind a key.
    assert "issue" not in item("- K8S-1 nodes need a reserve")


def test_a_link_within_a_sentence_stays_in_it() -> None:
    link = "[#12](https://github.com/example-org/mail/issues/12)"
    one = item(f"- Add an alert, see {link}")
    assert one["title"] == "Add an alert, see #12"
    assert link in one["description"]


TEAMS = """\
**Backend team**
- Add a breaker

**Platform**
- Owner: @kim — Add an alert — ETA: 15/07/2024
- Raise ulimit

**Later**
- Buy disks
"""


def test_bold_teams_over_lists_are_groups_and_not_items() -> None:
    found = [(one["title"], one.get("owner"), one.get("due")) for one in items_in(TEAMS)]
    assert found == [
        ("Add a breaker", "Backend team", None),
        ("Add an alert", "@kim", "2024-07-15"),
        ("Raise ulimit", "Platform", None),
        ("Buy disks", None, None),
    ]


def test_a_heading_with_fields_in_a_list_below_it_is_an_item() -> None:
    (one,) = items_in("### Add an alert\n\n- Owner: @kim\n- Due: 15 July 2024\n")
    assert (one["title"], one["owner"], one["due"]) == ("Add an alert", "@kim", "2024-07-15")


def test_beside_numbered_headings_a_remark_is_no_item() -> None:
    text = (
        "### 1. Add an alert\n\nIt is cheap.\n\n### 2. Test it\n\nOnce.\n\n"
        "### What we left out\n\nAll else.\n"
    )
    assert [one["title"] for one in items_in(text)] == ["Add an alert", "Test it"]


def test_sentences_beside_lists_of_items_are_none_unless_they_are_tasks() -> None:
    text = (
        "### Data\n\nDuring the recovery, we kept the logs.\n\n### Words\n\n"
        "We intend to say more.\n\n### Work\n\n1. Add an alert\n\n### Also\n\nWrite a runbook.\n"
    )
    assert [one["title"] for one in items_in(text)] == ["Add an alert", "Write a runbook."]
    one = imported(f"## Next steps\n\n{text}")
    assert "During the recovery" in one.data["notes"]
    assert "We intend to say more." in one.data["notes"]


def test_none_of_the_above_is_no_item() -> None:
    found = items_in("- Add an alert\n- None of the above needs a freeze.\n")
    assert [one["title"] for one in found] == ["Add an alert"]


TABLE = """\
| # | Action | Verantwortlich | Fällig bis | Ticket | State |
|---|---|---|---|---|---|
| 1 | Add an alert | Priya Nair | 15.07.2024 | OPS-1 | TO DO |
| 2 | ~~Rewrite it~~ | | | | REJECTED |
| 3 | Test it | | | | Won't fix: too dear |
| 4 | Buy disks | | | | erledigt |
"""


def test_a_row_number_is_nothing_and_a_state_is_kept() -> None:
    first, second, third, fourth = items_in(TABLE)
    assert first == {
        "id": "A1",
        "title": "Add an alert",
        "owner": "Priya Nair",
        "due": "2024-07-15",
        "issue": "OPS-1",
    }
    assert (second["title"], second["status"]) == ("Rewrite it", "wont_do")
    assert second["reason"] == "State: REJECTED"
    assert "description" not in second
    assert (third["status"], third["description"]) == ("wont_do", "State: Won't fix: too dear")
    assert fourth["status"] == "done"


def test_why_an_item_is_struck_through_is_its_reason() -> None:
    one = item("- ~~Replace the proxy~~ decided not to do")
    assert (one["title"], one["status"]) == ("Replace the proxy", "wont_do")
    assert one["reason"] == "decided not to do"


def test_a_table_of_tasks_is_found_below_any_heading() -> None:
    table = "| Task | Assignee | Due |\n|---|---|---|\n| Add an alert | @kim | 2024-07-15 |\n"
    (one,) = imported(f"## Der weitere Weg\n\n{table}").data["action_items"]
    assert (one["title"], one["owner"], one["due"]) == ("Add an alert", "@kim", "2024-07-15")
    levels = "| Level | Meaning |\n|---|---|\n| P0 | All users |\n"
    assert "action_items" not in imported(f"## Der weitere Weg\n\n{levels}").data
