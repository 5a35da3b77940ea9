"""Postmortems for the benchmark: as many as wanted, of real shape, the same ones each time.

Dates are in quotes, since ajv-cli's reader would make values of them that are no texts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

_FIRST = datetime(2021, 1, 4, 9, 30, tzinfo=UTC)
_SERVICES = ("email", "payments", "search", "orders", "login", "reports", "invoices", "catalog")
_WHAT = ("connection pool", "request queue", "page cache", "disk", "worker pool", "rate limit")
PEOPLE = ("ana-petrova", "jonas-weber", "mei-tanaka", "sam-okafor", "lena-berg", "raj-iyer")
_ITEMS = (
    ("Create an alert for {what} usage above {n} %", "detection", "S"),
    ("Raise the limit of the {what} to {n}", "prevention", "S"),
    ("Write a runbook for a full {what}", "response", "M"),
    ("Load test {service} at {n} times its usual traffic", "reliability", "L"),
    ("Measure how long a request waits for the {what}", "detection", "M"),
    ("Give {service} a limit of its own on the {what}", "prevention", "M"),
)

_TEMPLATE = """\
# yaml-language-server: $schema=../schemas/postmortem.v1.schema.json
id: {id}
title: "{service}: {what} exhausted for {minutes} minutes"
status: published
published_at: "{published}"
severity: {severity}
cause_kind: capacity
services: [{service}-service, postgres]
authors: ["@{author}"]
reviewers:
  - name: "@{reviewer}"
    role: Tech lead
    signed_off_on: "{signed}"

summary:
  incident: >-
    Requests to {service} failed for {minutes} minutes, because its {what} was full and
    each new request waited until it was given up.
  impact: About {users} users saw an error page; {failed} requests failed.
  root_cause: The {what} still had the size from its first set-up, and nothing watched it.
  resolution: The limit was raised to {high}.
  prevention: An alert above {low} %, and a test of the load.

times:
  started: "{t0}"
  detected: "{t1}"
  resolved: "{t4}"

detection:
  method: automated-alert
  alert:
    name: {alert}
    volume: One page, and no others in that hour.
    quality: It names the service, but not the cause, and links no runbook.
{purpose}
timeline:
  - at: "{t0}"
    event: "Traffic doubled within a minute: the monthly run had started."
  - at: "{t1}"
    event: {alert} fired.
    actor: Prometheus
  - at: "{t2}"
    event: The on-call engineer found the {what} full.
    actor: "@{author}"
  - at: "{t3}"
    event: The limit was raised from {low} to {high}.
    actor: "@{author}"
    action_taken: Raised the limit and restarted one instance after the other.
  - at: "{t4}"
    event: No errors any more.

root_cause:
  description: |
    The {what} was as large as on the first day, for a tenth of today's traffic.
    Nothing measured how full it was, so nobody could see the limit come nearer.
  failure_modes:
    - {{id: F1, description: "The {what} runs full at the daily peak."}}
  contributing_factors:
    - Twice the usual traffic.

impact:
  users: {{count: {users}, share_percent: {share}}}
  requests: {{failed: {failed}}}

action_items:
"""
_ITEM = """\
  - id: A{number}
    title: {title}
    category: {category}
    priority: {priority}
    effort: {effort}
    owner: "@{owner}"
    due: "{due}"
    done_when: {done_when}
