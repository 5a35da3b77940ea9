"""The tracker page: how things stand, safe whatever titles say, and never too long to be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_reading import PIECES, markup, spoken_names
from tracker_world import CONFIG, EMAIL, ISSUES, LEAK, TODAY, files, issue, listing
from worlds import item, postmortem, sourced

from pmaction.config import Config, Team
from pmaction.incident import Impact, Times
from pmaction.issue import Issue, Listing
from pmaction.model import Postmortem
from pmaction.moment import parse_moment
from pmaction.standing import Record, Standing
from pmaction.tracker.page import MAX_BYTES
from pmaction.tracker.telling import tracker_texts

GOLDEN = Path(__file__).parent / "rendered" / "TRACKER.md"
LATER = date(2026, 1, 15)
LONG_AGO = Times(started=parse_moment("2001-01-01T10:00Z"))


def page(
    postmortems: Sequence[Postmortem],
    *issues: Issue,
    today: date = TODAY,
    config: Config | None = None,
    left_out: Sequence[str] = (),
) -> str:
    found = [sourced(one) for one in postmortems]
    return tracker_texts(found, Listing(issues), config or Config(), today, left_out).page


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the rows of the first table under a heading."""
    section = text[text.index(f"# {heading}") :].split("\n\n", 2)[1]
    assert section.startswith("|"), section
    lines = section.splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def counts(text: str) -> list[str]:
    """The row of numbers at the top."""
    line = text[text.index("| Overdue |") :].splitlines()[2]
    return [cell.strip() for cell in line.split("|")[1:-1]]


def outside_code(text: str) -> str:
    """What is no code; it ends with its cell."""
    return "|".join(re.sub(r"(`+).+?\1", "", cell) for cell in re.split(r"(?<!\\)\|", text))


def test_the_page_looks_exactly_so() -> None:
    text = tracker_texts(files(), listing(), CONFIG, TODAY).page
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_order_of_files_and_issues_does_not_matter() -> None:
    there = tracker_texts(files(), listing(), CONFIG, TODAY)
    back = tracker_texts(files()[::-1], listing(*ISSUES[::-1]), CONFIG, TODAY)
    assert (back.page, back.data) == (there.page, there.data)


def test_without_postmortems_the_page_says_so() -> None:
    text = page([])
    assert "0 postmortems, 0 action items: 0 open; 0 done" in text
    assert "As of" not in text
    for said in ("No postmortems yet.", "Nothing is open.", "No action items yet."):
        assert said in text


def test_what_is_due_is_sorted_into_what_is_late_what_is_due_by_sunday_and_what_is_not() -> None:
    monday = date(2025, 12, 22)
    days = {"A1": -1, "A2": 0, "A3": 6, "A4": 7}
    items = [item(name, due=monday + timedelta(days=n)) for name, n in days.items()]
    text = page([postmortem(*items, item("A5", due=None, priority=None))], today=monday)
    headings = {"A1": "Overdue (1)", "A4": "Later (1)", "A5": "No due date (1)"}
    for name, heading in headings.items():
        assert [f"/{name}]" in row[2] for row in rows(text, heading)] == [True]
    this_week = rows(text, "Due in the week of 2025-12-22 (2)")
    assert [row[0] for row in this_week] == ["2025-12-22", "2025-12-28"]
    assert counts(text)[:4] == ["**1**", "2", "1", "1"]


def test_open_items_are_sorted_by_their_due_date_and_then_as_people_count() -> None:
    one = postmortem(
        item("A10", due=LATER), item("A2", due=LATER), item("A3", due=LATER - timedelta(days=1))
    )
    names = [re.findall(r"/(A\d+)\]", row[2])[0] for row in rows(page([one]), "Later")]
    assert names == ["A3", "A2", "A10"]


def test_an_open_item_links_to_its_lines_and_names_what_it_waits_for() -> None:
    one = postmortem(
        item("A1", due=LATER, depends_on=("A2", "A3", "A4")),
        item("A2", due=LATER),
        item("A3", due=LATER, status="done"),
        item("A4", due=LATER),
    )
    closed = issue("PM-2025-001/A4", 4, closed="2025-12-10")
    cells = rows(page([one], closed), "Later")[0]
    assert cells[2] == (
        "[PM-2025-001/A1](postmortems/2025/PM-2025-001.yaml#L10-L15) Do A1 "
        "(waits for PM-2025-001/A2)"
    )


