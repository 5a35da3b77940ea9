"""Who there is, what breaks, and what is to follow from it: drawn from one seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from simulation.calendar import FIRST, FREE, LAST, QUIET, REPEAT

ZONE = ZoneInfo("Europe/Berlin")
INCIDENTS, ITEMS = 150, 900
NAMES = (
    "Payments", "Search", "Orders", "Login", "Mail", "Reports", "Invoices", "Catalog", "Network",
    "Storage", "Build", "Security",
)  # fmt: skip
FIRST_NAMES = ("ana", "bo", "chi", "dag")
SHARED = ("postgres", "kafka", "cdn")
CAUSES = ("database", "deployment", "configuration", "capacity", "dependency", "network", "code")
METHODS = ("automated-alert", "automated-alert", "customer-report", "manual-discovery")
CATEGORIES = ("prevention", "detection", "response", "process", "reliability", "security")
WHAT = (
    "Alert when {} is slow", "Write a runbook for {}", "Limit what one request to {} may cost",
    "Test the restore of {}", "Remove the second cache of {}", "Say who is on call for {}",
    "Keep a week of logs of {}", "Load test {}", "Give {} a limit of its own",
)  # fmt: skip

Row = dict[str, Any]


class Organization:
    """Teams with their people, and the incidents of the year, each a plain dict."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  (the same year each time)
        self.teams: dict[str, Row] = {}
        self.team_of: dict[str | None, str] = {None: "no team"}
        for name in NAMES:
            low = name.lower()
            members = [f"@{first}-{low}" for first in FIRST_NAMES]
            team: Row = {"lead": f"@lead-{low}", "manager": f"@boss-{low}", "members": members}
            self.teams[name] = team
            self.team_of |= dict.fromkeys((name, team["lead"], *members), name)
        self.incidents = self._incidents()

    def people(self) -> list[str]:
        """Everybody's login."""
        return sorted(name[1:] for name in self.team_of if name and name.startswith("@"))

    def config(self) -> str:
        """The configuration that all of them reviewed."""
        lines = [
            "time_zone: Europe/Berlin",
            "allow_creates: 200",
            "tracking: {system: github, seconds_between_writes: 0}",
            "working_days:",
            f"  free: [{', '.join(map(str, FREE))}]",
            "policy:",
            "  due: {P0: 10 business days, P1: 30 days, P2: 9 weeks}",
            "  count_from: resolved",
            "  owner_within: 5 business days",
            "  rules:",
            "    - {name: payments at once, services: [payments], priorities: [P1], due: 1 week}",
            "reminders:",
            f"  repeat: {REPEAT}",
            f"  quiet: [{', '.join(f'{first}/{last}' for first, last in QUIET)}]",
            "  escalate: {lead: 14, manager: 30}",
            "gates:",
            "  incident_label: incident",
            "  postmortem_within: {P0: 2 days, P1: 5 business days}",
            "teams:",
        ]
        for name, team in self.teams.items():
            members = ", ".join(f'"{one}"' for one in team["members"])
            lines += [
                f"  {name}:",
                f'    lead: "{team["lead"]}"',
                f'    manager: "{team["manager"]}"',
                f"    members: [{members}]",
            ]
        return "\n".join(lines) + "\n"

    def days_after(self, day: date, least: int, most: int) -> date:
        """Some day that is between so many days later."""
        return day + timedelta(days=self.random.randint(least, max(least, most)))

    def _incidents(self) -> list[Row]:
        """All incidents of the year, the first one first."""
        minutes = sorted(self.random.sample(range((LAST - FIRST).days * 24 * 60), INCIDENTS))
        begin = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=ZONE)
        counts = [4, 5, 6, 7, 8] * (INCIDENTS // 5)
        self.random.shuffle(counts)
        found: list[Row] = []
        for number, (minute, count) in enumerate(zip(minutes, counts, strict=True), 1):
            found.append(self._incident(number, minutes_after(begin, minute)))
            found[-1]["items"] = [self._item(found[-1], at) for at in range(1, count + 1)]
        return found

    def _incident(self, number: int, started: datetime) -> Row:
        pick, team = self.random, self.random.choice(NAMES)
        detected = minutes_after(started, pick.randint(1, 90))
        acknowledged = minutes_after(detected, pick.randint(1, 20))
        resolved = minutes_after(acknowledged, pick.randint(5, 600))
        severity = pick.choices(("P0", "P1", "P2", "P3"), (15, 35, 35, 15))[0]
        return {
            "id": f"PM-2025-{number:03}",
            "title": f"{team} failed after a {pick.choice(CAUSES)} change",
            "severity": severity,
            "team": team,
            "author": pick.choice(self.teams[team]["members"]),
            "services": [
                team.lower(),
                *pick.sample(["postgres", "kafka", "cdn"], pick.randint(0, 1)),
            ],
            "cause": pick.choice(CAUSES),
            "method": pick.choice(METHODS),
            "started": started,
            "detected": detected if pick.random() > 0.06 else None,
            "acknowledged": acknowledged if pick.random() > 0.3 else None,
            "resolved": resolved if pick.random() > 0.04 else None,
            "status": None,
            "published": None,
            "recurrence_of": None,
            "issue": None,
            "path": f"postmortems/2025/{started.date()}-{team.lower()}-{number:03}.yaml",
        }

    def _item(self, incident: Row, at: int) -> Row:
        pick, team = self.random, incident["team"]
        priority = pick.choices(("P0", "P1", "P2", "P3"), (10, 40, 35, 15))[0]
        owner: str | None = pick.choice(self.teams[team]["members"])
        luck = pick.random()
        if luck < 0.05:
            owner = team
        elif luck < 0.15:
            owner = pick.choice(self.teams[pick.choice(NAMES)]["members"])
        elif luck < 0.19 and priority != "P0":
            owner = None
        return {
            "key": f"{incident['id']}/A{at}",
            "incident": incident,
            "id": f"A{at}",
            "title": pick.choice(WHAT).format(team.lower()),
            "owner": owner,
            "team": self.team_of[owner],
            "priority": priority,
            "category": pick.choice(CATEGORIES),
            "days": pick.randint(10, 70) if pick.random() < 0.35 else None,
            "due": None,
            "extensions": [],
            "said": "open",  # by the file
            "done_at": None,
            "state": "open",
            "opened": None,
            "ended": None,
            "issue": None,
            "snoozed": None,
        }


def minutes_after(moment: datetime, minutes: int) -> datetime:
    """So many minutes later by a clock that nobody puts forward or back."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZONE)
