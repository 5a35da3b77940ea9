"""What people do with action items: most in time, some late, and some never."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from standin import Person, StandIn

from simulation.books import due_of
from simulation.calendar import A_DAY, FIRST, merge_day_from
from simulation.organization import NAMES, Organization, Row

Act = Callable[[Row, date], None]
Todo = tuple[Act, Row]
FATES = {
    "in time": 54, "late": 15, "never": 6, "not to be done": 6, "done in the file": 7,
    "moved": 8, "done twice": 2, "handed over": 2,
}  # fmt: skip
REASONS = ("on leave", "waits for the vendor", "my hands are full")


class Acts:
    """The agenda of the year: what somebody will do to an issue or to a file, by day."""

    def __init__(self, organization: Organization, github: StandIn) -> None:
        self.organization, self.github = organization, github
        self.random = organization.random
        self.today = FIRST
        self.with_issues: dict[date, list[Todo]] = defaultdict(list)
        self.with_files: dict[date, list[Todo]] = defaultdict(list)
        self.to_merge: dict[str, Row] = {}
        self.gone: set[str] = set()

    def at_issue(self, day: date, act: Act, item: Row) -> None:
        """Have something done to an issue on a day, tomorrow at the soonest."""
        self.with_issues[max(day, self.today + A_DAY)].append((act, item))

    def in_file(self, day: date, act: Act, item: Row) -> None:
        """Have something written into a file on a day of merging, tomorrow at the soonest."""
        self.with_files[merge_day_from(max(day, self.today + A_DAY))].append((act, item))

    def somebody(self, item: Row) -> Person:
        """Whoever does it: its owner, or one of the team's."""
        owner, team = item["owner"], item["team"]
        if owner is None or not owner.startswith("@") or owner in self.gone:
            owner = self.organization.teams.get(team, {"lead": "@lead-build"})["lead"]
        return self.github.person(owner[1:])

    def take_up(self, item: Row, today: date) -> None:
        """An item's issue was opened: decide what becomes of it."""
        fate = self.random.choices(list(FATES), list(FATES.values()))[0]
        due = due_of(item) or self.organization.days_after(today, 5, 90)
        soon, late = today + A_DAY, max(due, today) + A_DAY
        between = self.organization.days_after(soon, 0, (due - soon).days)
        match fate:
            case "in time":
                self.at_issue(between, self.close, item)
            case "late":
                self.at_issue(self.organization.days_after(late, 0, 45), self.close, item)
                self.perhaps_snooze(item, late)
            case "never":
                self.perhaps_snooze(item, late)
            case "not to be done":
                self.at_issue(self.organization.days_after(soon, 2, 60), self.drop, item)
            case "done in the file":
                self.in_file(self.organization.days_after(soon, 1, 60), self.note_done, item)
            case "moved":
                self.in_file(self.organization.days_after(late, -4, 5), self.move, item)
            case "done twice":
                self.at_issue(between, self.close, item)
                self.at_issue(self.organization.days_after(between, 2, 20), self.reopen, item)
            case "handed over":
                self.in_file(between, self.hand_over, item)

    def perhaps_snooze(self, item: Row, day: date) -> None:
        if self.random.random() < 0.4:
            self.at_issue(self.organization.days_after(day, 0, 20), self.snooze, item)
        elif self.random.random() < 0.15:
            self.at_issue(self.organization.days_after(day, 0, 20), self.meddle, item)

    def close(self, item: Row, today: date) -> None:
        if item["state"] != "open" or item["said"] != "open":
            return
        if self.random.random() < 0.3:
            self.somebody(item).comment(item["issue"], "It works since this morning.")
        self.somebody(item).close(item["issue"])
        item.update(state="done", ended=today)
        if self.random.random() < 0.25:
            self.in_file(self.organization.days_after(today, 1, 30), self.tidy, item)

    def drop(self, item: Row, today: date) -> None:
        if item["state"] != "open" or item["said"] != "open":
            return
        self.somebody(item).close(item["issue"], "not_planned")
        item.update(state="wont_do", ended=today)
        if self.random.random() < 0.5:
            self.in_file(self.organization.days_after(today, 1, 10), self.tidy, item)

    def reopen(self, item: Row, today: date) -> None:
        if item["state"] != "done" or item["said"] != "open":
            return
        self.somebody(item).reopen(item["issue"])
        item.update(state="open", ended=None)
        if self.random.random() < 0.6:
            self.at_issue(self.organization.days_after(today, 1, 60), self.close, item)

    def snooze(self, item: Row, today: date) -> None:
        if item["state"] != "open" or item["said"] != "open":
            return
        reason = self.random.choice(REASONS)
        self.somebody(item).comment(item["issue"], f"/snooze 2w {reason}")
        item["snoozed"] = today

    def meddle(self, item: Row, _: date) -> None:
        self.github.person("passer-by").comment(item["issue"], "/snooze 4w I like it as it is")

    def tidy(self, item: Row, _: date) -> None:
        """Write into the file what the issue says."""
        if item["state"] != "open" and item["said"] == "open":
            item.update(said=item["state"], done_at=item["ended"])
            self.edited(item)

    def note_done(self, item: Row, today: date) -> None:
        """Write into the file that it is done; the merge closes the issue."""
        if item["state"] == "open" and item["said"] == "open":
            item.update(said="done", done_at=today)
            self.edited(item)

    def move(self, item: Row, today: date) -> None:
        """Move its date, which may not have been the last time."""
        due = due_of(item)
        if due is None or item["state"] != "open" or item["said"] != "open":
            return
        new = self.organization.days_after(max(due, today), 7, 30)
        team = self.organization.teams.get(item["team"])
        approver = team["manager"] if team else "@boss-build"
        item["extensions"].append({"due": new, "approver": approver, "on": today})
        self.edited(item)
        luck = self.random.random()
        if luck < 0.25:
            self.in_file(self.organization.days_after(new, -2, 5), self.move, item)
        elif luck < 0.9:
            self.at_issue(self.organization.days_after(new, -5, 10), self.close, item)

    def hand_over(self, item: Row, today: date) -> None:
        """Give it to somebody of another team."""
        if item["state"] != "open" or item["said"] != "open":
            return
        team = self.random.choice(NAMES)
        owner = self.random.choice(self.organization.teams[team]["members"])
        item.update(owner=owner, team=team)
        self.edited(item)
        if item["issue"] is not None:
            self.at_issue(self.organization.days_after(today, 3, 40), self.close, item)

    def edited(self, item: Row) -> None:
        self.to_merge[item["incident"]["id"]] = item["incident"]
