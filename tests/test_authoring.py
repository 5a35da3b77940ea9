"""A new postmortem: its id is never one that was used, its file is found, its template is valid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from ruamel.yaml import YAML

from pmaction.authoring import (
    Draft,
    file_paths,
    fill_template,
    id_in_name,
    ids_claimed_in,
    incident_day,
    next_id,
    quoted,
)
from pmaction.checking import check_files
from pmaction.config import Config
from pmaction.errors import UsageError
from pmaction.findings import Finding
from pmaction.moment import parse_moment
from pmaction.reading import read_config, read_postmortem
from pmaction.slug import slug_of
from pmaction.working_days import WorkingDays

NOW = datetime(2025, 12, 22, 9, 30, 15, tzinfo=ZoneInfo("Europe/Berlin"))
TEMPLATES = Path(__file__).parent.parent / "pmaction/templates"
TEMPLATE = (TEMPLATES / "postmortem.yaml").read_text(encoding="utf-8")
SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas/postmortem.v1.schema.json").read_text("utf-8")
)


def draft(**fields: Any) -> Draft:
    started = fields.pop("started", None)
    moment = parse_moment(started) if started else None
    values: dict[str, Any] = {"id": "PM-2025-001", "title": "Mail was down", "now": NOW}
    return Draft(**values | fields, started=moment)


FULL = draft(severity="P1", services=("mail", "search"), started="2025-12-14T10:00:00+03:00")


def uncommented(text: str) -> str:
    """Take the `# ` away from all examples, and leave the `##` that explain."""
    first, *rest = text.splitlines()
    return "\n".join([first, *(re.sub(r"^# ", "", line) for line in rest)]) + "\n"


def findings(text: str) -> tuple[Finding, ...]:
    year = re.search(r"PM-(\d{4})", text)
    day = re.search(r"started: (?:about )?(\d{4}-\d{2}-\d{2})", text)
    named = day[1] if day else "2025-12-22"
    path = f"postmortems/{year[1] if year else ''}/{named}-mail-was-down.yaml"
    return check_files((read_postmortem(path, text.encode()),), Config(), NOW)


# Ids


def test_the_first_id_of_all_is_pm_001() -> None:
    assert next_id([], 2025) == "PM-2025-001"


def test_a_new_id_comes_after_the_highest_of_its_year_even_where_there_are_gaps() -> None:
    assert next_id(["PM-2025-001", "PM-2025-007", "PM-2024-030"], 2025) == "PM-2025-008"
    assert next_id(["PM-2025-001", "PM-2024-030"], 2024) == "PM-2024-031"


def test_each_year_begins_with_number_one() -> None:
    assert next_id(["PM-2025-041"], 2026) == "PM-2026-001"


def test_prefix_and_width_are_those_of_the_newest_id() -> None:
    assert next_id(["PM-2024-001", "INC-2025-0042"], 2025) == "INC-2025-0043"
    assert next_id(["INC-2024-0042", "PM-2025-003"], 2025) == "PM-2025-004"
    assert next_id(["PM-2025-999"], 2025) == "PM-2025-1000"


def test_another_prefix_takes_no_number_away() -> None:
    assert next_id(["PM-2025-002", "INC-2025-001"], 2025) == "PM-2025-003"


def test_the_end_of_the_numbers_is_said() -> None:
    with pytest.raises(UsageError, match="no id is free after PM-2025-999999"):
        next_id(["PM-2025-999999"], 2025)


@given(
    st.sets(st.from_regex(r"(PM|INC)-202[0-9]-[0-9]{3,6}", fullmatch=True), max_size=20),
    st.integers(2020, 2029),
)
def test_a_new_id_is_always_new_and_well_formed(taken: set[str], year: int) -> None:
    try:
        new = next_id(taken, year)
    except UsageError:
        return
    assert new not in taken
    assert re.fullmatch(SCHEMA["$defs"]["postmortem_id"]["pattern"], new)


@pytest.mark.parametrize(
    "text",
    [
        "id: PM-2025-007\n",
        'status: [\nid: "PM-2025-007"  # quoted\n',
        "id:   'PM-2025-007'",
        '"id" : "PM-2025-007"',
        "\ufeffid: PM-2025-007",
        "\r\nid: PM-2025-007\r\n",
        "i\0d\0:\0 \0P\0M\0-\0002\0000\0002\0005\0-\0000\0000\0007\0",
    ],
)
def test_the_id_of_a_file_that_is_no_valid_postmortem_is_taken_all_the_same(text: str) -> None:
    assert ids_claimed_in(text) == {"PM-2025-007"}


def test_ids_that_are_only_spoken_of_are_not_taken() -> None:
    text = (
        "# id: PM-2025-001\nrecurrence_of: PM-2025-002\nnotes: |\n  id: PM-2025-003\n"
        "action_items:\n  - id: A1\n"
    )
    assert ids_claimed_in(text) == set()


def test_the_id_of_a_postmortem_whose_items_moved_away_is_taken() -> None:
    text = "action_items:\n  - id: A1\n    previously: PM-2025-003/A4\n"
    assert ids_claimed_in(text) == {"PM-2025-003"}


def test_names_of_issues_tell_their_postmortem() -> None:
    assert id_in_name("PM-2025-001") == "PM-2025-001"
    assert id_in_name("PM-2025-001-A1.md") == "PM-2025-001"
    assert id_in_name("INC-2025-0001.md") == "INC-2025-0001"
    assert id_in_name("notes.md") is None
    assert id_in_name("PM-2025-0012345") is None


# Places


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Email service down: connection pool exhausted", None),
        ("Überlastung der Größenänderung", "uberlastung-der-grossenanderung"),
        ("../../etc/passwd", "etc-passwd"),
        ("Почта недоступна", ""),
        ("500 / 502 / 503", ""),
        ("!!!", ""),
        ("a" * 100, "a" * 60),
        ("word " * 30, "word-" * 11 + "word"),
    ],
)
def test_a_slug_has_the_words_of_the_title(title: str, slug: str | None) -> None:
    expected = "email-service-down-connection-pool-exhausted" if slug is None else slug
    assert slug_of(title) == expected


@given(st.text())
def test_a_slug_is_short_and_safe_whatever_the_title(title: str) -> None:
    assert re.fullmatch(r"|(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*", slug_of(title))
    assert len(slug_of(title)) <= 60


def test_a_file_is_named_after_the_day_of_the_incident_and_its_title() -> None:
    paths = file_paths(["postmortems/**/*.yaml"], FULL)
    assert list(islice(paths, 3)) == [
        "postmortems/2025/2025-12-14-mail-was-down.yaml",
        "postmortems/2025/2025-12-14-mail-was-down-2.yaml",
        "postmortems/2025/2025-12-14-mail-was-down-3.yaml",
    ]


def test_a_title_without_ascii_letters_is_replaced_by_the_number() -> None:
    path = next(file_paths(["postmortems/**/*.yaml"], draft(title="Почта недоступна")))
    assert path == "postmortems/2025/2025-12-22-postmortem-001.yaml"


@pytest.mark.parametrize(
    ("patterns", "path"),
    [
        (["incidents/*.yaml"], "incidents/2025-12-14-mail-was-down.yaml"),
        (["incidents/*/*.yml"], "incidents/2025/2025-12-14-mail-was-down.yml"),
        (["*.yaml", "old/*.yaml"], "2025-12-14-mail-was-down.yaml"),
        (["teams/*/postmortems/*.yaml"], "teams/2025/2025-12-14-mail-was-down.yaml"),
        ([], "2025/2025-12-14-mail-was-down.yaml"),
    ],
)
def test_a_new_file_goes_where_the_patterns_find_it_again_if_there_is_such_a_place(
    patterns: list[str], path: str
) -> None:
    assert next(file_paths(patterns, FULL)) == path


@pytest.mark.parametrize(
    ("started", "day"),
    [
        ("2025-12-14T23:30:00-08:00", date(2025, 12, 14)),
        ("about 2025-12-13", date(2025, 12, 13)),
        ("unknown", date(2025, 12, 22)),
        (None, date(2025, 12, 22)),
    ],
)
def test_the_day_is_that_of_the_incident_as_it_was_given(started: str | None, day: date) -> None:
    moment = parse_moment(started) if started else None
    assert incident_day(moment, NOW) == day


# The template

DRAFTS = {
    "everything": FULL,
    "only a title": draft(),
    "an alias": draft(severity="null", started="2025-12-14"),
    "started about": draft(started="about 2025-12-14T10:00+03:00"),
    "started unknown": draft(started="unknown", services=("mail",)),
    "today": draft(started="2025-12-22"),
}


@pytest.mark.parametrize("name", DRAFTS)
def test_a_new_file_is_a_draft_without_any_finding(name: str) -> None:
    text = fill_template(TEMPLATE, DRAFTS[name])
    found = [f for f in findings(text) if f.rule != "unknown-severity"]
    assert found == []
    assert "{{" not in text


@pytest.mark.parametrize("status", ["draft", "reviewed", "published"])
@pytest.mark.parametrize("name", DRAFTS)
def test_all_examples_are_valid_when_the_comment_signs_are_taken_away(
    name: str, status: str
) -> None:
    text = uncommented(fill_template(TEMPLATE, DRAFTS[name]))
    text = text.replace("\nstatus: draft ", f"\nstatus: {status} ")
    assert f"status: {status} " in text
    assert [f for f in findings(text) if f.rule != "unknown-severity"] == []


def test_each_group_of_examples_is_valid_on_its_own() -> None:
    text = fill_template(TEMPLATE, FULL)
    groups = [one for one in re.findall(r"(?:^# .*\n)+", text, re.MULTILINE) if ":" in one]
    assert len(groups) > 15
    for group in groups:
        if group.startswith("#   ") or "[F1]" in group or "[A1, A2]" in group:
            continue  # It goes on with the group above, or names entries of other groups.
        assert findings(text.replace(group, re.sub("(?m)^# ", "", group))) == ()


def test_the_examples_show_every_property_of_the_schema() -> None:
    file = read_postmortem("x", uncommented(fill_template(TEMPLATE, FULL)).encode())
    assert file.document is not None
    shown = set(_names(file.document.data))
    # Each of these excludes another that is shown; the explanations name them.
    alternatives = {("no_action_needed",), ("related_incidents", "id")}
    assert set(_properties(SCHEMA)) - shown == alternatives
    assert "`no_action_needed:`" in TEMPLATE
    assert "`- id: PM-2025-001`" in TEMPLATE


def _names(data: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(data, list):
        for entry in data:
            yield from _names(entry, above)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield (*above, name)
            yield from _names(value, (*above, name))


def _properties(schema: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if "$ref" in schema:
        yield from _properties(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], above)
    for name, value in schema.get("properties", {}).items():
        yield (*above, name)
        yield from _properties(value, (*above, name))
    if "items" in schema:
        yield from _properties(schema["items"], above)


def test_the_template_fits_on_a_screen_and_its_own_notes_stay_behind() -> None:
    assert max(map(len, TEMPLATE.splitlines())) <= 100
    assert "#%" in TEMPLATE
    assert "#%" not in fill_template(TEMPLATE, FULL)


def test_what_is_known_is_filled_in_and_the_rest_stays_an_example() -> None:
    text = fill_template(TEMPLATE, FULL)
    assert re.search(r"(?m)^services: \[\"mail\", \"search\"\] ", text)
    assert re.search(r"(?m)^times:\n  started: 2025-12-14T10:00:00\+03:00 ", text)
    assert re.search(r"(?m)^#   detected: 2025-12-14T10:02\+03:00 ", text)
    assert re.search(r"(?m)^#     due: 2025-12-29 ", text)
    bare = fill_template(TEMPLATE, draft())
    assert re.search(r"(?m)^# severity: P1 ", bare)
    assert re.search(r"(?m)^# services: \[email-service\] ", bare)
    assert re.search(r"(?m)^# times:\n#   started: 2025-12-22T08:30\+01:00 ", bare)


def test_a_group_stays_as_long_as_one_of_its_lines_does() -> None:
    template = "times:\n  started: {{started}}\n  resolved: unknown\n"
    assert fill_template(template, draft()) == (
        "times:\n#   started: 2025-12-22T08:30+01:00\n  resolved: unknown\n"
    )
    nested = "a:\n  b:\n    ## why\n    c: {{severity}}\nd: 1\n"
    assert fill_template(nested, draft()) == "# a:\n#   b:\n    ## why\n#     c: P1\nd: 1\n"


def test_unknown_placeholders_are_named() -> None:
    with pytest.raises(UsageError, match=r"\{\{ titel \}\}, \{\{id\+1\}\}") as refused:
        fill_template("title: {{ titel }}\nid: {{id+1}}\n#% {{fine}}\n", draft())
    assert "{{title}}" in refused.value.hint


def test_the_template_is_yaml_itself_so_that_editors_and_hooks_accept_it() -> None:
    assert YAML().load(TEMPLATE)["title"] == "{{title}}"


def test_quotes_around_a_placeholder_belong_to_it() -> None:
    template = 'a: "{{title}}"\nb: {{ title }}\nc: "{{services}}"\nd: {{id}} "{{id}}" {{id}}"\n'
    assert fill_template(template, draft(services=("x",))) == (
        'a: "Mail was down"\nb: "Mail was down"\nc: ["x"]\n'
        'd: PM-2025-001 PM-2025-001 PM-2025-001"\n'
    )


def test_placeholders_in_a_title_are_only_text() -> None:
    text = fill_template("title: {{title}}\n", draft(title="{{id}} \\1 \\g<0>"))
    assert YAML().load(text)["title"] == "{{id}} \\1 \\g<0>"


def test_a_template_with_line_ends_of_windows_gives_a_file_with_ours() -> None:
    assert fill_template("id: {{id}}\r\ntitle: {{title}}\r\n", draft()) == (
        'id: PM-2025-001\ntitle: "Mail was down"\n'
    )


@pytest.mark.parametrize(
    ("days", "day"), [(5, "2025-12-19"), (6, "2025-12-22"), (7, "2025-12-22"), (8, "2025-12-22")]
)
def test_a_working_day_is_the_day_itself_or_the_monday_after_it(days: int, day: str) -> None:
    text = f"x: {{{{workday+{days}}}}}\n"
    assert fill_template(text, draft(started="2025-12-14")) == f"x: {day}\n"


def test_a_working_day_is_one_of_the_configured_ones() -> None:
    days = WorkingDays(weekend=frozenset({4, 5}), free=frozenset({date(2025, 12, 21)}))
    one = replace(draft(started="2025-12-14"), working_days=days)
    assert fill_template("x: {{workday+5}}\n", one) == "x: 2025-12-22\n"


def test_dates_beyond_the_calendar_are_left_where_they_are() -> None:
    late = draft(started="9999-12-30")
    assert fill_template("x: {{date+30}}\n", late) == "x: 9999-12-30\n"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_its_quotes(text: str) -> None:
    document = read_postmortem("x", f"title: {quoted(text)}\n".encode()).document
    assert document is not None
    assert document.data["title"] == text


def test_the_config_template_changes_nothing_and_shows_the_defaults() -> None:
    text = (TEMPLATES / "pmaction.yml").read_text(encoding="utf-8")
    assert read_config("x", text.encode()) == Config()
    shown = read_config("x", uncommented(text).encode())
    assert isinstance(shown, Config)
    schema = json.loads((TEMPLATES.parent.parent / "schemas/config.v1.schema.json").read_text())
    named = set(re.findall(r"(?m)^# (\w+):", text))
    assert named == set(schema["properties"])
    # What stands below `## Example:` is no default, up to the next explanation or blank line.
    defaults = re.sub(r"(?m)^## Example:.*\n(?:##.*\n)*(?:# .*\n)+", "", text)
    assert read_config("x", uncommented(defaults).encode()) == Config()
    assert {"due_policy", "reminders", "gates", "targets"} <= set(
        re.findall(r"(?m)^# (\w+):", defaults)
    )
