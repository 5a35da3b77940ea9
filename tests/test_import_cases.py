"""What `pmaction import` finds in documents of each form: the files of `import_cases`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pmaction.importing.markdown import Wishes, import_markdown
from pmaction.importing.source import read_source

FOLDER = Path(__file__).parent / "import_cases"
Items = list[dict[str, Any]]


def data_of(name: str) -> dict[str, Any]:
    source = read_source(name, (FOLDER / name).read_bytes())
    return import_markdown(source, Wishes(severity_aliases=frozenset({"SEV2"}))).data


def items_of(name: str) -> Items:
    return list(data_of(name).get("action_items", []))


def column(items: Items, key: str) -> list[Any]:
    return [item.get(key) for item in items]


def times_of(name: str) -> list[str]:
    return [entry["at"] for entry in data_of(name).get("timeline", [])]


COUNTS = {
    # items, owners, due dates, done, timeline entries
    "single-paragraph-labels.md": (4, 4, 0, 1, 5),
    "checklist-with-nested-fields.md": (3, 3, 2, 1, 3),
    "bullets-under-owners.md": (5, 5, 2, 1, 3),
    "issue-links.md": (5, 2, 1, 0, 3),
    "confluence-export.md": (3, 3, 2, 1, 3),
    "plain-lines": (3, 2, 2, 0, 5),
    "other-language.md": (2, 2, 2, 0, 3),
    "toml-crlf.mdx": (0, 0, 0, 0, 2),
    "nothing-to-do.md": (0, 0, 0, 0, 0),
    "headings-as-items.md": (2, 2, 1, 1, 4),
    "horizons.md": (4, 0, 0, 1, 0),
}


def test_every_case_is_counted() -> None:
    assert set(COUNTS) == {path.name for path in FOLDER.iterdir()} - {"SOURCES.md"}


@pytest.mark.parametrize("name", COUNTS)
def test_items_owners_dates_and_entries_are_found(name: str) -> None:
    items = items_of(name)
    assert (
        len(items),
        sum("owner" in item for item in items),
        sum("due" in item for item in items),
        sum(item.get("status") == "done" for item in items),
        len(times_of(name)),
    ) == COUNTS[name]


def test_labels_at_the_beginning_of_paragraphs_are_sections() -> None:
    data = data_of("single-paragraph-labels.md")
    assert data["authors"] == ["ines", "tomas"]
    assert data["summary"]["incident"].startswith("Search answered every query")
    assert data["impact"]["description"].startswith("Estimated 92,000")
    assert data["detection"]["description"] == "The alert on empty result pages fired."
    assert data["resolution"]["immediate_fix"] == "The previous index was put back."
    assert data["lessons"] == {
        "went_well": ["The alert fired within two minutes."],
        "went_poorly": ["Nobody on call had put an index back before."],
        "lucky": ["The previous index had not been deleted yet."],
    }
    assert "**Status**: Complete, action items in progress" in data["notes"]


def test_types_of_a_table_are_categories() -> None:
    items = items_of("single-paragraph-labels.md")
    assert column(items, "category") == ["prevention", "response", "prevention", "process"]
    assert items[2]["owner"] == "tomas"
    assert items[2]["collaborators"] == ["ines"]
    assert column(items, "issue") == [
        "https://github.com/example-org/search/issues/512",
        None,
        "SEARCH-88",
        None,
    ]


def test_a_day_said_once_holds_for_the_times_below_it() -> None:
    assert times_of("single-paragraph-labels.md") == [
        "2024-03-05T14:51Z",
        "2024-03-05T14:54Z",
        "2024-03-05T14:56Z",
        "about 2024-03-05T15:10Z",
        "2024-03-05T15:32Z",
    ]


def test_a_table_of_facts_fills_the_head_of_the_document() -> None:
    data = data_of("checklist-with-nested-fields.md")
    assert data["incident_id"] == "INC-4711"
    assert data["severity"] == "P1"
    assert data["services"] == ["billing", "mailer"]
    assert data["times"] == {"started": "2025-02-11T08:00Z", "resolved": "2025-02-11T09:45Z"}
    assert data["summary"] == {
        "incident": "1,300 customers got an invoice twice.",
        "root_cause": "A retry repeated a send that had worked.",
        "prevention": "Sends are keyed by invoice.",
    }


def test_lines_below_an_item_are_its_fields() -> None:
    items = items_of("checklist-with-nested-fields.md")
    assert items[0] == {
        "id": "AI-1",
        "title": "Key each send by the number of its invoice",
        "priority": "P1",
        "horizon": "immediate",
        "owner": "@nadia",
        "due": "2025-02-18",
        "done_when": "A second send of one invoice is refused in staging",
    }
    assert (items[1]["status"], items[1]["done_at"]) == ("done", "2025-02-19")
    assert items[2]["priority"] == "P3"
    assert items[2]["description"] == "- Due Date: TBD"


def test_a_bold_name_owns_the_items_below_it() -> None:
    items = items_of("bullets-under-owners.md")
    assert column(items, "owner") == ["Priya", "Priya", "Lars", "Lars", "SRE team"]
    assert column(items, "due") == [None, "2023-07-01", None, "2023-06-30", None]
    assert column(items, "status") == [None, None, "wont_do", None, "done"]
    assert items[2]["title"] == "Buy certificates that last for ten years"


def test_an_issue_that_is_linked_is_the_items_issue() -> None:
    items = items_of("issue-links.md")
    assert column(items, "issue") == [
        "https://github.com/example-org/ci/issues/301",
        "https://github.com/example-org/ci/issues/302",
        "https://jira.example.com/browse/CI-77",
        None,
        None,
    ]
    assert items[0]["title"] == "Alert on the age of the oldest job"
    assert column(items, "owner") == ["@mei", None, None, "@kofi", None]
    assert items[3]["due"] == "2022-10-01"
    assert items[4]["status"] == "wont_do"


def test_what_was_done_during_the_incident_is_no_action_item() -> None:
    data = data_of("issue-links.md")
    assert "Restarted all runners by hand" in data["resolution"]["immediate_fix"]
    assert data["severity"] == "SEV2"


def test_columns_of_many_names_are_read() -> None:
    items = items_of("confluence-export.md")
    assert column(items, "owner") == ["Dana Fox", "QA", "Payments team"]
    assert column(items, "due") == ["2024-11-27", "2024-12-15", None]
    assert column(items, "issue") == ["PAY-310", "PAY-311", "PAY-312"]
    assert items[1]["description"] == "Status: In progress"
    assert times_of("confluence-export.md") == [
        "2024-11-20T17:05+01:00",
        "2024-11-20T18:20+01:00",
        "2024-11-21T00:10+01:00",
    ]


def test_questions_and_answers_are_whys() -> None:
    whys = data_of("confluence-export.md")["root_cause"]["five_whys"]
    assert whys == [
        {"question": "Why was checkout slow?", "answer": "Because connections ran out."},
        {
            "question": "Why did connections run out?",
            "answer": "The fraud check opened one for each request.",
        },
        {
            "question": "Why did nobody see it in the test?",
            "answer": "The test has a single user.",
        },
    ]
    assert data_of("confluence-export.md")["impact"]["users"]["count"] == 4200


def test_midnight_passes_and_what_cannot_be_read_stays_text() -> None:
    entries = data_of("plain-lines")["timeline"]
    assert [(entry["at"], entry["event"].split("\n")[0]) for entry in entries] == [
        ("2025-01-03T22:40Z", "Disk of mx1 is full."),
        ("2025-01-03T23:55Z", "First customer calls."),
        ("2025-01-04T00:20Z", "mx1 is taken out of rotation,"),
        ("unknown", "Somebody deletes old logs."),
        ("unknown", "01:75 UTC: Queue is empty."),
    ]


def test_a_numeric_date_is_read_in_the_order_of_its_document() -> None:
    # 24/01/2025 elsewhere in the file says that the day comes first.
    assert column(items_of("plain-lines"), "due") == ["2025-02-10", None, "2025-02-28"]
    assert data_of("plain-lines")["title"] == "OUTAGE REPORT: mail gateway, 3 January 2025"


def test_another_language_is_read() -> None:
    data = data_of("other-language.md")
    assert data["severity"] == "P2"
    assert data["authors"] == ["Ирина Волкова"]
    assert times_of("other-language.md")[0] == "2024-05-12T11:00+03:00"
    items = items_of("other-language.md")
    assert column(items, "owner") == ["Команда поиска", "@irina"]
    assert column(items, "due") == ["2024-05-20", "2024-05-27"]


def test_no_actions_is_said_and_not_made_an_item() -> None:
    data = data_of("toml-crlf.mdx")
    assert data["no_action_needed"] == "No actions."
    assert "action_items" not in data
    assert data["title"] == "Cache emptied by mistake"
    assert data["authors"] == ["Ravi", "Ute"]


def test_the_routine_of_every_incident_is_no_action_item() -> None:
    data = data_of("nothing-to-do.md")
    assert "action_items" not in data
    assert "no_action_needed" not in data
    assert "- [ ] Schedule the postmortem review" in data["notes"]
    assert "- [x] Create the incident channel" in data["notes"]


def test_a_heading_is_an_item_or_an_entry_where_its_form_says_so() -> None:
    items = items_of("headings-as-items.md")
    assert items[0] == {
        "id": "A1",
        "title": "Delete images that are older than ninety days",
        "description": "A weekly job is enough.",
        "priority": "P1",
        "owner": "@lin",
        "due": "2025-04-22",
    }
    assert items[1]["done_at"] == "2025-04-10"
    assert times_of("headings-as-items.md") == [
        "2025-04-08T09:05-08:00",
        "2025-04-08T09:40-08:00",
        "2025-04-08T16:15-08:00",
        "about 2025-04-09T08:00-08:00",
    ]


def test_prevention_holds_the_items_where_no_section_is_named_for_them() -> None:
    data = data_of("horizons.md")
    assert column(data["action_items"], "horizon") == [
        "immediate",
        "short-term",
        "short-term",
        "long-term",
    ]
    assert column(data["action_items"], "status") == ["done", None, None, None]
    assert data["detection"]["method"] == "customer-report"
    assert data["root_cause"]["contributing_factors"] == [
        "Nodes are replaced every night",
        "The queue has no backup",
    ]
    assert data["references"] == [
        {
            "type": "dashboard",
            "url": "https://grafana.example.com/d/jobs",
            "title": "Dashboard of the scheduler",
        },
        {"type": "runbook", "url": "https://wiki.example.com/runbooks/jobs", "title": "Runbook"},
    ]
    assert "The red folder in the office" in data["notes"]
    assert "Short-term (this month): A2 and A3" in data["notes"]
