"""Rules about sign-off and publication: in time, in order, and by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pmaction.days import day_of
from pmaction.model import Postmortem
from pmaction.moment import Moment, Precision
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.publication_hours import asked_hours
from pmaction.rules.spans import certainly_between
from pmaction.rules.times import is_future


def late_publication(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """The postmortem of a P0, and of a long or repeated P1, is published within 48 hours.

    Why: what people remember fades within days, and until it is read the next incident can have
    the same cause.

    Fix: while it is a draft or reviewed, finish it and publish it. Once it is published nothing
    can be done: keep the true date, and ignore the finding with a comment that says what took so
    long. A P1 is asked that lasted over 30 minutes or is a recurrence. For other severities, or
    with other hours, set the options; `P1: off` asks nothing of any P1. With `from: published`
    what is still worked on is not asked. Incidents before `track_since` never are.

    Failing:
        status: published
        published_at: 2025-12-19

    Passing:
        status: published
        published_at: 2025-12-16
    """
    config = surroundings.config
    due = asked_hours(postmortem, config, surroundings.times)
    times = postmortem.times
    end = times.resolved if times.resolved and times.resolved.day else times.restored
    first = day_of(times.first_known, config.time_zone)
    if config.track_since and first and first < config.track_since:
        return
    published = postmortem.published_at
    is_open = postmortem.status != "published"
    if is_open and published is not None:
        return
    length = certainly_between(end, _moment(surroundings.now) if is_open else published)
    if due is None or length is None or is_future(published, surroundings.now):
        return
    if length > timedelta(hours=due.hours):
        asked = f"{due} is to be published within {due.hours} hours of its end "
        asked += f"({end.text if end else ''})"
        if is_open:
            status = "a draft" if postmortem.status == "draft" else postmortem.status
            yield Problem(
                ("status",),
                f"{asked}, and this is still {status}",
                "Finish and publish it, or say what holds it up: `# pmaction: "
                "ignore[late-publication] reason` on this line.",
            )
        else:
            yield Problem(
                ("published_at",),
                asked,
                "Keep the true date; `# pmaction: ignore[late-publication]` and a reason on this "
                "line explain it.",
            )


def _moment(now: datetime) -> Moment:
    return Moment(now.isoformat(), Precision.EXACT, now, now.date())


def publication_order(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """First the incident, then the sign-off, then the publication.

    Why: a date before the incident is a slip of the month or the year. A sign-off after the
    publication means that it was published without one.

    Fix: correct the date that is wrong; around New Year look at the year first.

    Failing:
        status: published
        published_at: 2025-12-16
        reviewers:
          - {name: "@mei-tanaka", signed_off_on: 2025-12-20}

    Passing:
        status: published
        published_at: 2025-12-16
        reviewers:
          - {name: "@mei-tanaka", signed_off_on: 2025-12-16}
    """
    started, published = postmortem.times.started, postmortem.published_at
    if started is not None and published is not None and started.is_after(published):
        yield Problem(
            ("published_at",),
            f"`published_at` is {published.text}, before the incident ({started.text})",
            "Correct the date.",
        )
    for index, reviewer in enumerate(postmortem.reviewers):
        if (day := reviewer.signed_off_on) is None:
            continue
        signed = Moment(day.isoformat(), Precision.DATE, day=day)
        if started is not None and started.is_after(signed):
            when = f"before the incident ({started.text})"
        elif published is None or is_future(signed, surroundings.now):
            continue
        elif signed.is_after(published):
            when = f"after the publication ({published.text})"
        else:
            continue
        yield Problem(
            ("reviewers", index, "signed_off_on"),
            f"{reviewer.name} signed off on {day}, {when}",
            "Correct the date.",
        )


def own_sign_off(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """Somebody who is not among the authors has signed the postmortem off.

    Why: who wrote it no longer sees what it leaves out. A second pair of eyes asks the question
    that readers would ask.

    Fix: have somebody else read it, and add them to `reviewers` with `signed_off_on`.

    Failing:
        status: published
        authors: ["@mei-tanaka"]
        reviewers:
          - {name: "@mei-tanaka", signed_off_on: 2025-12-16}

    Passing:
        status: published
        authors: ["@ana-petrova"]
        reviewers:
          - {name: "@mei-tanaka", signed_off_on: 2025-12-16}
    """
    authors = {author.casefold() for author in postmortem.authors}
    signed = [
        (index, reviewer.name)
        for index, reviewer in enumerate(postmortem.reviewers)
        if reviewer.signed_off_on is not None
    ]
    if signed and all(name.casefold() in authors for _, name in signed):
        yield Problem(
            ("reviewers", signed[0][0]),
            f"only {signed[0][1]}, an author, has signed this off"
            if len(signed) == 1
            else "only authors have signed this off",
            "Have somebody else read it, and add them here with `signed_off_on`.",
        )
