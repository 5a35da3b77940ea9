"""The tracker file for people: one page that GitHub renders, charts included."""

from __future__ import annotations

from collections.abc import Sequence

from pmaction.config import Config
from pmaction.metrics import target_words, words
from pmaction.metrics.results import Target
from pmaction.metrics.values import Metrics
from pmaction.render.inert import code_span
from pmaction.teams import NO_TEAM
from pmaction.tracker.cells import NONE, columns, count, row, table_head, text_cell
from pmaction.tracker.charts import incidents_chart, open_items_chart
from pmaction.tracker.names import DATA_NAME, HEADER
from pmaction.tracker.open_items import BUCKET_NAMES, open_item_lines
from pmaction.tracker.overview import BUCKETS, Overview
from pmaction.tracker.postmortem_table import postmortem_lines
from pmaction.tracker.room import Room

MAX_BYTES = 400_000
"""GitHub shows a file of this size whole; whatever does not fit is left to the data beside it."""

_FOR_OPEN_ITEMS = 200_000
_MOST_LEFT_OUT = 20
_MOST_NAMED = 2
_DAYS = "90 days"
_TEAM_NUMBERS = ("Open", "Overdue", "Due this week", "Done", "Will not be done", "Times moved")
_CONTENTS = (
    "[Postmortems](#postmortems) · [Open action items](#open-action-items) · [Teams](#teams) · "
    "[Targets](#targets)"
)


def tracker_page(told: Overview, config: Config, base: str) -> str:
    """Write the page; `base` stands before paths, so that links lead there from where it will be.

    It has at most `MAX_BYTES` bytes.
    """
    start = [*_opening(told), _CONTENTS, ""]
    end = [
        *open_item_lines(told, config.teams, base, Room(_FOR_OPEN_ITEMS)),
        *_teams(told),
        *_targets(told),
    ]
    room = Room(MAX_BYTES)
    room.take([*start, *end])
    lines = [*start, *postmortem_lines(told.postmortems, base, room), *end]
    return "\n".join(lines).rstrip("\n") + "\n"


def _opening(told: Overview) -> list[str]:
    """Say how things stand, for who reads no further."""
    states = [one.fact.state for one in told.items]
    late = len(told.in_bucket("overdue"))
    open_ones = f"{states.count('open'):,} open"
    if states.count("open"):
        open_ones += f", **{late:,} of them overdue**" if late else ", none of them overdue"
    as_of = ""
    if told.as_of is not None:
        as_of = f"**As of {told.as_of}**: nothing has opened, ended or fallen due since. "
    said = (
        f"{as_of}{count(len(told.postmortems), 'postmortem')}, "
        f"{count(len(states), 'action item')}: {open_ones}; {states.count('done'):,} done; "
        f"{states.count('wont_do'):,} will not be done. {_quiet(told.metrics)}"
        f"For machines: [{DATA_NAME}]({DATA_NAME})."
    )
    lines = [HEADER, "", "# Postmortems and their action items", "", said, ""]
    if told.left_out:
        names = [code_span(path) for path in told.left_out[:_MOST_LEFT_OUT]]
        more = len(told.left_out) - len(names)
        names += [f"and {more:,} more"] if more else []
        lines += ["Left out, because they cannot be used: " + ", ".join(names), ""]
    return [*lines, *_numbers(told), ""]


def _quiet(metrics: Metrics) -> str:
    """Say how many more the postmortems' table counts, so that the numbers can be added up."""
    number = metrics.left_out.quiet
    if not number:
        return ""
    one = number == 1
    return (
        f"{number:,} more action item{'' if one else 's'}, for which no issue"
        f"{' is' if one else 's are'} opened, count{'s' if one else ''} in the table of "
        "postmortems alone. "
    )


def _numbers(told: Overview) -> list[str]:
    buckets = {BUCKET_NAMES[name]: len(told.in_bucket(name)) for name in BUCKETS}
    late = "Late postmortems"
    missed = f"Targets missed, {_window(told)}"
    named = columns(*buckets, late, missed, numbers=(*buckets, late))
    overdue, *others = buckets.values()
    cells = [_bold(overdue), *map(str, others), _bold(told.unpublished)]
    return [*table_head(named), row(*cells, _missed(told.metrics.targets))]


def _missed(targets: Sequence[Target]) -> str:
    """Name the targets that are missed; if they are many, say how many."""
    missed = sum(one.met is False for one in targets)
    if missed > _MOST_NAMED:
        asked = sum(one.limit is not None for one in targets)
        return f"[{missed} of {asked}](#targets)"
    return target_words.missed(targets) or "none"


def _bold(number: int) -> str:
    return f"**{number:,}**" if number else "0"


def _window(told: Overview) -> str:
    """Name the days that are counted: not by today, which is another day at each reading."""
    until = told.metrics.window.until
    return f"{_DAYS} to {until}" if told.as_of is not None else _DAYS


def _teams(told: Overview) -> list[str]:
    """Count by team, never by person."""
    metrics = told.metrics
    named = columns("Team", *_TEAM_NUMBERS, f"Done in time, {_window(told)}", numbers=_TEAM_NUMBERS)
    rows = []
    for team in metrics.teams:
        numbers = team.open, team.overdue, team.due_this_week, team.done, team.wont_do, team.slips
        name = text_cell(team.name or NO_TEAM)
        rows.append(row(name, *map(str, numbers), words.share(team.in_time)))
    table = [*table_head(named), *rows] if rows else ["No action items yet."]
    chart = open_items_chart(metrics)
    return ["## Teams", "", *table, "", *chart, *([""] if chart else [])]


def _targets(told: Overview) -> list[str]:
    """Say which targets are met, and by what DORA would judge; and what could not be counted."""
    metrics = told.metrics
    named = columns("Measured", "Target", _window(told), f"{_DAYS} before that", "Result")
    rows = [
        row(
            target_words.target_name(one),
            target_words.target_limit(one),
            target_words.target_now(one),
            target_words.target_before(one),
            f"**{target_words.verdict(one)}**" if one.met is False else target_words.verdict(one),
        )
        for one in metrics.targets
    ]
    rows += [
        row(words.dora_name(one), "bands of DORA", words.dora(one), NONE, NONE)
        for one in metrics.dora
    ]
    chart = incidents_chart(metrics)
    uncounted = words.left_out(metrics.left_out)
    said = ["Not in all of these numbers: " + " ".join(uncounted), ""] if uncounted else []
    return ["## Targets", "", *table_head(named), *rows, "", *said, *chart]
