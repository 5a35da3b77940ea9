"""The year, day by day: incidents, postmortems, people at work, and what the schedule runs."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from standin import Assignable, Issue, StandIn

from simulation.acts import Acts, Todo
from simulation.calendar import A_DAY, FIRST, LAST
from simulation.documents import document
from simulation.organization import NAMES, ZONE, Organization, Row
from simulation.reminded import Expected
from simulation.runs import Runs

KEY = re.compile(r'<!-- pmaction:marker \{"key":"([^"]+)"')


class Year:
    """One organization and one repository; `begun` are the incidents whose files were merged."""

    def __init__(self, github: StandIn, folder: Path, seed: int) -> None:
        self.github = github
        self.organization = Organization(seed)
        self.acts = Acts(self.organization, github)
        self.random = self.organization.random
        self.expected = Expected()
        self.begun: list[Row] = []
        self.pushed: set[str] = set()
        github.platform.clock.now = datetime(FIRST.year, 1, 1, tzinfo=ZONE)
        github.repository.unknown_login = Assignable.YES
        github.platform.outsiders.add("passer-by")
        for login in self.organization.people():
            github.person(login)
            github.repository.collaborators[login] = "write"
        github.person("lead-build").push({".pmaction.yml": self.organization.config()})
        self.runs = Runs(github, folder, self.random)

    @property
    def items(self) -> list[Row]:
        """All action items of files that were merged."""
        return [item for incident in self.begun for item in incident["items"]]

    def live(self) -> None:
        """Live all days."""
        day = FIRST
        while day <= LAST:
            self.day(day)
            day += A_DAY
        self.runs.run(LAST, 17, "apply")
        self.runs.run(LAST, 18, "track", "--commit")

    def day(self, day: date) -> None:
        """Live one day."""
        self.acts.today = day
        at_night, by_day = self.shifts(self.acts.with_issues.pop(day, []))
        self.runs.at(day, 0)
        for act, item in at_night:
            act(item, day)
        # A schedule is late, and now and then it does not come at all.
        if day.isoweekday() < 6 and self.random.random() > 0.04:
            self.expected.remind(self.items, day)
            self.runs.run(day, 8, "remind")
        if day.isoweekday() == 1:
            self.runs.run(day, 9, "track", "--commit")
        self.runs.at(day, 11)
        for act, item in by_day:
            act(item, day)
        self.chatter()
        self.leave(day)
        for incident in self.organization.incidents:
            if incident["started"].date() == day:
                self.happens(incident)
        self.runs.at(day, 14)
        for act, item in self.acts.with_files.pop(day, []):
            act(item, day)
        self.merge(day)

    def shifts(self, todo: list[Todo]) -> tuple[list[Todo], list[Todo]]:
        """What is done after midnight, and what by day."""
        at_night: list[Todo] = []
        by_day: list[Todo] = []
        for one in todo:
            (at_night if self.random.random() < 0.1 else by_day).append(one)
        return at_night, by_day

    def happens(self, incident: Row) -> None:
        """Something breaks: an issue tells of it if it is bad, and somebody will write it up."""
        if incident["severity"] in ("P0", "P1"):
            labels = ["incident", incident["severity"]]
            author = self.github.person(incident["author"][1:])
            issue = author.opens(incident["title"], "It is on fire.", labels=labels)
            incident["issue"] = issue.number
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

    def leave(self, day: date) -> None:
        """Now and then somebody leaves for good: GitHub assigns them no more."""
        if self.random.random() > 0.015:
            return
        team = self.organization.teams[self.random.choice(NAMES)]
        login = self.random.choice(team["members"])
        self.acts.gone.add(login)
        self.github.repository.assignable[login[1:]] = Assignable.REFUSED
        for item in self.items:
            if item["owner"] == login and self.random.random() < 0.5:
                soon = self.organization.days_after(day, 3, 20)
                self.acts.in_file(soon, self.acts.hand_over, item)

    def tidy_folders(self) -> dict[str, str | None]:
        """Now and then a file gets a better name; what was there is there no more."""
        if self.random.random() > 0.05 or not self.begun:
            return {}
        incident = self.random.choice(self.begun)
        former = incident["path"]
        incident["path"] = former.replace(".yaml", "-again.yaml")
        self.acts.to_merge[incident["id"]] = incident
        return {former: None} if incident["id"] in self.pushed else {}

    def merge(self, day: date) -> None:
        """Merge what was written that day, and let the workflow carry it out."""
        gone = self.tidy_folders() if self.acts.to_merge else {}
        changed, self.acts.to_merge = self.acts.to_merge, {}
        if not changed:
            return
        self.runs.at(day, 15)
        files = gone | {one["path"]: document(one) for one in changed.values()}
        self.pushed |= changed.keys()
        author = self.github.person(next(iter(changed.values()))["author"][1:])
        author.push(files, f"Change {', '.join(changed)}")
        self.runs.check_out()
        self.runs.run(day, 16, "apply")
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

    def keys(self) -> dict[int, str]:
        """The keys of the action items that have issues, by number, as the issues say them."""
        bodies = ((one.number, KEY.search(one.body or "")) for one in self.issues())
        return {number: found[1] for number, found in bodies if found and "/" in found[1]}

    def issues(self) -> list[Issue]:
        """All issues, without pull requests."""
        return [one for one in self.github.repository.listed() if one.pull is None]
