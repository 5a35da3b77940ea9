"""What `pmaction render` writes, `pmaction import` reads again: items, times, timeline, texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmaction.document import Document
from pmaction.importing.file_text import document_text
from pmaction.importing.markdown import Wishes, import_markdown
from pmaction.importing.source import read_source
from pmaction.importing.yaml_text import yaml_text
from pmaction.model import Postmortem
from pmaction.policy import Terms
from pmaction.reading import read_postmortem
from pmaction.render.postmortem import postmortem_markdown

EXAMPLES = sorted((Path(__file__).parents[1] / "examples/postmortems").glob("*/*.yaml"))
# What goes to the notes as it was rendered: maps and plans are worked out, and not read back.
IN_NOTES = {"detection_coverage": "## Detection coverage", "validation_plan": "## Validation: "}
# What Markdown, tables and mentions are made of, beside letters.
CHARACTERS = "abcXYZ äж漢0129 |*_`#<>[]()!&;:@\\/.,-+=~\"'"
LINES = st.text(CHARACTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)
PEOPLE = st.sampled_from(["@ana", "@org/backend", "Ana Diaz", "SRE", "C++"])
TIMES = st.sampled_from(
    [
        *("unknown", "2024-03-01", "about 2024-03-01", "2024-03-01T10:00:00+03:00"),
        *("2024-03-01 10:00Z", "about 2024-03-02T10:00+01:00", "2024-03-01T10:00:00.5Z"),
    ]
)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


ITEMS = st.builds(
    lambda title, rest: {"title": title, **rest},
    LINES,
    some(
        description=TEXTS,
        category=st.sampled_from(["prevention", "detection", "process"]),
        priority=st.sampled_from(["P0", "P1", "P2", "P3"]),
        impact=st.sampled_from(["high", "low"]),
        effort=st.sampled_from("SML"),
        horizon=st.sampled_from(["immediate", "short-term", "long-term"]),
        owner=PEOPLE,
        backup=PEOPLE,
        collaborators=st.lists(PEOPLE, min_size=1, max_size=2),
        due=st.just("2024-04-01"),
        done_when=TEXTS,
        rationale=TEXTS,
        verification=TEXTS,
        dora_metric=st.just("lead-time-for-changes"),
        issue=st.sampled_from([7, "https://example.com/issues/7", "OPS-7"]),
    ),
)
ENTRIES = st.builds(
    lambda at, event, rest: {"at": at, "event": event, **rest},
    TIMES,
    TEXTS,
    some(actor=PEOPLE, action_taken=TEXTS),
)


def postmortem(data: dict[str, Any]) -> Postmortem:
    file = read_postmortem("", yaml_text(data).encode())
    assert file.findings == ()
    assert file.postmortem is not None
    return file.postmortem


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=LINES,
    items=st.lists(ITEMS, max_size=4),
    timeline=st.lists(ENTRIES, max_size=4),
    times=some(started=TIMES, detected=TIMES, resolved=TIMES),
    texts=some(cause=TEXTS, notes=TEXTS),
)
def test_a_rendered_document_gives_back_items_times_and_timeline(
    title: str,
    items: list[dict[str, Any]],
    timeline: list[dict[str, str]],
    times: dict[str, str],
    texts: dict[str, str],
) -> None:
    made = postmortem(
        {
            "id": "PM-2024-007",
            "title": title,
            "status": "draft",
            "times": times,
            "timeline": timeline,
            "action_items": [{"id": f"A{n}", **one} for n, one in enumerate(items, 1)],
            "root_cause": {"description": texts["cause"]} if "cause" in texts else {},
            **({"notes": texts["notes"]} if "notes" in texts else {}),
        }
    )
    source = read_source("rendered.md", postmortem_markdown(made, Terms()).encode())
    one = import_markdown(source, Wishes())
    again = read_postmortem("", document_text("PM-2024-007", one, "rendered.md").encode())
    assert again.findings == ()
    assert again.postmortem is not None
    assert one.claimed_id == "PM-2024-007"
    assert again.postmortem.title == made.title
    assert again.postmortem.times == made.times
    assert again.postmortem.timeline == made.timeline
    assert again.postmortem.action_items == made.action_items


def told(value: Any) -> Any:
    """Give data without what a document does not show: line ends after a text, `unknown`."""
    if isinstance(value, dict):
        kept = {key: told(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("unknown", {}, [])}
    if isinstance(value, list):
        return [told(one) for one in value]
    return value.strip() if isinstance(value, str) else value


def imported_again(data: dict[str, Any]) -> dict[str, Any]:
    source = read_source("rendered.md", postmortem_markdown(postmortem(data), Terms()).encode())
    one = import_markdown(source, Wishes())
    return {"id": one.claimed_id, **one.data}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_rendered_example_comes_back_whole(path: Path) -> None:
    document = read_postmortem(path.name, path.read_bytes()).document
    assert isinstance(document, Document)
    made = document.data
    again = imported_again(made)
    for key, heading in IN_NOTES.items():
        assert (key in made) == (heading in again["notes"])
    expected = {key: value for key, value in made.items() if key not in IN_NOTES}
    assert again["notes"].startswith(expected.pop("notes").rstrip("\n"))
    del again["notes"]
    assert told(again) == told({**expected, "status": "draft"})


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_text_of_several_lines_ends_with_its_line(path: Path) -> None:
    document = read_postmortem(path.name, path.read_bytes()).document
    assert isinstance(document, Document)
    again = imported_again(document.data)
    for key in ("timeline", "action_items"):
        for before, after in zip(document.data.get(key, []), again.get(key, []), strict=True):
            texts = {name: text for name, text in before.items() if "\n" in str(text).strip()}
            assert texts == {name: after[name] for name in texts}


def test_what_a_rendered_document_leaves_open_is_no_fact() -> None:
    again = imported_again({"id": "PM-2024-007", "title": "Mail was down", "status": "draft"})
    assert again == {"id": "PM-2024-007", "title": "Mail was down", "status": "draft"}


def test_words_that_mean_nothing_in_a_rendered_document_are_kept_elsewhere() -> None:
    text = "# Mail\n\n## Impact\n\nunknown\n\n## Detection\n\n- **Alert:** none named\n"
    data = import_markdown(read_source("mail.md", text.encode()), Wishes()).data
    assert data["impact"] == {"description": "unknown"}


def test_a_section_that_people_changed_is_read_like_any_other() -> None:
    made = postmortem(
        {
            "id": "PM-2024-007",
            "title": "Mail was down",
            "status": "draft",
            "resolution": {"immediate_fix": "A disk was emptied.", "validation": "Mail went out."},
        }
    )
    text = postmortem_markdown(made, Terms())
    changed = text.replace("> A disk was emptied.", "Two disks were emptied.")
    data = import_markdown(read_source("mail.md", changed.encode()), Wishes()).data
    assert data["resolution"]["validation"] == "Mail went out."
    assert "Two disks were emptied." in data["resolution"]["immediate_fix"]
