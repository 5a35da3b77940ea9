"""The JSON Schemas are complete for people in an editor, and closed against mistakes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

SCHEMAS = Path(__file__).parent.parent / "schemas"
BASE = "urn:pmaction:schema:"
POSTMORTEM = "postmortem.v1.schema.json"
CONFIG = "config.v1.schema.json"
TRACKER = "tracker.v1.schema.json"

Schema = dict[str, Any]
Place = tuple[str, str]  # the schema's file name, the pointer to a subschema in it

LOADED: dict[str, Schema] = {
    name: json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    for name in (POSTMORTEM, CONFIG, TRACKER)
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (schema["$id"], Resource.from_contents(schema)) for schema in LOADED.values()
)

# Keywords that hold one subschema, a list of them, or a map of names to them.
ONE = ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not", "contains")
LIST = ("anyOf", "oneOf", "allOf", "prefixItems")
MAP = ("properties", "$defs", "patternProperties", "dependentSchemas")


def subschemas(schema: Any, pointer: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield each subschema with its pointer, the schema itself first."""
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for key in ONE:
        yield from subschemas(schema.get(key), f"{pointer}/{key}")
    for key in LIST:
        for index, part in enumerate(schema.get(key, [])):
            yield from subschemas(part, f"{pointer}/{key}/{index}")
    for key in MAP:
        for name, part in schema.get(key, {}).items():
            yield from subschemas(part, f"{pointer}/{key}/{name}")


EVERYWHERE: dict[Place, Schema] = {
    (name, pointer): part for name, schema in LOADED.items() for pointer, part in subschemas(schema)
}


def validator(name: str, pointer: str = "") -> Draft202012Validator:
    """Return a validator of the subschema at `pointer`, references and dates included."""
    return Draft202012Validator(
        {"$ref": f"{LOADED[name]['$id']}#{quote(pointer)}"},
        registry=REGISTRY,
        format_checker=FormatChecker(formats=["date"]),
    )


def meets_a_person(pointer: str) -> bool:
    """Say whether an editor shows this subschema: the whole, a property, a definition, an entry."""
    parent, _, last = pointer.rpartition("/")
    return parent.endswith(("/properties", "/$defs")) or last in ("", "items")


def draft(**fields: Any) -> dict[str, Any]:
    """Return the smallest postmortem there is, with `fields` on top."""
    return {"id": "PM-2025-001", "title": "Email is down", "status": "draft", **fields}


def item(**fields: Any) -> dict[str, Any]:
    """Return the smallest postmortem with one action item that has `fields` on top."""
    return draft(action_items=[{"id": "A1", "title": "Add an alert", **fields}])


