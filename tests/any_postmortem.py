"""Any postmortem that a file can hold, for properties: all fields, and texts that mean harm."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields

from pmaction.incident import Detection, FailureMode, RevenueImpact, TimelineEntry, Times
from pmaction.model import ActionItem, Planning, Postmortem, Reference, RelatedIncident, Validation
from pmaction.moment import Moment, parse_moment
from pmaction.render.postmortem.escaping import clean

_PIECES = (
    *("`", "``", "```\n", "~~~\n", "|", "\\", "\\|", "*", "_", "#", "&", "a", "é", "B2", " ", "\t"),
    *("\n", "\n\n", "\n    ", "\n- ", "\n# ", "## Action items\n", "## Notes\n", "\n> ", "1. "),
    *(
        "<br>",
        "<!-- x",
        "-->",
        "<details>",
        "</a>",
        "<https://x.example/>",
        "[x] ",
        "[t](u)",
        "---",
    ),
    *("&lt;", "&amp;", "&#45;", "&#8203;", "&#124;", "@ana", "`@ana`", "@\u200bana", "git@host"),
    *("- [ ] **A1:** x", "- **Due:** 2025-01-01", "| a | b |", "| --- |", "_no date_", "\u200b"),
    *("https://example.com/?a=1&lt=2", "unknown", "In the order of the file: A1.", "\n  x"),
)
TEXT = (
    (st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8).map("".join) | st.text(max_size=20))
    .map(clean)
    .filter(bool)
)
ITEM_IDS = st.from_regex(r"[A-Z]{1,3}-?[0-9]{1,3}", fullmatch=True)
POSTMORTEM_IDS = st.from_regex(r"[A-Z]{2}-[0-9]{4}-[0-9]{3}", fullmatch=True)
MODE_IDS = st.sampled_from(("F1", "F2", "F3"))
PEOPLE = st.sampled_from(
    ("@ana", "@mei-tanaka", "@example-org/qa", "SRE", "C++", "Équipe  deux", "Data_team 2.0")
)
URLS = st.from_regex(r"https?://[a-z.]{1,9}/[a-z0-9/?&=#%~_.@()*-]{0,9}", fullmatch=True)
MOMENTS = st.sampled_from(
    (
        *("2025-12-14T10:00:00+03:00", "2025-12-14T10:02:15Z", "about 2025-12-14T11:00Z"),
        *("2025-12-15", "about 2025-12-16", "unknown", "2025-12-14T10:00:00.123456789Z"),
    )
).map(parse_moment)
NUMBERS = st.floats(min_value=0, max_value=1e12, allow_nan=False)


def _one_of(*values: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(values)


def _listed(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


# What the schema allows where a field of the model is any text.
_NARROWER: Mapping[tuple[type, str], st.SearchStrategy[Any]] = {
    (Postmortem, "id"): POSTMORTEM_IDS,
    (Postmortem, "cause_kind"): _one_of("database", "code"),
    (Postmortem, "scope"): _one_of("service", "team", "org"),
    (Postmortem, "severity"): _one_of("P0", "SEV 1"),
    (Postmortem, "recurrence_of"): st.none() | POSTMORTEM_IDS | URLS,
    (Detection, "method"): _one_of("automated-alert", "unknown"),
    (FailureMode, "id"): MODE_IDS,
    (RevenueImpact, "currency"): _one_of("EUR"),
    (ActionItem, "id"): ITEM_IDS,
    (ActionItem, "category"): _one_of("prevention", "detection"),
    (ActionItem, "impact"): _one_of("high", "medium", "low"),
    (ActionItem, "effort"): _one_of("S", "M", "L"),
    (ActionItem, "horizon"): _one_of("immediate", "short-term", "long-term"),
    (ActionItem, "owner"): st.none() | PEOPLE,
    (ActionItem, "backup"): st.none() | PEOPLE,
    (ActionItem, "coordinator"): st.none() | PEOPLE,
    (ActionItem, "sponsor"): st.none() | PEOPLE,
    (ActionItem, "collaborators"): _listed(PEOPLE),
    (ActionItem, "addresses"): _listed(MODE_IDS),
    (ActionItem, "depends_on"): _listed(
        ITEM_IDS | st.tuples(POSTMORTEM_IDS, ITEM_IDS).map("/".join)
    ),
    (ActionItem, "dora_metric"): _one_of("deployment-frequency", "time-to-restore-service"),
    (ActionItem, "issue"): st.none() | st.integers(1, 10**6) | TEXT | URLS,
    (ActionItem, "previously"): st.none() | st.tuples(POSTMORTEM_IDS, ITEM_IDS).map("/".join),
    (Validation, "items"): _listed(ITEM_IDS),
    (Reference, "type"): st.sampled_from(("incident", "pull-request")),
    (Reference, "url"): URLS,
    (RelatedIncident, "id"): st.none() | POSTMORTEM_IDS,
    (RelatedIncident, "url"): st.none() | URLS,
    (Planning, "prioritization"): _one_of("impact-first", "effort-first", "balanced"),
    (Planning, "capacity"): _one_of("low", "high"),
    (Planning, "ownership_model"): _one_of("direct-owner"),
    (Planning, "tracking_system"): _one_of("jira", "none"),
}
_PLAIN: Mapping[object, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(0, 10**12),
    float: NUMBERS,
    bool: st.booleans(),
    date: st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    Moment: MOMENTS,
    type(None): st.none(),
}


def _strategy(hint: Any) -> st.SearchStrategy[Any]:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return any_of(hint)
    kind, inside = typing.get_origin(hint), typing.get_args(hint)
    if kind is typing.Literal:
        return st.sampled_from(inside)
    if kind is tuple:
        return _listed(_strategy(inside[0]))
    assert kind in (typing.Union, types.UnionType)
    return st.one_of([_strategy(one) for one in inside])


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Give any value of a class of the model, with all of its fields."""
    hints = typing.get_type_hints(kind)
    given = {field.name: (kind, field.name) for field in fields(kind)}
    return st.builds(
        kind,
        **{
            name: _NARROWER[key] if key in _NARROWER else _strategy(hints[name])
            for name, key in given.items()
        },
    )


def _with_unique_items(postmortem: Postmortem) -> bool:
    ids = [item.id for item in postmortem.action_items]
    return len(ids) == len(set(ids))


postmortems = any_of(Postmortem).filter(_with_unique_items)

brief_postmortems = st.builds(
    Postmortem,
    id=POSTMORTEM_IDS,
    title=TEXT,
    status=st.sampled_from(("draft", "reviewed", "published")),
    times=any_of(Times),
    timeline=_listed(any_of(TimelineEntry)),
    action_items=_listed(any_of(ActionItem)),
    no_action_needed=st.none() | TEXT,
).filter(_with_unique_items)
"""Those with times, timeline and action items alone."""
