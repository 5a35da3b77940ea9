"""On which day it began, as `pmaction import` reads it; and dates, severities, headings."""

from __future__ import annotations

from datetime import date

import pytest

from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.meanings import meaning_of
from pmaction.importing.reckoning import Reckoning
from pmaction.importing.section_names import Meaning
from pmaction.importing.source import read_source
from pmaction.importing.stamps import read_stamp

TODAY = date(2025, 11, 21)
NO_DAY = "no day of the incident was found: the file is named after today"


def imported(
    text: str, name: str = "incident.md", aliases: frozenset[str] = frozenset()
) -> Imported:
    wishes = Wishes(severity_aliases=aliases, today=TODAY)
    return import_markdown(read_source(name, text.encode()), wishes)


def started(text: str, name: str = "incident.md") -> str | None:
    times: dict[str, str] = imported(text, name).data.get("times", {})
    return times.get("started")


@pytest.mark.parametrize(
    "text",
    [
        "# X\n\n## Next\n- [ ] Do it (due 2025-02-01)\n",
        "# X\n\nThe contract ends on 2031-01-01.\n",
        "# X\n\nThe licence expires on 2025-03-01.\n",
        "# X\n\nReview scheduled for: 2025-02-12\n",
        "# X\n\nCreated by Ana, last modified on Mar 3, 2025\n",
        "# X\n\n## Summary\n\nWe must move before 2025-03-01.\n",
        "# X\n\n## Lessons learned\n\n- On 2025-03-01 we saw it too.\n",
        "# X\n\n## References\n\nSeen at 10:00 on 2025-03-01.\n",
        "# X\n\n## Action items\n\n- Test it on 2025-03-01\n",
        "# X\n\n| Next audit | Owner |\n|---|---|\n| 2025-03-01 | Ana |\n",
    ],
)
def test_a_date_that_does_not_say_when_it_began_is_no_start(text: str) -> None:
    one = imported(text)
    assert "times" not in one.data
    assert one.day is None
    assert NO_DAY in one.remarks


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# X\n\nDate: 12 March 2025\n", ""),
        ("# X\n\n**Start:** 2025-03-12\n", ""),
        ("# X on 2025-03-12\n", ""),
        ("# X\n", "2025-03-12-mail.md"),
        ("---\nincident_date: 2025-03-12\n---\n# X\n", ""),
        ("# X\n\n## Timeline\n- 2025-03-12 10:00 UTC Down\n- 10:05 UTC Up\n", ""),
    ],
)
def test_label_title_file_name_and_timeline_say_the_start(text: str, name: str) -> None:
    one = imported(text, name or "incident.md")
    assert one.data["times"]["started"] == "2025-03-12"
    assert one.remarks == ()


@pytest.mark.parametrize(
    "text",
    [
        "# X\n\n## Summary\n\nOn 12 March 2025 at 10:02 UTC, mail was down.\n",
        "# X\n\nBetween 10:02 and 10:40 UTC on 2025-03-12 mail was down.\n",
        "# X\n\nMarch 12 10:02 UTC 2025 (lasting 38 minutes)\n",
        "# X\n\n## Impact\n\nFrom 10:02 UTC on 12 March 2025, nobody had mail.\n",
        "# X\n\n## Overview\n\nMail was down on March 12, 2025. A drill is due on 2025-04-01.\n",
    ],
)
def test_a_past_day_in_the_head_is_the_start_and_is_doubted(text: str) -> None:
    one = imported(text)
    assert one.data["times"]["started"] == "2025-03-12"
    assert one.remarks == ("the day 2025-03-12 was read in the text: check that it is the start",)


def test_a_start_with_its_day_gives_the_timeline_its_day() -> None:
    one = imported(
        "# X\n\n**Started:** 2025-06-01 10:00 UTC\n\n## Timeline\n- 10:00 a\n- 10:05 UTC b\n"
    )
    assert one.data["times"]["started"] == "2025-06-01T10:00Z"
    assert [one["at"] for one in one.data["timeline"]] == ["2025-06-01T10:00Z", "2025-06-01T10:05Z"]
    assert one.day == date(2025, 6, 1)
    assert one.remarks == (
        "the timeline names no zone: UTC was taken, as the times of the incident have it",
    )


def test_the_zone_of_the_times_is_not_taken_where_the_timeline_tells_none_of_them() -> None:
    one = imported(
        "# X\n\n**Started:** 2025-06-01 10:00 UTC\n\n## Timeline\n- 10:07 a\n- 10:09 b\n"
    )
    assert [one["at"] for one in one.data["timeline"]] == ["2025-06-01", "2025-06-01"]


def test_without_a_start_another_time_gives_the_day_but_no_start() -> None:
    one = imported("# X\n\n**Detected:** 2025-06-01 10:05 UTC\n")
    assert one.data["times"] == {"detected": "2025-06-01T10:05Z"}
    assert one.day == date(2025, 6, 1)
    assert one.remarks == ("when it started was not found: `started` is left out",)


