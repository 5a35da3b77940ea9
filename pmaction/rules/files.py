"""Rules about the file that holds the postmortem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.spans import implausible_times
from pmaction.slug import slug_for

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(\w[\w.-]*)\.ya?ml", re.ASCII)


def file_name(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """The file is called `<year>/<YYYY-MM-DD>-<slug>.yaml` after the day of the incident.

    Why: people look for an incident by its date, and a folder sorted by name is then a history.

    Fix: move the file. Its postmortem stays the same, because the id counts and not the path.
    A day's difference is allowed, as the same hour has two dates around the world. The path stands
    in every issue: keep secrets out of it where the postmortem is confidential.

    Failing:
        # file: postmortems/2025/2025-12-16-email-outage.yaml
        times:
          started: 2025-12-14T10:00:00+03:00

    Passing:
        # file: postmortems/2025/2025-12-14-email-outage.yaml
        times:
          started: 2025-12-14T10:00:00+03:00
    """
    folder, _, name = surroundings.path.rpartition("/")
    match = _NAME.fullmatch(name)
    named = _date(match[1]) if match else None
    first = postmortem.times.first_known
    incident = first.day if first is not None else None
    if match is None:
        problem = f"`{name}` has not the form <YYYY-MM-DD>-<slug>.yaml"
    elif named is None:
        problem = f"`{match[1]}` in the file's name is on no calendar"
    elif any(implausible_times(postmortem, surroundings)):
        # A year that was mistyped: to rename the file after it would make two mistakes of one.
        return
    elif incident is not None and abs((named - incident).days) > 1:
        problem = f"the file's name says {named}, the incident was on {incident}"
    elif folder.rpartition("/")[2] != f"{named.year:04}":
        problem = f"the file is not in a folder `{named.year:04}`"
        incident = named
    else:
        return
    day = incident or named
    # Every issue and the tracker file name the path, which must not give a secret title away.
    title = "" if postmortem.confidential else postmortem.title
    slug = match[2] if match else slug_for(title, postmortem.id)
    hint = (
        f"Rename it to `{_path(PurePosixPath(folder), day, slug)}`."
        if day
        else "Begin the name with the day of the incident."
    )
    yield Problem((), problem, hint)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _path(above: PurePosixPath, day: date, slug: str) -> PurePosixPath:
    if re.fullmatch(r"\d{4}", above.name, re.ASCII):
        above = above.parent
    return above / f"{day.year:04}" / f"{day}-{slug}.yaml"
