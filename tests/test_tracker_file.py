"""The tracker file: one page, the same bytes while nothing changes, safe whatever titles say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from worlds import item, postmortem, sourced

from pmaction.config import Config
from pmaction.incident import Impact, RequestImpact, RevenueImpact, Times, UserImpact
from pmaction.issue import Issue, Listing
from pmaction.model import Extension, Postmortem
from pmaction.moment import parse_moment
from pmaction.tracker_file import tracker_file

TODAY = date(2025, 12, 20)
LATER = date(2026, 1, 15)


def issue(key: str, number: int | str, state: str = "open", **fields: object) -> Issue:
    values: dict[str, object] = {"title": "t", "labels": frozenset({"pmaction"})}
    return Issue(number=number, key=key, state=state, **(values | fields))  # type: ignore[arg-type]


def tracker(
    files: Sequence[Postmortem],
    *issues: Issue,
    today: date = TODAY,
    config: Config | None = None,
    left_out: Sequence[str] = (),
) -> str:
    listing = Listing(issues)
    return tracker_file(
        [sourced(one) for one in files], listing, config or Config(), today, left_out
    )


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the rows of the first table under a heading."""
    section = text[text.index(f" {heading}") :].split("\n\n", 2)[1]
    assert section.startswith("|"), section
    lines = section.splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


EMAIL = postmortem(
    item("AI-1", "Export pool metrics", due=date(2025, 12, 21)),
    item("AI-2", "Alert on pool usage", due=date(2025, 12, 19), owner="Backend team"),
    item(
        "AI-3",
        "Scale the pool",
        due=date(2025, 12, 28),
        priority="P2",
        extensions=(Extension(LATER, "Exporter first.", "@mei"),),
    ),
    item("AI-4", "Load test", due=None, priority="P3", owner=None),
    pm_id="PM-2025-014",
    title="Email down",
    status="published",
    incident_id="P0-042",
    services=("email-service", "postgres"),
    authors=("@ana-petrova", "On-call engineer"),
    published_at=parse_moment("2025-12-17"),
    times=Times(
        started=parse_moment("2025-12-14T10:00:00+03:00"),
        resolved=parse_moment("2025-12-14T10:12:00+03:00"),
    ),
    impact=Impact(
        users=UserImpact(count=500),
        requests=RequestImpact(failed=1200),
        revenue=RevenueImpact(amount=150, currency="USD"),
    ),
)
DRAFT = postmortem(
    item("A1"), pm_id="PM-2024-002", title="Old trouble", status="draft", times=Times()
)

GOLDEN = """\
<!-- Written by `pmaction track`: edits are overwritten. -->

# Postmortems and their action items

2 postmortems, 3 open action items.

## Postmortems

| Incident ID | Date | Service affected | Duration (min) | Impact | Author | Status | Action items \
| Completed % | Published | Link |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| PM-2025-014 (P0-042) | 2025-12-14 | email-service, postgres | 12 | 500 users, 1,200 failed \
requests, 150 USD | `@ana-petrova`, On-call engineer | published | 4 | 25 % | 2025-12-17 | \
[Email down](postmortems/2025/PM-2025-014.yaml) |
| PM-2024-002 | unknown | unknown | unknown | unknown | unknown | draft | 1 | 0 % | – | \
[Old trouble](postmortems/2025/PM-2024-002.yaml) |

## Open action items

### Overdue (1)

| Action item | Issue | Owner | Priority | Due | Moved |
| --- | --- | --- | --- | --- | --- |
| [PM-2025-014/AI-2](postmortems/2025/PM-2025-014.yaml) Alert on pool usage | \
[issue](issues/PM-2025-014/AI-2.md) | Backend team | P1 | 2025-12-19 | – |

### On time (1)

| Action item | Issue | Owner | Priority | Due | Moved |
| --- | --- | --- | --- | --- | --- |
| [PM-2025-014/AI-3](postmortems/2025/PM-2025-014.yaml) Scale the pool | \
[#12](https://example.com/issues/12) | `@alice` | P2 | 2026-01-15 | 1× |

### No due date (1)

| Action item | Issue | Owner | Priority | Due | Moved |
| --- | --- | --- | --- | --- | --- |
| [PM-2025-014/AI-4](postmortems/2025/PM-2025-014.yaml) Load test | – | nobody yet | P3 | – | – |
"""
ISSUES = (
    issue("PM-2025-014/AI-1", 10, "closed", reason="completed"),
    issue("PM-2025-014/AI-2", "AI-2.md", url="issues/PM-2025-014/AI-2.md"),
    issue("PM-2025-014/AI-3", 12, url="https://example.com/issues/12"),
)


