"""How `pmaction import` reads one action item, one time, one date: form by form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pmaction.document import Document
from pmaction.importing.file_text import document_text
from pmaction.importing.markdown import Imported, Wishes, import_markdown
from pmaction.importing.meanings import meaning_of
from pmaction.importing.people import people_in
from pmaction.importing.reckoning import Reckoning
from pmaction.importing.section_names import Meaning
from pmaction.importing.source import read_source
from pmaction.importing.stamps import read_stamp
from pmaction.importing.zones import named_zone
from pmaction.policy import Terms
from pmaction.reading import read_postmortem
from pmaction.render.postmortem import plan_markdown, postmortem_markdown

EXAMPLES = sorted((Path(__file__).parents[1] / "examples/postmortems").glob("*/*.yaml"))
HEAD = "# Mail was down\n\nDate: 2024-03-01\n\n"


def imported(text: str, wishes: Wishes | None = None) -> Imported:
    return import_markdown(read_source("incident.md", text.encode()), wishes or Wishes())


def items_in(text: str, wishes: Wishes | None = None) -> list[dict[str, Any]]:
    return list(imported(HEAD + text, wishes).data.get("action_items", []))


def item(line: str) -> dict[str, Any]:
    (one,) = items_in(f"## Action items\n\n{line}\n")
    assert one.pop("id") == "A1"
    return one


DONE = {"status": "done", "done_at": "unknown"}
MARKED = {**DONE, "evidence": "Marked as done in the document it was imported from."}
DUE = {"due": "2024-04-02"}
STRUCK = "Struck through in the document it was imported from."
DROPPED = "Marked as not to be done in the document it was imported from."


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- Add an alert", {}),
        ("* [ ] Add an alert", {}),
        ("1. [x] Add an alert", MARKED),
        ("- ☐ Add an alert", {}),
        ("✅ Add an alert", MARKED),
        ("- Add an alert (DONE)", MARKED),
        ("- DONE: Add an alert", MARKED),
        ("- ~~Add an alert~~", {"status": "wont_do", "reason": STRUCK}),
        ("- [x] ~~Add an alert~~", MARKED),
        ("- WONTFIX: Add an alert", {"status": "wont_do", "reason": DROPPED}),
        ("- [ ] Add an alert (@ana)", {"owner": "@ana"}),
        ("- [ ] @ana: Add an alert", {"owner": "@ana"}),
        ("- [@ana] Add an alert", {"owner": "@ana"}),
        ("- Add an alert - @ana, @jo", {"owner": "@ana", "collaborators": ["@jo"]}),
        ("- Add an alert (Platform team)", {"owner": "Platform team"}),
        ("- Add an alert (Owner: Ana Diaz, Due: 2024-04-02)", {"owner": "Ana Diaz", **DUE}),
        ("- Add an alert. **Owner:** @ana **Due:** April 2, 2024", {"owner": "@ana", **DUE}),
        ("- Add an alert | Owner: @ana | Priority: P1", {"owner": "@ana", "priority": "P1"}),
        ("- Add an alert（担当: @ana、期限: 2024-04-02）", {"owner": "@ana", "due": "2024-04-02"}),
        ("- Add an alert by 2024-04-02", {"due": "2024-04-02"}),
        ("- Add an alert (due Apr 2)", {"due": "2024-04-02"}),
        ("- Add an alert - 13/04/2024", {"due": "2024-04-13"}),
        ("- [P1] Add an alert", {"priority": "P1"}),
        ("- Add an alert\n  - Owner: @ana\n  - Due: 2 April 2024", {"owner": "@ana", **DUE}),
        ("- Add an alert\n  Owner: @ana\n  Effort: S", {"owner": "@ana", "effort": "S"}),
        ("- Add an alert #12", {}),
    ],
)  # fmt: skip
def test_an_item_is_read_in_every_form(line: str, found: dict[str, Any]) -> None:
    one = item(line)
    assert one.pop("title").rstrip(".").removesuffix(" #12") == "Add an alert"
    assert one == found


def test_what_a_field_cannot_hold_stays_in_the_description() -> None:
    assert item("- Add an alert (in progress)")["title"] == "Add an alert (in progress)"
    assert item("- Add an alert\n  - Owner: whoever is free")["description"] == (
        "- Owner: whoever is free"
    )
    assert item("- Add an alert\n  - Due: end of Q3")["description"] == "- Due: end of Q3"
    # 03/04/2024 may be March or April, and nothing in the document says which.
    assert "due" not in item("- Add an alert - 03/04/2024")


def test_a_due_date_before_the_incident_stays_text() -> None:
    one = item("- Add an alert\n  - Due: 2023-04-02")
    assert "due" not in one
    assert "2023-04-02" in one["description"]


def test_a_long_item_has_a_short_title_and_its_whole_text() -> None:
    text = "Add an alert on the pool. " + "It was found to be full for an hour before. " * 6
    one = item(f"- {text}")
    assert one["title"] == "Add an alert on the pool."
    assert one["description"] == text.strip()
    led = item("- **Circuit breaker for mail**: stop calling a server that is down at once.")
    assert led["title"] == "Circuit breaker for mail"
    assert "at once" in led["description"]


def test_nested_entries_are_part_of_their_item() -> None:
    (one,) = items_in(
        "## Actions\n\n- [ ] Alerts are in place for:\n  - [ ] Mail\n  - [ ] Search\n"
    )
    assert one["title"] == "Alerts are in place for"
    assert one["description"] == "- [ ] Mail\n- [ ] Search"


def test_an_issue_of_the_same_repository_is_its_number() -> None:
    link = "- Add an alert ([issue](https://github.com/Example-Org/mail/issues/31))"
    (here,) = items_in(f"## Actions\n{link}", Wishes(repository="example-org/mail"))
    (there,) = items_in(f"## Actions\n{link}", Wishes(repository="example-org/search"))
    assert here["issue"] == 31
    assert there["issue"] == "https://github.com/Example-Org/mail/issues/31"


def test_one_issue_is_never_given_to_two_items() -> None:
    link = "[#31](https://github.com/example-org/mail/issues/31)"
    items = items_in(f"## Actions\n- Add an alert {link}\n- Write a runbook {link}\n")
    assert [one.get("issue") for one in items] == [link[6:-1], None]
    assert link[6:-1] in items[1]["description"]


def test_a_pull_request_shows_that_a_done_item_is_done() -> None:
    one = item("- [x] Add an alert ([PR](https://github.com/example-org/mail/pull/9))")
    assert one["evidence"] == "https://github.com/example-org/mail/pull/9"


def test_ids_of_the_source_are_kept_and_others_do_not_collide() -> None:
    items = items_in("## Actions\n- A2: Add an alert\n- Write a runbook\n- A2: Say so\n- Test it\n")
    assert [one["id"] for one in items] == ["A2", "A1", "A3", "A4"]


def test_details_further_down_belong_to_the_item_of_their_id() -> None:
    text = (
        "## Action items\n| ID | Action | Owner |\n|---|---|---|\n| A1 | Add an alert | @ana |\n\n"
        "## Immediate actions (P0)\n\n### A1: Add an alert\n**Effort**: S\n**Due**: 2024-04-02\n"
    )
    (one,) = items_in(text)
    assert (one["owner"], one["effort"], one["due"]) == ("@ana", "S", "2024-04-02")


@pytest.mark.parametrize(
    "text",
    [
        "## Actions taken\n- Restarted mail\n",
        "## Action items\n- [ ] [Owner] \n- TBD\n- ...\n",
        "## Action items\n<!-- - Add an alert -->\n",
        "## Action items\n```\n- Add an alert\n```\n",
        "## Action items\n_Every item needs an issue._\n",
        "## Action items template\n- Add an alert\n",
        "## Post-incident checklist\n- [x] Add an alert\n",
        "## Next steps\nWe do nothing because:\n- it is cheap\n- it is rare\n",
        "## Lessons learned\n- [x] Add an alert\n",
        "## Resolution\n### Immediate actions\n1. Restarted mail\n",
        "## Actions\n| Action | Owner |\n|---|---|\n|  |  |\n",
    ],
)
def test_what_only_looks_like_an_action_item_is_none(text: str) -> None:
    assert items_in(text) == []


@pytest.mark.parametrize(
    "said", ["No actions.", "None", "N/A", "- None", "No follow-up needed", "нет"]
)
def test_no_actions_means_none(said: str) -> None:
    data = imported(f"{HEAD}## Action items\n\n{said}\n").data
    assert data["no_action_needed"] == said.removeprefix("- ")
    assert "action_items" not in data


def test_items_of_a_named_section_win_over_those_about_prevention() -> None:
    text = "## Prevention\n- Be careful\n\n## Action items\n- Add an alert\n"
    (one,) = items_in(text)
    assert one["title"] == "Add an alert"
    (weak,) = items_in("## Prevention\n- Add an alert\n")
    assert weak["title"] == "Add an alert"


def test_prose_is_an_item_where_it_says_what_will_be_done() -> None:
    text = "## Follow-up\n\nWe will add an alert.\n\nThanks to everybody who helped.\n"
    assert [one["title"] for one in items_in(text)] == ["We will add an alert."]


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Action Items", Meaning.ACTIONS),
        ("✅ 6. Action items:", Meaning.ACTIONS),
        ("Follow-up tasks", Meaning.ACTIONS),
        ("Post-mortem action items", Meaning.ACTIONS),
        ("Corrective and preventative measures", Meaning.ACTIONS),
        ("Outstanding follow-ups", Meaning.ACTIONS),
        ("Nächste Schritte", Meaning.ACTIONS),
        ("再発防止（期限/担当）", Meaning.ACTIONS),
        ("How do we prevent this from happening again?", Meaning.REMEDY),
        ("Timeline (all times in CET/CEST)", Meaning.TIMELINE),
        ("Хронология", Meaning.TIMELINE),
        ("What didn't go so well?", Meaning.WENT_POORLY),
        ("What could we have done better?", Meaning.WENT_POORLY),
        ("What worked well", Meaning.WENT_WELL),
        ("Where we got lucky", Meaning.LUCKY),
        (":mag_right: Five Why's", Meaning.WHYS),
        ("Root causes", Meaning.ROOT_CAUSE),
        ("How was the incident detected?", Meaning.DETECTION),
        ("Actions taken during the incident", Meaning.RESOLUTION),
        ("Who was affected?", Meaning.IMPACT),
        ("Lessons learnt", Meaning.LESSONS),
        ("Contributing factors", Meaning.FACTORS),
        ("Postmortem template", Meaning.FORM),
        ("The weather", None),
    ],
)
def test_a_heading_means_the_same_under_its_many_names(
    heading: str, meaning: Meaning | None
) -> None:
    assert meaning_of(heading) is meaning


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@ana", ("@ana",)),
        ("@org/backend", ("@org/backend",)),
        ("Ana Diaz, @jo and SRE", ("Ana Diaz", "@jo", "SRE")),
        ("`@ana`", ("@ana",)),
        ("TBD", ()),
        ("-", ()),
        ("whoever is on call that week, if they have time for it", ()),
    ],
)
def test_who_is_meant_is_read(text: str, people: tuple[str, ...]) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize(
    ("text", "at", "keeps"),
    [
        ("10:05 UTC: x", "2024-03-01T10:05Z", False),
        ("**10:05 UTC** - x", "2024-03-01T10:05Z", False),
        ("[2024-03-02 10:05:30 UTC] x", "2024-03-02T10:05:30Z", False),
        ("9:05 PM PST x", "2024-03-01T21:05-08:00", False),
        ("12:30 AM (UTC+3) x", "2024-03-01T00:30+03:00", False),
        ("March 2 2024, 10:05 CET x", "2024-03-02T10:05+01:00", False),
        ("2nd of March 10:05 CET x", "2024-03-02T10:05+01:00", False),
        ("03-02 10:05 UTC x", "2024-03-02T10:05Z", False),
        ("1405 UTC x", "2024-03-01T14:05Z", False),
        ("~10:30 UTC x", "about 2024-03-01T10:30Z", False),
        ("ca. 10:30 UTC x", "about 2024-03-01T10:30Z", False),
        ("10.30ish UTC x", "about 2024-03-01T10:30Z", False),
        ("2024-03-02: x", "2024-03-02", False),
        ("about 2024-03-02T10:05+03:00 x", "about 2024-03-02T10:05+03:00", False),
        ("2024-07-01 10:05 Europe/Berlin x", "2024-07-01T10:05+02:00", False),
        ("10:05 x", "2024-03-01", True),
        ("12:26-12:?? UTC x", "2024-03-01T12:26Z", True),
        ("10:00 - 10:15 UTC x", "2024-03-01T10:00Z", True),
        ("unknown: x", "unknown", False),
        ("20202-01-16 10:00 UTC x", "unknown", True),
        ("009:38 UTC x", "unknown", True),
        ("25:10 UTC x", "unknown", True),
        ("2024-02-30 10:00 UTC x", "unknown", True),
    ],
)
def test_a_time_is_read_as_exactly_as_it_says_itself(text: str, at: str, keeps: bool) -> None:
    stamp = read_stamp(text, None, dots=True)
    assert stamp is not None
    assert Reckoning(date(2024, 3, 1)).moment(stamp) == (at, keeps)
    assert text[stamp.end :] == "x"


@pytest.mark.parametrize(
    "text", ["12 pods fail", "T+5 minutes", "x 10:00", "3 times", "v1.25 is out"]
)
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    assert read_stamp(text, None) is None


def timeline(text: str, wishes: Wishes | None = None) -> list[tuple[str, str]]:
    entries = imported(HEAD + text, wishes).data.get("timeline", [])
    return [(one["at"], one["event"]) for one in entries]


def test_times_without_a_zone_are_days_until_somebody_names_it() -> None:
    text = "## Timeline\n- 10:05 Mail is down\n"
    assert timeline(text) == [("2024-03-01", "10:05: Mail is down")]
    berlin = Wishes(zone=named_zone("Europe/Berlin"))
    assert timeline(text, berlin) == [("2024-03-01T10:05+01:00", "Mail is down")]
    (said,) = imported(HEAD + text).remarks
    assert said == (
        "1 time names no zone: it is a date now, with the time of day in the text; import again "
        "with --time-zone to have it exact"
    )


def test_entries_out_of_order_stay_where_they_are_and_are_doubted() -> None:
    text = "## Timeline (UTC)\n- 10:05 a\n- 09:00 b\n- 10:10 c\n"
    assert timeline(text) == [
        ("2024-03-01T10:05Z", "a"),
        ("about 2024-03-01T09:00Z", "b"),
        ("2024-03-01T10:10Z", "c"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "All times in UTC.\n\n| Time | Event |\n|---|---|\n| 10:05 | Down |\n| 10:09 | Up |\n",
        "| Date | Time (UTC) | What |\n|---|---|---|\n| 2024-03-01 | 10:05 | Down |\n"
        "| 1 March 2024 | 10:09 | Up |\n",
        "- 10:05 UTC: Down\n- 10:09: Up\n",
        "**2024-03-01** (all times UTC)\n\n- `10:05` Down\n- `10:09` Up\n",
        "10:05 UTC Down\n10:09 UTC Up\n",
        "### 10:05 UTC\nDown\n\n### 10:09 UTC\nUp\n",
        "### 10:05 UTC - Down\n\n### 10:09 UTC - Up\n",
        "- 2024-03-01\n  - 10:05 UTC Down\n  - 10:09 UTC Up\n",
        "_All times in CET_\n\n- [03-01 11:05] Down\n- [03-01 11:09] Up\n",
        "#### March 1\n- 10:05 UTC Down\n- 10:09 UTC Up\n",
    ],
)  # fmt: skip
def test_a_timeline_is_read_in_every_form(text: str) -> None:
    found = [("2024-03-01T10:05Z", "Down"), ("2024-03-01T10:09Z", "Up")]
    read = timeline(f"## Timeline\n\n{text}")
    assert [(at.replace("T11", "T10").replace("+01:00", "Z"), event) for at, event in read] == found


def test_a_day_of_headings_beside_the_timeline_belongs_to_it() -> None:
    text = "## Timeline\n\n## March 1\n\n### 10:05 UTC\nDown\n\n## 2 March\n\n### 10:09 UTC\nUp\n"
    assert timeline(text) == [("2024-03-01T10:05Z", "Down"), ("2024-03-02T10:09Z", "Up")]


def test_one_sentence_gives_all_times_their_zone() -> None:
    text = "All times in PDT (UTC-7).\n\n## Timeline\n- 10:05 Down\n"
    assert timeline(text) == [("2024-03-01T10:05-07:00", "Down")]


def test_a_timeline_is_known_by_its_times_where_nothing_names_it() -> None:
    text = "## Leadup\n- 10:05 UTC Down\n- 10:07 UTC Seen\n- 10:09 UTC Up\n"
    assert [event for _, event in timeline(text)] == ["Down", "Seen", "Up"]


def test_times_of_the_incident_are_read_from_labels() -> None:
    text = (
        "**Start time (UTC):** 2024-03-01 10:00\n**Detected:** 10:02 UTC\n**Resolved:** unknown\n"
        "**End:** TBD\n"
    )
    assert imported(HEAD + text).data["times"] == {
        "started": "2024-03-01T10:00Z",
        "detected": "2024-03-01T10:02Z",
        "resolved": "unknown",
    }


def test_a_time_before_an_earlier_one_is_doubted() -> None:
    text = "Detected: 2024-03-01 10:00 UTC\nResolved: 2024-03-01 09:00 UTC\n"
    one = imported(HEAD + text)
    assert one.data["times"]["resolved"] == "about 2024-03-01T09:00Z"
    assert any("`resolved`" in remark for remark in one.remarks)


def test_a_severity_that_nobody_knows_is_kept_and_told() -> None:
    one = imported(f"{HEAD}Severity: SEV-2\n")
    assert "severity" not in one.data
    assert "Severity: SEV-2" in one.data["notes"]
    known = Wishes(severity_aliases=frozenset({"SEV2"}))
    assert imported(f"{HEAD}Severity: SEV-2\n", known).data["severity"] == "SEV2"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_rendered_document_gives_back_what_it_was_made_from(path: Path) -> None:
    file = read_postmortem(path.name, path.read_bytes())
    assert file.postmortem is not None
    assert isinstance(file.document, Document)
    one = imported(postmortem_markdown(file.postmortem, Terms()))
    again = read_postmortem("", yaml_of(one))
    assert again.findings == ()
    assert again.postmortem is not None
    assert one.claimed_id == file.postmortem.id
    assert again.postmortem.times == file.postmortem.times
    assert stripped(again.postmortem.timeline) == stripped(file.postmortem.timeline)
    assert stripped(again.postmortem.action_items) == stripped(file.postmortem.action_items)
    assert again.postmortem.title == file.postmortem.title
    assert again.postmortem.severity == file.postmortem.severity


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_rendered_action_plan_gives_back_its_items(path: Path) -> None:
    file = read_postmortem(path.name, path.read_bytes())
    assert file.postmortem is not None
    items = imported(plan_markdown(file.postmortem, Terms())).data.get("action_items", [])
    found = [(one["id"], one["title"], one.get("owner")) for one in items]
    made = [(one.id, one.title, one.owner) for one in file.postmortem.action_items]
    assert sorted(found, key=str) == sorted(made, key=str)


def yaml_of(one: Imported) -> bytes:
    return document_text("PM-2025-001", one, "incident.md").encode()


def stripped(values: tuple[Any, ...]) -> list[str]:
    # A text that ends with its line in the file has no line end in Markdown.
    return [repr(value).replace("\\n'", "'").replace('\\n"', '"') for value in values]


def test_a_rendered_document_that_people_changed_is_read_like_any_other() -> None:
    file = read_postmortem(EXAMPLES[0].name, EXAMPLES[0].read_bytes())
    assert file.postmortem is not None
    text = postmortem_markdown(file.postmortem, Terms())
    changed = text.replace("- [ ] **A1:**", "- [ ] **A1:** @ana:").replace(
        "  - **Category:**", "  - **Kind:**"
    )
    items = imported(changed).data["action_items"]
    assert len(items) == len(file.postmortem.action_items)
    assert items[0]["owner"] == "@ana"
