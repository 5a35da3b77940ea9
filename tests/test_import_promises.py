"""How `pmaction import` reads promised deeds in sentences, and what is laid out by blanks alone."""

from __future__ import annotations

from typing import Any

import pytest

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.promises import Promise, promise_in
from pmaction.importing.source import read_source

HEAD = "# Mail was down\n\nDate: 2024-03-01\n\n"


def imported(text: str) -> Imported:
    return import_markdown(read_source("incident.md", (HEAD + text).encode()), Wishes())


def items_in(text: str) -> list[dict[str, Any]]:
    return list(imported(text).data.get("action_items", []))


@pytest.mark.parametrize(
    ("sentence", "promise"),
    [
        ("We will add a canary stage.", Promise("", "Add a canary stage.")),
        ("First, we'll also add a canary stage.", Promise("", "Add a canary stage.")),
        ("By the end of May, we will add a canary.", Promise("", "Add a canary.")),
        ("Marek will add a canary stage", Promise("Marek", "Add a canary stage")),
        ("Dana Wu has agreed to own a rehearsal.", Promise("Dana Wu", "Own a rehearsal.")),
        ("Bodil commits to a panel for queries.", Promise("Bodil", "A panel for queries.")),
        ("@kim will add a canary.", Promise("@kim", "Add a canary.")),
        ("The mail team is going to add a canary.", Promise("mail team", "Add a canary.")),
        ("We are adding a canary stage.", Promise("", "Adding a canary stage.")),
    ],
)
def test_who_promises_what_is_read(sentence: str, promise: Promise) -> None:
    assert promise_in(sentence) == promise


@pytest.mark.parametrize(
    "sentence",
    [
        "We will not change the limits of the pool.",
        "We will continue to watch the queue.",
        "We will be more careful with deploys.",
        "We will share what we learn on this page.",
        "Customers will see an error page then.",
        "This will add some load to the queue.",
        "Kafka will refuse batches above one megabyte.",
        "We were adding a canary stage at that time.",
        "The deploy will fail fast in such cases.",
        "We are sorry for the trouble this caused.",
    ],
)
def test_what_promises_no_deed_is_no_promise(sentence: str) -> None:
    assert promise_in(sentence) is None


def test_each_promise_of_a_paragraph_is_an_item_and_its_sentence_stays() -> None:
    text = (
        "## What we will do\n\nWe have raised the limits. First, we will add a canary\nstage. "
        "Marek will write a test by 2024-03-20. We are sorry.\n"
    )
    first, second = items_in(text)
    assert first == {
        "id": "A1",
        "title": "Add a canary stage",
        "description": "First, we will add a canary stage.",
    }
    assert (second["owner"], second["due"]) == ("Marek", "2024-03-20")
    data = imported(text).data
    assert "We have raised the limits." in data["summary"]["prevention"]


@pytest.mark.parametrize(
    "text",
    [
        "## Background\n\nWe will add a node each year. The mail team will buy it.\n",
        "## What we will do\n\nWe will do this:\n\n- Add a canary stage\n",
        "## Resolution\n\nWe will add a node. Marek will write a test.\n",
    ],
)
def test_promises_elsewhere_or_beside_a_list_are_text(text: str) -> None:
    assert all(one["title"] == "Add a canary stage" for one in items_in(text))


def test_due_dates_without_a_year_are_told() -> None:
    one = imported("## Action items\n\n- Add an alert, by Feb 26\n- Add a panel, by 2024-03-20\n")
    assert one.data["action_items"][0]["due"] == "2025-02-26"
    assert one.remarks == (
        "a due date names no year, and was taken for the next such day: A1 2025-02-26",
    )


def test_a_year_that_only_other_dates_name_is_told() -> None:
    text = "# X\n\n## Timeline\n\n- 5 Aug 08:02 UTC: down\n- 5 Aug 09:00 UTC: up\n\n## Notes\n\n"
    text += "Written for the meeting of 2025-08-09.\n"
    one = import_markdown(read_source("incident.md", text.encode()), Wishes())
    assert [entry["at"] for entry in one.data["timeline"]] == [
        "2025-08-05T08:02Z",
        "2025-08-05T09:00Z",
    ]
    told = "the timeline names no year: 2025 was taken, as in the rest of the document"
    assert told in one.remarks


