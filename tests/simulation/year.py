"""The year, day by day: incidents, postmortems, people at work, and what the schedule runs."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from checkouts import git
from standin import FAULTS, Assignable, Issue, StandIn

from pmaction.cli import main
from simulation.acts import Acts
from simulation.calendar import A_DAY, FIRST, LAST, is_working, working_day_from
from simulation.documents import document
from simulation.organization import ITEMS, ZONE, Organization, Row
from simulation.reminded import Expected

MISFORTUNES = (
    "reset before the work", "500 before the work", "answer lost after the work",
    "502 after the work", "answer cut off after the work", "403 from there on",
    "lists that stay behind, and 503 from there on",
)  # fmt: skip
KEY = re.compile(r'<!-- pmaction:marker \{"key":"([^"]+)"')
PARTLY = {0, 1, 4, 5}
"""What a run that something happens to may end with; anything else would be a mistake of ours."""


@dataclass
class Figures:
    """What the year took."""

    runs: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    struck: int = 0
    wrong: list[str] = field(default_factory=list)


class Year:
    """One organization, one repository, one year; `lived` is what it has been through."""

    def __init__(self, github: StandIn, folder: Path, seed: int) -> None:
        self.github, self.folder = github, folder / "site"
        self.organization = Organization(seed)
        self.acts = Acts(self.organization, github)
        self.random = self.organization.random
        self.expected, self.figures = Expected(), Figures()
        self.begun: list[Row] = []
        self.incidents = {one["started"].date(): [] for one in self.organization.incidents}
        for one in self.organization.incidents:
            self.incidents[one["started"].date()].append(one)
        github.repository.unknown_login = Assignable.YES
        github.platform.outsiders.add("passer-by")
        for login in self.organization.people():
            github.person(login)
            github.repository.collaborators[login] = "write"
        token = github.token(contents="write", issues="write", pull_requests="write")
        token.limit = 1_000_000
        self.environment = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": github.repository.full_name,
            "GITHUB_SERVER_URL": "https://github.example.com",
            "GITHUB_TOKEN": token.value,
        }
        self.at(FIRST, 0)
        github.person("lead-build").push({".pmaction.yml": self.organization.config()})
        git(folder, "clone", "--quiet", str(github.repository.git.path), str(self.folder))

    @property
    def items(self) -> list[Row]:
        """All action items of files that were merged."""
        return [item for incident in self.begun for item in incident["items"]]

    def live(self) -> None:
        """Live all days."""
        with chdir(self.folder), patch.dict(os.environ, self.environment):
            day = FIRST
            while day <= LAST:
                self.day(day)
                day += A_DAY
            self.run(LAST, 18, "track", "--commit")

    def day(self, day: date) -> None:
        """Live one day."""
        self.acts.today = day
        acts = self.acts.with_issues.pop(day, [])
        late_at_night = [one for one in acts if self.random.random() < 0.1]
        self.at(day, 0)
        for act, item in late_at_night:
            act(item, day)
        # A schedule is late, and now and then it does not come at all.
        if day.isoweekday() < 6 and self.random.random() > 0.04:
            self.expected.remind(self.items, day)
            self.run(day, 8, "remind")
        if day.isoweekday() == 1:
            self.run(day, 9, "track", "--commit")
        self.at(day, 11)
        for act, item in acts:
            if (act, item) not in late_at_night:
                act(item, day)
        self.chatter()
        for incident in self.incidents.get(day, ()):
            self.happens(incident, day)
        self.at(day, 14)
        for act, item in self.acts.with_files.pop(day, []):
            act(item, day)
        self.merge(day)

    def at(self, day: date, hour: int) -> datetime:
        """Let it be that hour of a day, where the organization is."""
        now = datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZONE)
        self.github.platform.clock.now = now
        return now

    def happens(self, incident: Row, day: date) -> None:
        """Something breaks: an issue tells of it, and somebody will write it up."""
        labels = ["incident", incident["severity"]]
        author = self.github.person(incident["author"][1:])
        incident["issue"] = author.opens(incident["title"], "It is on fire.", labels=labels).number
        over = (incident["resolved"] or incident["started"]).date()
        slowness = 12 if self.random.random() < 0.1 else 1
        begin = self.organization.days_after(over, 1, 2 * slowness)
        self.acts.in_file(begin, self.draft, incident)

    def draft(self, incident: Row, day: date) -> None:
        """Begin its postmortem, which some never end."""
        incident["status"] = "draft"
        earlier = [one["id"] for one in self.begun if one["published"]]
        if earlier and self.random.random() < 0.08:
            incident["recurrence_of"] = self.random.choice(earlier)
        self.begun.append(incident)
        self.acts.to_merge[incident["id"]] = incident
        luck = self.random.random()
        if luck < 0.35:
            self.publish(incident, day)
        elif luck < 0.95:
            later = self.organization.days_after(day, 1, 9)
            act = self.review if self.random.random() < 0.4 else self.publish
            self.acts.in_file(later, act, incident)

    def review(self, incident: Row, day: date) -> None:
        """Agree on what follows from it: from now on its items have issues."""
        incident["status"] = "reviewed"
        self.acts.to_merge[incident["id"]] = incident
        self.set_dates(incident, day)
        self.acts.in_file(self.organization.days_after(day, 1, 7), self.publish, incident)

    def publish(self, incident: Row, day: date) -> None:
        """Publish it, with the time."""
        if incident["status"] == "draft":
            self.set_dates(incident, day)
        hour, minute = self.random.randint(9, 13), self.random.randint(0, 59)
        published = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
        incident.update(status="published", published=published)
        self.acts.to_merge[incident["id"]] = incident

    def set_dates(self, incident: Row, day: date) -> None:
        """Write dates for the items that are not to go by the policy."""
        for item in incident["items"]:
            if item["days"] is not None:
                item["due"] = self.organization.days_after(day, item["days"], item["days"])

    def chatter(self) -> None:
        """Somebody says something, somewhere."""
        still = [one for one in self.items if one["issue"] and one["state"] == "open"]
        for item in self.random.sample(still, min(len(still), self.random.randint(0, 2))):
            self.acts.somebody(item).comment(item["issue"], "I have begun with it.")

    def merge(self, day: date) -> None:
        """Merge what was written that day, and let the workflow carry it out."""
        changed, self.acts.to_merge = self.acts.to_merge, {}
        if not changed:
            return
        self.at(day, 15)
        files = {one["path"]: document(one) for one in changed.values()}
        author = self.github.person(next(iter(changed.values()))["author"][1:])
        author.push(files, f"Change {', '.join(changed)}")
        self.check_out()
        self.run(day, 16, "apply")
        self.note_issues(day)

    def note_issues(self, day: date) -> None:
        """Write down which issues were opened and closed by a merge."""
        found = {key: number for number, key in self.keys().items()}
        for item in self.items:
            status = item["incident"]["status"]
            if item["opened"] is None and status in ("reviewed", "published"):
                item["opened"] = day
                item["issue"] = found[item["key"]]
                self.acts.take_up(item, day)
            if item["state"] == "open" and item["said"] != "open":
                item.update(state=item["said"], ended=day)

    def check_out(self) -> None:
        """Have the newest commit, as each run of a workflow has."""
        git(self.folder, "fetch", "--quiet", "origin", "main")
        git(self.folder, "checkout", "--quiet", "--detach", "FETCH_HEAD")

    def run(self, day: date, hour: int, *command: str) -> None:
        """Run a command, now and then with bad luck, and then once more."""
        self.at(day, hour)
        if self.random.random() < 0.06:
            name = self.random.choice(MISFORTUNES)
            self.github.strike(FAULTS[name], at=self.random.randint(1, 30))
            self.once(day, command, PARTLY)
            self.github.hook()
            self.github.repository.old_list = None
            self.figures.struck += 1
        self.once(day, command, {0})
        if command[0] == "track":
            self.check_out()

    def once(self, day: date, command: tuple[str, ...], allowed: set[int]) -> str:
        """Run a command as it is, and give what it says."""
        now = self.github.platform.clock.now.astimezone(ZONE).isoformat()
        out, before = io.StringIO(), len(self.github.requests)
        with redirect_stdout(out), redirect_stderr(out):
            code = main([*command, "--now", now, *(() if command[0] == "report" else ("--max-wait", "0"))])
        self.figures.runs[command[0]] += 1
        self.figures.requests[command[0]] += len(self.github.requests) - before
        if code not in allowed:
            self.figures.wrong.append(f"{day} {command}: {code}\n{out.getvalue()}")
        return out.getvalue()

    def keys(self) -> dict[int, str]:
        """The keys of the action items that have issues, by number, as the issues say them."""
        bodies = ((one.number, KEY.search(one.body or "")) for one in self.issues())
        return {number: found[1] for number, found in bodies if found and "/" in found[1]}

    def issues(self) -> list[Issue]:
        """All issues, without pull requests."""
        return [one for one in self.github.repository.listed() if one.pull is None]
