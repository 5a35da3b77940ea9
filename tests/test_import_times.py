"""Where `pmaction import` finds the times of the incident, and timelines in forms of their own."""

from __future__ import annotations

from datetime import date

import pytest

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.source import read_source

HEAD = "# Mail was down\n\nDate: 2024-03-01\n\n"


def imported(text: str) -> Imported:
    wishes = Wishes(severity_aliases=frozenset({"SEV3"}), today=date(2025, 11, 21))
    return import_markdown(read_source("incident.md", text.encode()), wishes)


def entries(text: str) -> list[tuple[str, str]]:
    return [(one["at"], one["event"]) for one in imported(HEAD + text).data["timeline"]]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        (
            "# Mail review\n\nDate: 2025-09-18\nIncident: 2025-09-15, 13:00–15:40 UTC, SEV3\n",
            {"started": "2025-09-15T13:00Z", "resolved": "2025-09-15T15:40Z"},
        ),
        (
            "# Mail was down on 2025-09-16\n\nDate/time: 2025-09-15 21:30\n",
            {"started": "2025-09-15"},
        ),
        (
            "# X\n\n## Summary\n\n- **Duration:**\n  - Start Time: January 22, 2018, 17:23 PST\n"
            "  - End Time: January 22, 2018, 17:31 PST\n",
            {"started": "2018-01-22T17:23-08:00", "resolved": "2018-01-22T17:31-08:00"},
        ),
        ("# Incident on 2 June 2025: mail was down\n", {"started": "2025-06-02"}),
        ("# Mail was down, 11-12 February 2025\n", {"started": "2025-02-11"}),
        ("# Mail was down, February 11–12, 2025\n", {"started": "2025-02-11"}),
        (
            "# X\n\nDate: 2025-10-14\nStart: 22:04 UTC, end: 23:47 UTC\n",
            {"started": "2025-10-14T22:04Z", "resolved": "2025-10-14T23:47Z"},
        ),
        (
            "# X\n\n**When:** Aug 12, 2025 09:10 – 10:02 UTC · **Lead:** Ana\n",
            {"started": "2025-08-12T09:10Z", "resolved": "2025-08-12T10:02Z"},
        ),
        (
            "# X\n\n### When did it start?\n\n2025-07-16 18:22 UTC\n\n"
            "### When was it resolved?\n\n2025-07-16 19:47 UTC\n",
            {"started": "2025-07-16T18:22Z", "resolved": "2025-07-16T19:47Z"},
        ),
        (
            "# X\n\n| ID | 7 | Start | 2025-01-21T10:07Z |\n|-|-|-|-|\n"
            "| Task | T1 | End | 2025-01-21T12:55Z |\n",
            {"started": "2025-01-21T10:07Z", "resolved": "2025-01-21T12:55Z"},
        ),
        (
            "# X\n\n*11 December 2025*\n\nOn Tuesday, 9 December 2025 our form was down.\n",
            {},
        ),
        (
            "# X\n\n*11 November 2025*\n\nOn Sunday, 9 November 2025 our form was down.\n",
            {"started": "2025-11-09"},
        ),
        (
            "# X\n\n**5 November 2025**\n\nOn Monday 3 November, from 6.40pm, it was down.\n",
            {"started": "2025-11-03"},
        ),
        ("# X\n\nDuration: 2 hours\n", {}),
    ],
)
def test_times_are_found_wherever_they_are_labelled(text: str, times: dict[str, str]) -> None:
    assert imported(text).data.get("times", {}) == times


def test_a_severity_behind_the_time_is_taken() -> None:
    one = imported("# Mail review\n\nIncident: 2025-09-15, 13:00–15:40 UTC, SEV3\n")
    assert one.data["severity"] == "SEV3"


def test_a_date_behind_the_whole_timeline_is_that_of_the_report() -> None:
    one = imported("# X\n\nDate: 2025-09-18\n\n## Timeline\n\n- 2025-09-15 10:00 UTC a\n")
    assert one.data["times"] == {"started": "2025-09-15"}
    assert one.remarks == (
        "the day is not certain: its timeline says 2025-09-15, its date says 2025-09-18",
    )