def test_times_that_are_told_twice_and_differently_are_told() -> None:
    text = "Started: 2024-03-01 10:00 UTC\nResolved: 2024-03-01 12:00 UTC\n\n## Summary\n\n"
    assert imported(text + "Start time: 2024-03-01 10:00 UTC\n").remarks == ()
    assert imported(text + "Start time: 2024-03-01 10:40 UTC\n").remarks == (
        "`started` is told twice: 2024-03-01T10:00Z was taken, and not 2024-03-01T10:40Z",
    )


def test_a_timeline_that_begins_on_an_earlier_day_is_told() -> None:
    text = "## Timeline\n\n- 2024-02-20 10:00 UTC: rolled out\n- 2024-03-01 10:00 UTC: down\n"
    (said,) = imported(text).remarks
    assert "its timeline says 2024-02-20" in said


def test_whoever_reports_an_incident_has_not_written_of_it() -> None:
    data = imported("Reported by: Customer support\nAuthor: Ana Diaz\n").data
    assert data["authors"] == ["Ana Diaz"]
    assert data["detection"] == {"method": "customer-report"}
    assert "Reported by: Customer support" in data["notes"]


def test_a_word_across_the_columns_makes_no_table() -> None:
    text = "## Action items\n\nOwner    Action\n-----    ------\nsomebodyelse did it\n"
    assert imported(text).data.get("action_items", []) == []


@pytest.mark.parametrize("mark", ["⏳", "❌", "🔲", ":construction:", ":x:"])
def test_what_is_marked_as_open_is_open(mark: str) -> None:
    (one,) = items_in(f"## Action items\n\n- {mark} Add an alert\n")
    assert one == {"id": "A1", "title": "Add an alert"}


@pytest.mark.parametrize("mark", ["✅", ":white_check_mark:", "☑️", ":heavy_check_mark:"])
def test_what_is_marked_as_done_is_done(mark: str) -> None:
    (one,) = items_in(f"## Action items\n\n- {mark} Add an alert\n")
    assert (one["title"], one["status"]) == ("Add an alert", "done")


@pytest.mark.parametrize(
    "line",
    [
        "❌ Use static keys (rejected by security)",
        "~~Use static keys~~ _(rejected by security)_",
        "~Use static keys~ (rejected by security)",
    ],
)
def test_what_was_rejected_says_why(line: str) -> None:
    (one,) = items_in(f"## Action items\n\n- {line}\n")
    assert (one["title"], one["status"]) == ("Use static keys", "wont_do")
    assert one["reason"] == "rejected by security"


def test_a_count_of_ones_own_is_no_key_of_an_issue() -> None:
    (one,) = items_in("## Action items\n\n### CA-1 Add an alert\n\n**Owner:** Ana Diaz\n")
    assert (one["id"], one["title"], one.get("issue")) == ("CA-1", "Add an alert", None)


def test_subjects_before_a_colon_are_no_owners() -> None:
    found = items_in("## Action items\n\n- Monitoring: alert on age\n- Docs: write it down\n")
    assert [one.get("owner") for one in found] == [None, None]


def test_a_label_for_the_owner_stands_over_a_list() -> None:
    text = "## Action items\n\n**Owner: Rashida**\n\n- [ ] Add an alert\n- [x] Add a panel\n"
    assert [one["owner"] for one in items_in(text)] == ["Rashida", "Rashida"]


def test_labels_may_stand_over_their_values() -> None:
    table = "| Start | End | Severity |\n|---|---|---|\n"
    table += "| 2024-03-01 09:00 UTC | 2024-03-01 10:30 UTC | P1 |\n"
    data = imported(table).data
    assert data["times"] == {"started": "2024-03-01T09:00Z", "resolved": "2024-03-01T10:30Z"}
    assert data["severity"] == "P1"