def test_the_page_lists_the_postmortems_newest_first_and_what_is_open() -> None:
    assert tracker([DRAFT, EMAIL], *ISSUES) == GOLDEN


def test_the_order_of_files_and_issues_does_not_matter() -> None:
    assert tracker([EMAIL, DRAFT], *reversed(ISSUES)) == GOLDEN


def test_without_postmortems_the_page_says_so() -> None:
    text = tracker([])
    assert "0 postmortems, 0 open action items." in text
    assert "No postmortems yet." in text
    assert text.endswith("Nothing is open.\n")


@given(st.integers(0, 1500))
def test_the_bytes_change_only_when_an_item_becomes_overdue(days: int) -> None:
    day = date(2025, 12, 1) + timedelta(days=days)
    overdue = tuple(due < day for due in (date(2025, 12, 19), LATER))
    same_bucket_days = {
        (False, False): date(2025, 12, 19),
        (True, False): date(2025, 12, 20),
        (True, True): date(2026, 1, 16),
    }
    expected = tracker([EMAIL], *ISSUES, today=same_bucket_days[overdue])
    assert tracker([EMAIL], *ISSUES, today=day) == expected


def test_an_item_that_is_due_today_is_on_time() -> None:
    files = [postmortem(item("A1", due=TODAY))]
    assert "### On time (1)" in tracker(files, today=TODAY)
    assert "### Overdue (1)" in tracker(files, today=TODAY + timedelta(days=1))


def test_open_items_are_sorted_by_their_due_date_and_then_as_people_count() -> None:
    files = [
        postmortem(
            item("A10", due=LATER),
            item("A2", due=LATER),
            item("A3", due=LATER - timedelta(days=1)),
        )
    ]
    names = [row[0] for row in rows(tracker(files), "On time")]
    assert [re.findall(r"/(A\d+)\]", name)[0] for name in names] == ["A3", "A2", "A10"]


def test_the_issue_knows_whether_an_item_is_open_wherever_there_is_one() -> None:
    done_in_file = postmortem(item("A1", status="done"), item("A2"), item("A3"), item("A4"))
    text = tracker(
        [done_in_file],
        issue("PM-2025-001/A1", 1, "open"),
        issue("PM-2025-001/A2", 2, "closed", reason="completed"),
        issue("PM-2025-001/A3", 3, "closed", reason="not_planned"),
    )
    assert rows(text, "Postmortems\n")[0][7:9] == ["4", "50 %"]
    open_items = [row[0] for row in rows(text, "On time")]
    assert [name[:16] for name in open_items] == ["[PM-2025-001/A1]", "[PM-2025-001/A4]"]


def test_when_the_issue_was_deleted_the_file_knows() -> None:
    text = tracker([postmortem(item("A1", status="done"), item("A2"))])
    assert rows(text, "Postmortems\n")[0][8] == "50 %"
    assert rows(text, "On time")[0][1] == "–"


def test_an_issue_that_is_not_ours_counts_for_nothing() -> None:
    stranger = issue("PM-2025-001/A1", 1, "closed", labels=frozenset())
    assert "1 open action item." in tracker([postmortem(item("A1"))], stranger)