def test_an_item_that_is_snoozed_says_so_until_that_is_over() -> None:
    one = postmortem(item("A1", due=date(2025, 12, 20)), item("A2", due=LATER, status="done"))
    until = {"PM-2025-001/A1": date(2025, 12, 24), "PM-2025-001/A2": date(2025, 12, 24)}
    found = Listing(standing=Standing(9, Record(snoozed=until)))
    days = (TODAY, date(2025, 12, 24), date(2025, 12, 25))
    texts = [tracker_texts([sourced(one)], found, Config(), day) for day in days]
    assert rows(texts[0].page, "Overdue")[0][2].endswith(" Do A1 (snoozed until 2025-12-24)")
    assert [text.data.count('"snoozed_until": "2025-12-24"') for text in texts] == [1, 0, 0]
    assert [str(text.told.as_of) for text in texts] == ["2025-12-21", "2025-12-24", "2025-12-24"]


def test_a_team_is_named_with_the_persons_in_it_and_nobody_is_pinged() -> None:
    persons = tuple(f"@p{n}" for n in range(5))
    one = postmortem(item("A1", due=LATER, owner="Ops"))
    config = Config(teams={"Ops": Team(members=persons)})
    assert rows(page([one], config=config), "Later")[0][3] == "Ops (`@p0`, `@p1`, `@p2` and 2 more)"


def test_the_issue_knows_whether_an_item_is_open_wherever_there_is_one() -> None:
    one = postmortem(item("A1", status="done"), item("A2"), item("A3"), item("A4"))
    text = page(
        [one],
        issue("PM-2025-001/A1", 1),
        issue("PM-2025-001/A2", 2, closed="2025-12-10"),
        issue("PM-2025-001/A3", 3, closed="2025-12-10", reason="not_planned"),
    )
    # Three are to be done, of which one is.
    assert rows(text, "Postmortems\n")[0][7:9] == ["4", "33 %"]
    overdue = [re.findall(r"/(A\d)\]", row[2])[0] for row in rows(text, "Overdue")]
    assert overdue == ["A1", "A4"]


def test_almost_everything_is_not_everything() -> None:
    done = [item(f"A{n}", status="done") for n in range(1, 200)]
    assert rows(page([postmortem(*done, item("A200"))]), "Postmortems\n")[0][8] == "99 %"


def test_where_nothing_will_be_done_nothing_is_completed() -> None:
    one = postmortem(item("A1", status="wont_do"))
    assert rows(page([one]), "Postmortems\n")[0][7:9] == ["1", "–"]


def test_when_the_issue_was_deleted_the_file_knows() -> None:
    text = page([postmortem(item("A1", status="done"), item("A2"))])
    assert rows(text, "Postmortems\n")[0][8] == "50 %"
    assert rows(text, "Overdue")[0][4] == "–"


def test_an_issue_that_is_not_ours_counts_for_nothing() -> None:
    stranger = issue("PM-2025-001/A1", 1, closed="2025-12-10", labels=frozenset())
    assert "1 action item: 1 open" in page([postmortem(item("A1"))], stranger)


def test_of_two_issues_for_one_item_the_first_listed_counts() -> None:
    text = page(
        [postmortem(item("A1", due=LATER))],
        issue("PM-2025-001/A1", 3),
        issue("PM-2025-001/A1", 9, closed="2025-12-10"),
    )
    assert rows(text, "Later")[0][4].startswith("[#3]")


def test_what_is_not_known_is_unknown_and_never_zero() -> None:
    times = Times(started=parse_moment("2025-12-01"), resolved=parse_moment("2025-12-02"))
    cells = rows(page([postmortem(times=times)]), "Postmortems\n")[0]
    assert cells[1] == "2025-12-01"
    assert cells[2:6] == ["unknown"] * 4
    assert cells[7:10] == ["0", "–", "–"]


