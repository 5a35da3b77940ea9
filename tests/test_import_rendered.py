"""What `pmaction render` writes, `pmaction import` reads again: items, times, timeline."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmaction.importing.file_text import document_text
from pmaction.importing.markdown import Wishes, import_markdown
from pmaction.importing.source import read_source
from pmaction.importing.yaml_text import yaml_text
from pmaction.model import Postmortem
from pmaction.reading import read_postmortem
from pmaction.render.postmortem import postmortem_markdown

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
    source = read_source("rendered.md", postmortem_markdown(made, "realistic").encode())
    one = import_markdown(source, Wishes())
    again = read_postmortem("", document_text("PM-2024-007", one, "rendered.md").encode())
    assert again.findings == ()
    assert again.postmortem is not None
    assert one.claimed_id == "PM-2024-007"
    assert again.postmortem.title == made.title
    assert again.postmortem.times == made.times
    assert again.postmortem.timeline == made.timeline
    assert again.postmortem.action_items == made.action_items