def test_the_start_wins_over_the_date_and_both_are_told() -> None:
    one = imported("# X\n\nDate: 2025-06-03\n\nStarted: 2025-06-01\n")
    assert one.data["times"]["started"] == "2025-06-01"
    assert one.remarks == (
        "the day is not certain: its date says 2025-06-03, its start says 2025-06-01",
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2018 October 21 22:52 UTC x", "2018-10-21T22:52Z"),
        ("October 21 22:52 UTC 2018 x", "2018-10-21T22:52Z"),
        ("Sun Oct 21 22:52:00 UTC 2018 x", "2018-10-21T22:52Z"),
        ("20181021 22:52 UTC x", "2018-10-21T22:52Z"),
        ("20181021T2252Z x", "2018-10-21T22:52Z"),
        ("21/Oct/18 10:52 PM UTC x", "2018-10-21T22:52Z"),
        ("2018-Oct-21 22:52 UTC x", "2018-10-21T22:52Z"),
        ("22:52 UTC on 21 October 2018 - x", "2018-10-21T22:52Z"),
        ("Sonntag, 21.10.2018 22:52 UTC x", "2018-10-21T22:52Z"),
        ("Sunday 21/10/2018 22:52 UTC x", "2018-10-21T22:52Z"),
    ],
)
def test_a_time_is_read_in_more_forms(text: str, at: str) -> None:
    stamp = read_stamp(text, None, dots=True)
    assert stamp is not None
    assert Reckoning(None).moment(stamp) == (at, False)
    assert text[stamp.end :] == "x"


def test_a_day_that_is_what_happened_is_no_part_of_the_time() -> None:
    stamp = read_stamp("10:05 UTC 2024-02-28 was restored", None)
    assert stamp is not None
    assert stamp.day is None
    assert "10:05 UTC 2024-02-28 was restored"[stamp.end :] == "2024-02-28 was restored"


def test_days_that_cannot_be_read_are_told_with_their_line() -> None:
    one = imported("# X\n\nDate: 2025-02-30\n\n## Actions\n- Add an alert (due 03/04/2025)\n")
    assert one.remarks == (
        NO_DAY,
        "line 3: `2025-02-30` is on no calendar; it stayed text",
        "line 6: `03/04/2025` may mean two days; it stayed text",
    )
    assert "2025-02-30" in one.data["notes"]
    assert one.data["action_items"][0]["title"] == "Add an alert (due 03/04/2025)"


@pytest.mark.parametrize("severity", ["SEV1", "Sev 1", "sev-1", "Severity 1", "1", "high", "High"])
def test_a_severity_counts_only_if_it_is_configured(severity: str) -> None:
    text = f"# X\n\nSeverity: {severity}\n"
    one = imported(text)
    assert "severity" not in one.data
    assert severity in one.data["notes"]
    assert (
        f"severity `{severity}` is neither P0 to P3 nor an alias in .pmaction.yml "
        "(`severity_aliases`): it is in the notes"
    ) in one.remarks
    known = imported(text, aliases=frozenset({"SEV1", "high"}))
    assert known.data["severity"] == ("high" if severity.casefold() == "high" else "SEV1")


@pytest.mark.parametrize("severity", ["P1", "p1", "P1 (high)", "High (P1)", "P1 - major"])
def test_a_priority_is_a_severity(severity: str) -> None:
    assert imported(f"# X\n\nSeverity: {severity}\n").data["severity"] == "P1"


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Root cause identification: The Five Whys", Meaning.WHYS),
        ("Timeline: 3 March", Meaning.TIMELINE),
        ("Remediation and follow-up steps", Meaning.ACTIONS),
        ("What we'll do", Meaning.REMEDY),
        ("How are we making incidents like this less likely or less impactful?", Meaning.REMEDY),
        ("How can customers make incidents like this less impactful?", None),
        ("Aktionen", Meaning.ACTIONS),
        ("Zeitlicher Ablauf", Meaning.TIMELINE),
        ("Actions correctives", Meaning.ACTIONS),
        ("Résumé", Meaning.SUMMARY),
        ("Cronología", Meaning.TIMELINE),
        ("Itens de ação", Meaning.ACTIONS),
        ("Vervolgstappen", Meaning.ACTIONS),
        ("Wat ging goed?", Meaning.WENT_WELL),
        ("The service: what it is", None),
    ],
)
def test_a_heading_is_known_in_more_forms_and_languages(
    heading: str, meaning: Meaning | None
) -> None:
    assert meaning_of(heading) is meaning


def test_whys_below_the_heading_of_a_template_belong_to_the_root_cause() -> None:
    text = (
        "# X\n\n## Root cause identification: The Five Whys\n\n"
        "1. Why was mail down? A disk was full.\n2. It was full because nobody looked.\n"
    )
    cause = imported(text).data["root_cause"]
    assert cause["five_whys"] == [{"question": "Why was mail down?", "answer": "A disk was full."}]
    assert "nobody looked" in cause["description"]