def test_an_approximate_duration_says_so() -> None:
    times = Times(
        started=parse_moment("about 2025-12-01T10:00Z"), resolved=parse_moment("2025-12-01T12:05Z")
    )
    assert rows(page([postmortem(times=times)]), "Postmortems\n")[0][3] == "about 125"


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, "0"), (29, "<1"), (59, "<1"), (60, "1"), (89, "1"), (90, "2"), (150, "3"), (3600, "60")],
)
def test_minutes_are_rounded_half_up_and_less_than_one_is_not_none(
    seconds: int, minutes: str
) -> None:
    end = datetime(2025, 12, 1, 10, tzinfo=UTC) + timedelta(seconds=seconds)
    times = Times(started=parse_moment("2025-12-01T10:00Z"), resolved=parse_moment(end.isoformat()))
    assert rows(page([postmortem(times=times)]), "Postmortems\n")[0][3] == minutes


def test_a_publication_whose_day_is_forgotten_is_unknown() -> None:
    one = postmortem(status="published", published_at=parse_moment("unknown"))
    assert rows(page([one]), "Postmortems\n")[0][9] == "unknown"


def test_a_postmortem_that_should_be_published_by_now_is_counted() -> None:
    one = postmortem(severity="P0")
    assert counts(page([one], today=date(2025, 12, 3)))[4] == "0"
    assert counts(page([one], today=date(2025, 12, 4)))[4] == "**1**"


@pytest.mark.parametrize(("severity", "late"), [("P0", "**1**"), ("P3", "0")])
def test_a_postmortem_that_need_not_be_published_is_not_late(severity: str, late: str) -> None:
    one = postmortem(severity=severity)
    assert counts(page([one], today=date(2026, 3, 1)))[4] == late


def test_items_of_drafts_are_named_where_the_counts_are() -> None:
    one = postmortem(item("A1"), item("A2", status="done"), status="draft")
    text = page([one])
    said = (
        "0 will not be done. 2 more action items, for which no issues are opened, count in the "
        "table of postmortems alone. For machines"
    )
    assert said in text
    assert "more action item" not in page([postmortem(item("A1"))])


def test_items_that_open_no_issues_are_counted_but_not_listed_as_open() -> None:
    config = Config(track_since=date(2025, 12, 2))
    text = page([postmortem(item("A1"))], config=config)
    assert "0 action items: 0 open" in text
    assert "Nothing is open." in text
    assert rows(text, "Postmortems\n")[0][7] == "1"
    assert "1 action item is not counted" in text


def test_a_confidential_postmortem_shows_none_of_its_text() -> None:
    secret = postmortem(
        item("A1", "Rotate the leaked key"),
        title="Leaked key",
        incident_id="SEC-7",
        services=("vault",),
        authors=("@ana",),
        impact=Impact(description="All keys."),
        confidential=True,
    )
    text = page([secret])
    for word in ("eaked", "SEC-7", "vault", "ana", "keys"):
        assert word not in text
    assert ") Confidential postmortem |" in text
    assert "Action item A1 (confidential)" in text


def test_files_that_cannot_be_read_are_not_hidden() -> None:
    text = page([], left_out=["postmortems/a.yaml", "postmortems/`b`.yaml"])
    assert (
        "Left out, because they cannot be used: `postmortems/a.yaml`, ``postmortems/`b`.yaml``"
        in text
    )


def test_of_many_files_that_cannot_be_read_the_first_are_named() -> None:
    text = page([], left_out=[f"{n}.yaml" for n in range(1000)])
    assert "`19.yaml`, and 980 more\n" in text