"""


def postmortem(number: int, *, to_warn_of: bool = False) -> str:
    """Write the postmortem of that number: about 3 kB, 5 timeline entries, 6 action items.

    It has nothing that a rule would ask for, unless there shall be something to warn of.
    """
    random = Random(number)  # noqa: S311  (the same files each time)
    start = _FIRST + timedelta(minutes=random.randrange(4 * 365 * 24 * 60))
    times = [start + timedelta(minutes=m) for m in (0, 2, 6, 11, random.randrange(15, 60))]
    service, what = random.choice(_SERVICES), random.choice(_WHAT)
    author = random.choice(PEOPLE)
    text = _TEMPLATE.format(
        id=_id(number),
        service=service,
        what=what,
        minutes=(times[4] - times[0]).seconds // 60,
        severity=random.choice(("P0", "P1", "P2")),
        author=author,
        reviewer=random.choice([person for person in PEOPLE if person != author]),
        published=(start + timedelta(hours=30)).isoformat().replace("+00:00", "Z"),
        signed=(start + timedelta(hours=28)).date(),
        users=random.randrange(100, 9000),
        failed=random.randrange(1000, 99000),
        share=round(random.uniform(1, 60), 1),
        purpose="" if to_warn_of else "    purpose: It calls for action at once.\n",
        alert=f"{service.capitalize()}Errors",
        low=random.randrange(5, 20),
        high=random.randrange(50, 200),
        **{f"t{n}": time.isoformat().replace("+00:00", "Z") for n, time in enumerate(times)},
    )
    for at, (title, category, effort) in enumerate(_ITEMS, 1):
        text += _ITEM.format(
            number=at,
            title=title.format(what=what, service=service, n=random.randrange(2, 95)),
            category=category,
            priority=f"P{min(at // 2, 3)}",
            effort=effort,
            owner=random.choice(PEOPLE),
            due=(start + timedelta(days=7 * at)).date(),
            done_when=f"It is in place for {service}, and was seen to work in staging.",
        )
        if at == 2:
            text += "    addresses: [F1]\n"
        if at == 4:
            text += "    depends_on: [A2]\n"
    return text


def write_postmortems(folder: Path, count: int, *, to_warn_of: bool = False) -> int:
    """Write so many postmortems below `postmortems/` of a folder; give their size in bytes."""
    size = 0
    for number in range(1, count + 1):
        text = postmortem(number, to_warn_of=to_warn_of)
        # File name and folder follow the convention, so that no rule has anything to say.
        day = text.partition('started: "')[2][:10]
        path = folder / "postmortems" / day[:4] / f"{day}-{_id(number).lower()}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(text.encode())
    return size


def _id(number: int) -> str:
    return f"PM-{2021 + number // 1000}-{number % 1000:03}"


_SMALL = """\
id: {id}
title: "{service} was down"
status: reviewed
severity: P1
services: [{service}-service]
summary:
  incident: Nobody could use {service} for {minutes} minutes.
times:
  started: "{day}T10:00:00Z"
action_items:
"""


def write_small_postmortem(
    folder: Path, number: int, *, items: int, in_a_row: bool = False
) -> None:
    """Write one postmortem with a few lines and so many action items, each of another owner.

    With `in_a_row`, each waits for the one before, and its owner is nobody from another file.
    """
    day = (_FIRST + timedelta(days=number)).date()
    text = _SMALL.format(
        id=_id(number), service=_SERVICES[number % len(_SERVICES)], minutes=number % 50 + 5, day=day
    )
    for at in range(1, items + 1):
        title, category, effort = _ITEMS[at - 1]
        text += _ITEM.format(
            number=at,
            title=title.format(what=_WHAT[at - 1], service="it", n=number % 90 + 2),
            category=category,
            priority=f"P{min(at // 2, 3)}",
            effort=effort,
            owner=f"{PEOPLE[at - 1]}-{number}" if in_a_row else PEOPLE[at - 1],
            due="2026-06-30",
            done_when="It is in place and was seen to work.",
        )
        if in_a_row and at > 1:
            text += f"    depends_on: [A{at - 1}]\n"
        elif at == 4:
            text += "    depends_on: [A2]\n"
    path = folder / "postmortems" / str(day.year) / f"{day}-{_id(number).lower()}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_small_postmortems(folder: Path, count: int) -> None:
    """Write so many of them, with five action items each."""
    for number in range(1, count + 1):
        write_small_postmortem(folder, number, items=5)