def test_what_is_not_known_is_unknown_and_never_zero() -> None:
    times = Times(started=parse_moment("2025-12-01"), resolved=parse_moment("2025-12-02"))
    row = rows(tracker([postmortem(times=times)]), "Postmortems\n")[0]
    assert row[1] == "2025-12-01"
    assert row[2:6] == ["unknown"] * 4
    assert row[7:10] == ["0", "–", "–"]


def test_an_approximate_duration_says_so() -> None:
    times = Times(
        started=parse_moment("about 2025-12-01T10:00Z"), resolved=parse_moment("2025-12-01T12:05Z")
    )
    assert rows(tracker([postmortem(times=times)]), "Postmortems\n")[0][3] == "about 125"


def test_a_publication_whose_day_is_forgotten_is_unknown() -> None:
    files = [postmortem(status="published", published_at=parse_moment("unknown"))]
    assert rows(tracker(files), "Postmortems\n")[0][9] == "unknown"


def test_items_that_open_no_issues_are_counted_but_not_listed_as_open() -> None:
    config = Config(track_since=date(2025, 12, 2))
    text = tracker([postmortem(item("A1"))], config=config)
    assert "0 open action items." in text
    assert rows(text, "Postmortems\n")[0][7] == "1"


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
    text = tracker([secret])
    for word in ("eaked", "SEC-7", "vault", "ana", "keys"):
        assert word not in text
    assert "[Confidential postmortem](" in text
    assert "Action item A1 (confidential)" in text


def test_files_that_cannot_be_read_are_not_hidden() -> None:
    text = tracker([], left_out=["postmortems/a.yaml", "postmortems/`b`.yaml"])
    assert (
        "Left out, because they cannot be used: `postmortems/a.yaml`, ``postmortems/`b`.yaml``"
        in text
    )


def test_a_hostile_title_stays_in_its_cell_and_pings_nobody() -> None:
    title = "x | y](http://evil.example) [z\n| @alice <!-- --> </table> `|` \\| "
    hostile = postmortem(
        item("A1", title),
        title=title,
        services=("a|b", "@bob"),
        authors=("@ana|x", "`@eve`"),
        incident_id="P0|1",
        impact=Impact(description=title),
    )
    text = tracker([hostile])
    assert [len(row) for row in rows(text, "Postmortems\n")] == [11]
    assert [len(row) for row in rows(text, "On time")] == [6]
    outside_code = re.sub(r"(`+).+?\1", "", text)
    assert not re.search(r"@\w", outside_code)
    assert not re.search(r"(?<!\\)\]\(http://evil", text)
    assert "<!--" not in text.removeprefix("<!--")
    assert not re.search(r"(?<!\\)</table>", text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_tables(title: str, other: str) -> None:
    hostile = postmortem(
        item("A1", title or "x", owner=other),
        title=title,
        services=(other,),
        authors=(title, f"@{other}"),
    )
    text = tracker([hostile])
    assert [len(row) for row in rows(text, "Postmortems\n")] == [11]
    assert [len(row) for row in rows(text, "On time")] == [6]


def test_a_path_with_unusual_characters_is_still_a_link() -> None:
    one = sourced(postmortem(item("A1")), "post mortems/a(1)|`[x]`\n100%.yaml")
    text = tracker_file([one], Listing(), Config(), TODAY)
    target = "post%20mortems/a%281%29%7C%60%5Bx%5D%60%0A100%25.yaml"
    assert text.count(f"]({target})") == 2


def test_links_lead_from_the_folder_of_the_tracker_file() -> None:
    text = tracker([EMAIL], *ISSUES, config=Config(tracker_file="./docs/status/TRACKER.md"))
    assert "[Email down](../../postmortems/2025/PM-2025-014.yaml)" in text
    assert "[issue](../../issues/PM-2025-014/AI-2.md)" in text
    assert "[#12](https://example.com/issues/12)" in text


def test_of_two_issues_for_one_item_the_first_listed_counts() -> None:
    text = tracker(
        [postmortem(item("A1"))],
        issue("PM-2025-001/A1", 3, "open"),
        issue("PM-2025-001/A1", 9, "closed"),
    )
    assert rows(text, "On time")[0][1] == "#3"