@pytest.mark.parametrize("name", LOADED)
def test_a_schema_follows_its_meta_schema(name: str) -> None:
    Draft202012Validator.check_schema(LOADED[name])
    assert LOADED[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", LOADED)
def test_a_schema_is_found_under_its_own_name(name: str) -> None:
    assert LOADED[name]["$id"] == BASE + name.removesuffix(".schema.json")


@pytest.mark.parametrize("name", LOADED)
def test_a_schema_uses_only_keywords_that_these_tests_look_into(name: str) -> None:
    plain = {
        "$schema", "$id", "$ref", "$comment", "title", "description", "examples", "default",
        "type", "enum", "format", "pattern", "x-expected", "minLength", "maxLength", "minimum",
        "maximum", "maxItems", "maxProperties", "required",
    }  # fmt: skip
    used = {key for (file, _), part in EVERYWHERE.items() if file == name for key in part}
    assert used <= plain | {*ONE, *LIST, *MAP}


def test_everything_that_an_editor_shows_says_what_to_write_and_gives_an_example() -> None:
    silent = [
        place
        for place, part in EVERYWHERE.items()
        if meets_a_person(place[1])
        and not (part.get("description", "").endswith(".") and part.get("examples"))
    ]
    assert silent == []


def test_every_example_and_default_is_valid_where_it_stands() -> None:
    wrong = [
        (*place, value, error.message)
        for place, part in EVERYWHERE.items()
        for value in [*part.get("examples", []), *([part["default"]] if "default" in part else [])]
        for error in validator(*place).iter_errors(value)
    ]
    assert wrong == []


def test_every_reference_leads_to_a_definition_of_the_same_schema() -> None:
    lost = [
        (*place, part["$ref"])
        for place, part in EVERYWHERE.items()
        if "$ref" in part and (place[0], part["$ref"].removeprefix("#")) not in EVERYWHERE
    ]
    assert lost == []


def test_every_definition_is_used() -> None:
    used = {(name, part.get("$ref")) for (name, _), part in EVERYWHERE.items()}
    unused = [
        (name, key)
        for name, schema in LOADED.items()
        for key in schema["$defs"]
        if (name, f"#/$defs/{key}") not in used
    ]
    assert unused == []


def test_every_object_is_closed_or_a_map_of_checked_names_to_checked_values() -> None:
    wide_open = [
        place
        for place, part in EVERYWHERE.items()
        if part.get("type") == "object" or "properties" in part
        if part.get("additionalProperties") is not False
        and not (
            isinstance(part.get("additionalProperties"), dict)
            and "pattern" in part.get("propertyNames", {})
            and "maxProperties" in part
        )
    ]
    assert wide_open == []


def test_every_required_property_exists() -> None:
    missing = [
        place
        for place, part in EVERYWHERE.items()
        if "properties" in part and not set(part.get("required", [])) <= set(part["properties"])
    ]
    assert missing == []


def test_every_text_and_every_list_has_a_bound() -> None:
    unbounded = [
        place
        for place, part in EVERYWHERE.items()
        if ("string" in part.get("type", []) and not {"enum", "maxLength"} & set(part))
        or (part.get("type") == "array" and not {"maxItems", "items"} <= set(part))
    ]
    assert unbounded == []


def test_every_pattern_says_in_plain_words_what_it_expects() -> None:
    mute = [
        place
        for place, part in EVERYWHERE.items()
        if "pattern" in part and not part.get("x-expected")
    ]
    assert mute == []


def test_no_pattern_lets_a_line_break_slip_in_at_the_end() -> None:
    # Python's `$` also matches before a final line break: 'A1' and 'A1\n' would be two items.
    lenient = [
        (*place, value)
        for place, part in EVERYWHERE.items()
        if "pattern" in part
        for value in part.get("examples", [])
        if Draft202012Validator({"pattern": part["pattern"]}).is_valid(f"{value}\n")
    ]
    assert lenient == []


@pytest.mark.parametrize(
    "value",
    ["2025-12-14T10:00:00.125+03:00", "2025-12-14 10:00Z", "about 2025-12-14 10:30Z", "unknown"],
)
def test_a_time_may_be_as_vague_as_what_people_know(value: str) -> None:
    assert validator(POSTMORTEM).is_valid(draft(times={"started": value}))


@pytest.mark.parametrize(
    "value",
    [
        "2025-12-14T10:00:00",
        "2025-12-14T10:00:00 MSK",
        "2025-12-14T009:38Z",
        "20202-01-16",
        "10:30",
        "about unknown",
        None,
    ],
)
def test_a_time_without_a_zone_or_a_sense_is_refused(value: object) -> None:
    assert not validator(POSTMORTEM).is_valid(draft(times={"started": value}))


@pytest.mark.parametrize(
    "owner", ["@ana", "@example-org/backend.core", "Backend team", "C++", "C#", "Équipe", "平台"]
)
def test_an_owner_is_a_person_or_a_team(owner: str) -> None:
    assert validator(POSTMORTEM).is_valid(item(owner=owner))


@pytest.mark.parametrize(
    "owner", ["@", "@ana @jonas", "@a/b/c", "ana@example.com", "a, b", " ", "x\u202ey", ["@ana"]]
)
def test_an_owner_that_names_nobody_or_several_is_refused(owner: object) -> None:
    assert not validator(POSTMORTEM).is_valid(item(owner=owner))


@pytest.mark.parametrize(
    "name", ["Backend team", "C++", "Équipe", "平台", "@ana", "a/b", "a, b", "-x", "", "x\u202ey"]
)
def test_a_team_of_the_config_can_own_an_item_and_no_other_name_can(name: str) -> None:
    accepted = validator(CONFIG).is_valid({"teams": {name: {}}})
    owner = validator(POSTMORTEM, "/$defs/person_or_team").is_valid(name)
    assert accepted == (owner and not name.startswith("@"))


@pytest.mark.parametrize(
    "document",
    [
        draft(severity="SEV1"),
        draft(related_incidents=[{"id": "PM-2024-007"}]),
        draft(related_incidents=[{"external": "P0-012", "url": "https://example.com"}]),
        draft(recurrence_of="https://status.example.com/42"),
        draft(impact={"error_budget": {"used_percent": 140, "remaining_percent": -40}}),
        item(depends_on=["A2", "PM-2024-007/AI-1"]),
        item(issue="OPS-77"),
    ],
)
def test_a_good_postmortem_passes(document: object) -> None:
    assert [error.message for error in validator(POSTMORTEM).iter_errors(document)] == []


@pytest.mark.parametrize(
    "document",
    [
        draft(id="pm-1"),
        draft(id="PM-2025-001\n"),
        draft(title=""),
        draft(status="final"),
        {"title": "Email is down", "status": "draft"},
        draft(colour="red"),
        draft(severity="!!"),
        draft(services=["x"] * 501),
        draft(impact={"users": {"share_percent": 101}}),
        draft(impact={"revenue": {"currency": "euro"}}),
        draft(timeline=[{"at": "2025-12-14"}]),
        draft(references=[{"type": "other", "url": "javascript:alert(1)"}]),
        draft(related_incidents=[{"external": "P0-012"}]),
        draft(related_incidents=[{"url": "https://example.com"}]),
        draft(recurrence_of="last year"),
        item(due="2025-02-30"),
        item(priority="high"),
        item(status="closed"),
        item(issue=0),
        item(depends_on=["PM-2024-007"]),
        item(previously="A1"),
        item(extensions=[{"due": "2026-01-15", "reason": "Waiting for the exporter."}]),
    ],
)
def test_a_wrong_postmortem_is_refused(document: object) -> None:
    assert not validator(POSTMORTEM).is_valid(document)


def test_an_empty_configuration_is_a_valid_one() -> None:
    assert validator(CONFIG).is_valid({})


@pytest.mark.parametrize(
    "path", ["/etc/issues", "../issues", "a/../../b", "a/..", "~/x", "C:\\x", "a\\..\\b", "a\nb"]
)
def test_no_path_of_the_configuration_leaves_the_repository(path: str) -> None:
    assert not validator(CONFIG).is_valid({"tracking": {"folder": path}})
    assert not validator(CONFIG).is_valid({"tracker_file": path})
    assert not validator(CONFIG).is_valid({"postmortems": [path]})


@pytest.mark.parametrize("path", ["issues", "docs/issues", "./issues", ".issues", "a..b", "отчёты"])
def test_a_path_inside_the_repository_passes(path: str) -> None:
    assert validator(CONFIG).is_valid({"tracking": {"folder": path}, "tracker_file": path})


@pytest.mark.parametrize(
    "config",
    [
        None,
        {"open_from": "draft"},
        {"time_zone": "../etc/passwd"},
        {"severity_aliases": {"SEV1": "urgent"}},
        {"teams": {"Backend": {"lead": "ana"}}},
        {"tracking": {"system": "jira"}},
        {"tracking": {"seconds_between_writes": -1}},
        {"tracking": {"seconds_between_writes": 61}},
        {"tracker_mode": "none"},
        *({"tracker_branch": name} for name in ("a..b", "/a", "a/", "a.lock", "a//b", "a b", "-a")),
        {"labels": ["x" * 51]},
        {"allow_creates": -1},
        {"allow_closes": -1},
        {"require_evidence": "always"},
        {"issue_type": ""},
        {"issue_type": " Task"},
        {"issue_type": "Task\n"},
        {"reminders": {"before": [0]}},
        {"rules": {"owner-missing": "fatal"}},
        {"rules": {"Owner_Missing": "off"}},
        {"tracker": "TRACKER.md"},
    ],
)
def test_a_wrong_configuration_is_refused(config: object) -> None:
    assert not validator(CONFIG).is_valid(config)


def test_what_the_config_says_about_due_dates_is_what_a_postmortem_may_say() -> None:
    planning = LOADED[POSTMORTEM]["properties"]["planning"]["properties"]["due_policy"]
    assert planning["enum"] == LOADED[CONFIG]["$defs"]["due_policy"]["enum"]
    assert LOADED[POSTMORTEM]["$defs"]["priority"] == LOADED[CONFIG]["$defs"]["priority"]