@pytest.mark.parametrize(
    "text",
    [
        "## Timeline (UTC)\n\n### 2024-03-01\n\n**10:00** a<br>\n**10:05** b\n",
        "## Timeline (UTC)\n\n10:00 - a<br> 10:05 - b\n",
        "## Timeline (UTC)\n\n```\n10:00  a\n10:05  b\n```\n",
        "## Timeline (UTC)\n\n- a\n  - 10:00\n- b\n  - Time: 10:05\n",
        "## Timeline (UTC)\n\n**10:00: a**\n\n**10:05: b**\n",
        "## Timeline (UTC)\n\n2024-03-01\n: 10:00 a\n: 10:05 b\n",
        "<h2>Timeline (UTC)</h2>\n\n<ul>\n<li>10:00 a</li>\n<li>10:05 b</li>\n</ul>\n",
    ],
)
def test_a_timeline_is_read_in_every_form(text: str) -> None:
    assert entries(text) == [("2024-03-01T10:00Z", "a"), ("2024-03-01T10:05Z", "b")]


@pytest.mark.parametrize(
    "text",
    [
        "## Key events\n\n**10:00** a\n**10:05** b\n**10:09** c\n",
        "## Blow by blow\n\n10:00 a\n\n10:05 b\n\n10:09 c\n",
        "## Blow by blow\n\n| T | |\n|-|-|\n| 10:00 | a |\n| 10:05 | b |\n| 10:09 | c |\n",
    ],
)
def test_a_timeline_is_found_by_its_times(text: str) -> None:
    found = [(at, event.rpartition(": ")[2]) for at, event in entries(text)]
    assert found == [("2024-03-01", "a"), ("2024-03-01", "b"), ("2024-03-01", "c")]


def test_days_are_headings_beside_each_other() -> None:
    text = (
        "## Timeline\n\n### 2024-03-01\n\nA change is merged.\n\n### 2024-03-02\n\n"
        "**10:00 UTC** a\n\n2024-03-03\n\n**09:00 UTC** b\n"
    )
    assert entries(text) == [
        ("2024-03-01", "A change is merged."),
        ("2024-03-02T10:00Z", "a"),
        ("2024-03-03T09:00Z", "b"),
    ]


def test_a_log_below_an_entry_stays_with_it() -> None:
    text = "## Timeline\n\n- 10:00 UTC a\n\n```\n10:01 x\n10:02 y\n```\n"
    assert entries(text) == [("2024-03-01T10:00Z", "a\n\n```\n10:01 x\n10:02 y\n```")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- Add an alert (@mei, @jonas)", {"owner": "@mei", "collaborators": ["@jonas"]}),
        ("- Add an alert @mei #44", {"title": "Add an alert #44", "owner": "@mei"}),
        ("- Ana - add an alert", {"title": "add an alert", "owner": "Ana"}),
        (
            "- Add an alert (R: mei, A: jonas, by 2024-04-02)",
            {"owner": "mei", "due": "2024-04-02", "description": "Accountable: jonas"},
        ),
        ("- Add an alert @Ana Diaz 30 Apr 2024", {"owner": "Ana Diaz", "due": "2024-04-30"}),
        ("- Add an alert `due 2024-04-02` `@mei`", {"owner": "@mei", "due": "2024-04-02"}),
        ("- Add an alert – Ana – ENG-14", {"owner": "Ana", "issue": "ENG-14"}),
        ("- Add an alert (mei, 4/30)", {"owner": "mei", "due": "2024-04-30"}),
        ("- Add an alert (Done 4/30/2024 – M. Roy)", {"owner": "M. Roy", "status": "done",
                                                    "done_at": "2024-04-30"}),
        ("- Add an alert — Owner: [Mei](https://chat.org/u/1) · Due: 2 Apr 2024",
         {"owner": "Mei", "due": "2024-04-02", "description": "[Mei](https://chat.org/u/1)"}),
    ],
)  # fmt: skip
def test_owners_and_days_of_items_are_read(line: str, found: dict[str, object]) -> None:
    (one,) = imported(f"{HEAD}## Action items\n\n{line}\n").data["action_items"]
    assert {key: value for key, value in one.items() if key not in ("id", "evidence")} == {
        "title": "Add an alert",
        **found,
    }


def test_names_in_brackets_are_owners_where_all_entries_have_one() -> None:
    text = "## Action items\n\n- Add an alert (zed)\n- Test it all (ann)\n- Tell support (zed)\n"
    found = imported(HEAD + text).data["action_items"]
    assert [one["owner"] for one in found] == ["zed", "ann", "zed"]
    alone = imported(f"{HEAD}## Action items\n\n- Add an alert (beta)\n- Test it\n")
    assert all("owner" not in one for one in alone.data["action_items"])