def test_a_hostile_title_stays_in_its_cell_and_pings_nobody() -> None:
    title = "x | y](http://evil.example) [z\n| @alice <!-- --> </table> `|` \\| ```mermaid"
    hostile = postmortem(
        item("A1", title, due=LATER),
        title=title,
        services=("a|b", "@bob"),
        authors=("@ana|x", "`@eve`"),
        incident_id="P0|1",
        impact=Impact(description=title),
    )
    text = page([hostile], config=Config(teams={title: Team()}))
    assert [len(row) for row in rows(text, "Postmortems\n")] == [11]
    assert [len(row) for row in rows(text, "Later")] == [6]
    assert not re.search(r"@\w", outside_code(text))
    assert not re.search(r"(?<!\\)\]\(http://evil", text)
    assert "<!--" not in text.removeprefix("<!--")
    assert not re.search(r"(?<!\\)</table>", text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_tables(title: str, other: str) -> None:
    hostile = postmortem(
        item("A1", title or "x", due=LATER, owner=other),
        title=title,
        services=(other,),
        authors=(title, f"@{other}"),
    )
    text = page([hostile])
    assert [len(row) for row in rows(text, "Postmortems\n")] == [11]
    assert [len(row) for row in rows(text, "Later")] == [6]


def beside_each_other(*texts: str) -> Postmortem:
    """A postmortem whose texts stand in the same cells."""
    one, two, three = texts
    return postmortem(
        item("A1", two, due=LATER, owner=three),
        title=two,
        incident_id=one,
        services=texts,
        authors=texts,
        impact=Impact(description=three),
    )


@settings(max_examples=60)
@given(PIECES, PIECES, PIECES)
def test_texts_that_share_a_cell_make_no_markup_of_each_other(
    one: str, two: str, three: str
) -> None:
    text = page([beside_each_other(one, two, three)])
    assert markup(text) == markup(page([beside_each_other("Mail", "Mail", "Mail")]))
    assert spoken_names(text) == []


def test_a_back_tick_does_not_wake_what_stands_beside_it() -> None:
    image = "`<img src=https://evil.example/title.png>` is down"
    text = page([beside_each_other("`", image, "`@octocat`")])
    assert r"(\`) `<img src=https://evil.example/title.png>` is down |" in text
    assert "evil.example" not in "".join(markup(text))


def test_a_path_with_unusual_characters_is_still_a_link() -> None:
    one = sourced(postmortem(item("A1")), "post mortems/a#(1)?|`[x]`\n100%.yaml")
    text = tracker_texts([one], Listing(), Config(), TODAY).page
    target = "post%20mortems/a%23%281%29%3F%7C%60%5Bx%5D%60%0A100%25.yaml"
    assert text.count(f"]({target})") == 2
    assert f"]({target}#L10-L15)" in text


def test_links_lead_from_the_folder_of_the_tracker_file() -> None:
    local = issue("PM-2025-001/A1", "A1.md", url="issues/PM-2025-001/A1.md")
    found = [sourced(postmortem(item("A1"), item("A2")))]
    config = Config(tracker_file="./docs/status/TRACKER.md")
    remote = issue("PM-2025-001/A2", 12)
    texts = tracker_texts(found, Listing((local, remote)), config, TODAY)
    assert "[PM-2025-001](../../postmortems/2025/PM-2025-001.yaml) Mail was down" in texts.page
    assert "[issue](../../issues/PM-2025-001/A1.md)" in texts.page
    assert f"[#12]({remote.url})" in texts.page
    assert "[tracker.json](tracker.json)" in texts.page
    elsewhere = texts.page_elsewhere("https://github.example.com/acme/site/blob/main/")
    assert "(https://github.example.com/acme/site/blob/main/issues/PM-2025-001/A1.md)" in elsewhere


def old(number: int, year: int, *items: object, **fields: object) -> Postmortem:
    """A published postmortem of a year, done with unless it has an open item."""
    values: dict[str, object] = {
        "pm_id": f"PM-{year}-{number:03}",
        "status": "published",
        "published_at": parse_moment(f"{year}-03-02"),
        "times": Times(started=parse_moment(f"{year}-03-01T10:00Z")),
    }
    return postmortem(*items, **(values | fields))  # type: ignore[arg-type]


def test_the_older_ones_are_folded_by_year_and_say_what_is_unfinished() -> None:
    recent = [old(n, 2025, item("A1", status="done")) for n in range(1, 11)]
    done = [old(1, 2019, item("A1", status="done")), old(2, 2019), old(1, 2018)]
    unfinished = [old(1, 2017, item("A1")), old(2, 2017)]
    text = page([*recent, *done, *unfinished])
    first = [cells[0] for cells in rows(text, "Postmortems\n")]
    assert [cell[1:12] for cell in first] == [f"PM-2025-{n:03}" for n in range(1, 11)]
    folded = ["2019: 2 older postmortems, all done", "2018: 1 older postmortem, all done"]
    folded.append("2017: 2 older postmortems, 1 unfinished")
    assert [re.findall(r"<summary>(\d.*)</summary>", text)] == [folded]
    assert text.count("[PM-2019-002](") == 1


def test_dates_of_the_tables_stand_on_one_line_and_long_titles_are_cut() -> None:
    one = postmortem(item("A1"), title="A long story " * 12)
    text = page([one])
    head = text[text.index("| Incident ID") :].splitlines()[0]
    (date_column,) = re.findall(r"\| (Date(?:&nbsp;)*) \|", head)
    assert date_column == "Date" + "&nbsp;" * 12
    assert "| Due" + "&nbsp;" * 14 + " |" in text
    cell = rows(text, "Postmortems\n")[0][0]
    assert cell.endswith(" A long…")
    assert len(cell.partition(") ")[2]) <= 100


def test_a_long_impact_is_cut_behind_a_word_and_one_long_word_where_it_must_be() -> None:
    told = ("Customers could neither pay, nor see what they had ordered", "x" * 80)
    text = page([postmortem(impact=Impact(description=one)) for one in told])
    shown = [cells[4] for cells in rows(text, "Postmortems\n")]
    assert shown == ["Customers could neither pay, nor see what they…", "x" * 49 + "…"]


def test_of_a_very_long_history_the_oldest_are_left_to_the_data() -> None:
    many = [
        old(
            n,
            year,
            *(item(f"A{m}", "x" * 100, status="done") for m in range(1, 7)),
            title="y" * 100,
        )
        for year in range(2006, 2026)
        for n in range(1, 101)
    ]
    text = page(many)
    assert 350_000 < len(text.encode()) <= MAX_BYTES
    left = re.findall(r"([\d,]+) postmortems more have no room here: \[tracker.json\]", text)
    shown = text.count(" | published | 6 | 100 % |")
    assert shown + int(left[0].replace(",", "")) == 2000
    assert "PM-2025-100" in text
    assert "PM-2006-001" not in text


def test_open_items_beyond_the_room_are_counted_and_the_latest_ones_shown() -> None:
    due = date(2025, 1, 1)
    many = [
        old(n, 2024, *(item(f"A{m}", "x" * 150, due=due + timedelta(days=n)) for m in range(1, 7)))
        for n in range(1, 501)
    ]
    text = page(many, today=LATER)
    assert len(text.encode()) <= MAX_BYTES
    left = re.findall(r"([\d,]+) open action items more have no room here", text)
    shown = [cells[0] for cells in rows(text, "Overdue (2,")]
    assert shown == sorted(shown)
    later = rows(text, "Due in") if "### Due in" in text else []
    assert len(shown) + len(later) + int(left[0].replace(",", "")) == 3000
    assert len(shown) > 500
    assert "## Targets" in text


@pytest.mark.parametrize("hidden", [EMAIL.title, "vault", "Rotate"])
def test_the_charts_are_made_of_our_own_words_and_numbers(hidden: str) -> None:
    before = postmortem(times=Times(started=parse_moment("2025-11-10T10:00Z")))
    told = files(EMAIL, LEAK, before)
    text = tracker_texts(told, listing(), CONFIG, TODAY).page
    charts = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    assert len(charts) == 2
    assert not any(hidden in chart for chart in charts)
    assert charts[0].splitlines()[-2:] == ["    bar [0, 6]", "    line [0, 2]"]
    assert '    x-axis ["Nov 2025", "Dec"]' in charts[1]
    named = [re.findall(r'^    (?:accTitle: |title ")(.*?)"?$', c, re.MULTILINE) for c in charts]
    assert all(one == title for one, title in named)
    assert all("    accDescr: " in chart for chart in charts)


def test_of_a_single_month_no_line_is_drawn() -> None:
    text = tracker_texts(files(EMAIL, LEAK), listing(), CONFIG, TODAY).page
    charts = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)
    assert ["Incidents a month" in chart for chart in charts] == [True]


def test_what_is_counted_of_a_quiet_team_is_named_by_its_days() -> None:
    texts = {page([EMAIL], *ISSUES, today=date(2026, month, 20)) for month in (6, 11)}
    (text,) = texts
    assert "**As of 2026-02-15**" in text
    assert "last 90 days" not in text.casefold()
    assert "| Targets missed, 90 days to 2026-02-15 |" in text
    assert "| Done in time, 90 days to 2026-02-15 |" in text
    assert "| 90 days to 2026-02-15 | 90 days before that |" in text


def test_where_nothing_has_a_date_no_day_is_named() -> None:
    text = page([postmortem(times=Times())])
    assert "| Targets missed, 90 days |" in text
    assert "2000" not in text


def test_a_chart_of_nothing_is_left_out() -> None:
    done = postmortem(item("A1", status="done"), times=LONG_AGO)
    assert "mermaid" not in page([done], today=date(2025, 12, 22), config=Config())
