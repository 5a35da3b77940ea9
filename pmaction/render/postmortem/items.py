"""Action items as a document shows them: what was agreed, by whom and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pmaction.due import due_date
from pmaction.model import ActionItem, Postmortem
from pmaction.policy import Terms
from pmaction.render.postmortem.escaping import address, line, name
from pmaction.render.postmortem.parts import (
    NO_DATE,
    NOBODY,
    Fact,
    facts,
    joined,
    table,
    words,
)

EFFORTS = {"S": "less than a day", "M": "one to five days", "L": "more than five days"}
NO_PRIORITY = "not set"
GROUPS = (
    ("High priority (P0 and P1)", ("P0", "P1")),
    ("Medium priority (P2)", ("P2",)),
    ("Low priority (P3)", ("P3",)),
    ("Priority not set", (None,)),
)
HORIZONS = (
    ("immediate", "Immediate, within a week"),
    ("short-term", "Short-term, within a month"),
    ("long-term", "Long-term, within a quarter"),
    (None, "No horizon set"),
)
STATES = {"open": "open", "done": "done", "wont_do": "will not be done"}
NOTHING = "_nothing yet_"
IN_FILE_ORDER = "In the order of the file"


@dataclass(frozen=True, slots=True)
class Shown:
    """An action item in its postmortem, under the configured due-date policy."""

    postmortem: Postmortem
    item: ActionItem
    terms: Terms

    @property
    def due(self) -> str:
        """The due date in force, or that there is none."""
        due = due_date(self.postmortem, self.item, self.terms)
        return NO_DATE if due is None else str(due.on)

    @property
    def owner(self) -> str:
        """The owner, or that there is none."""
        return name(self.item.owner) if self.item.owner else NOBODY

    @property
    def issue(self) -> str:
        """The issue that already tracked it, where the file names one."""
        issue = self.item.issue
        if isinstance(issue, int):
            return f"#{issue}"
        if issue is None:
            return ""
        is_link = issue.startswith(("http://", "https://")) and address(issue) == f"<{issue}>"
        return address(issue) if is_link else line(issue)

    def facts(self) -> Iterator[Fact]:
        """Give all that the file says of the item, beside id, title and whether it is done."""
        item = self.item
        yield Fact("Priority", item.priority)
        yield Fact("Category", item.category)
        yield Fact("Impact", item.impact)
        yield Fact("Effort", f"{item.effort} ({EFFORTS[item.effort]})" if item.effort else None)
        yield Fact("Horizon", item.horizon)
        yield Fact("Owner", self.owner)
        yield Fact("Backup", _named(item.backup))
        yield Fact("Coordinator", _named(item.coordinator))
        yield Fact("Collaborators", names(item.collaborators))
        yield Fact("Sponsor", _named(item.sponsor))
        yield Fact("Due", self._due())
        for extension in item.extensions:
            approved = Fact("Approved by", name(extension.approver))
            below = (approved, Fact("Reason for this", long=extension.reason))
            yield Fact("Extended to", str(extension.due), below=below)
        yield Fact("Done when", long=item.done_when)
        yield Fact("What to do", long=item.description)
        yield Fact("Rationale", long=item.rationale)
        yield Fact("Verification", long=item.verification)
        yield Fact("Addresses", ", ".join(item.addresses))
        yield Fact("Depends on", ", ".join(item.depends_on))
        yield Fact("DORA metric", words(item.dora_metric))
        yield from self._outcome()

    def _outcome(self) -> Iterator[Fact]:
        item = self.item
        yield Fact("Status", STATES["wont_do"] if item.status == "wont_do" else None)
        yield Fact("Done at", item.done_at.text if item.done_at else None)
        yield Fact("Evidence", long=item.evidence)
        yield Fact("Reason", long=item.reason)
        yield Fact("Issue", self.issue)
        yield Fact("Formerly", item.previously)
        yield Fact("New issue wanted", "yes" if item.recreate else None)

    def _due(self) -> str:
        if self.item.due is not None:
            return str(self.item.due)
        if self.item.extensions:
            return NO_DATE
        due = due_date(self.postmortem, self.item, self.terms)
        return NO_DATE if due is None else f"{due.on} (_{line(due.why)}_)"


def shown(postmortem: Postmortem, terms: Terms) -> list[Shown]:
    """Give all action items in the order of the file."""
    return [Shown(postmortem, item, terms) for item in postmortem.action_items]


def check_list(items: Sequence[Shown]) -> list[str]:
    """Write all items by priority, each as a box to tick with its facts below.

    Where that is not the order of the file, a line says which one it is.
    """
    groups = [
        (heading, [one for one in items if one.item.priority in priorities])
        for heading, priorities in GROUPS
    ]
    here = [one.item.id for _, group in groups for one in group]
    ids = [one.item.id for one in items]
    order = [] if here == ids else [f"{IN_FILE_ORDER}: {', '.join(ids)}."]
    return joined(
        order, *(part for heading, group in groups if group for part in _group(heading, group))
    )


def _group(heading: str, group: Iterable[Shown]) -> Iterator[list[str]]:
    yield [f"### {heading}"]
    for one in group:
        box = "x" if one.item.status == "done" else " "
        lead = f"- [{box}] **{one.item.id}:** {line(one.item.title)}"
        yield [lead, *facts(one.facts(), "  ")]


def failure_mode_table(postmortem: Postmortem) -> list[str]:
    """Write each failure mode with the items that address it; a gap is shown as one."""
    rows = []
    for mode in postmortem.root_cause.failure_modes:
        ids = [item.id for item in postmortem.action_items if mode.id in item.addresses]
        by = ", ".join(ids) or ("" if mode.waived else NOTHING)
        rows.append([mode.id, line(mode.description), by, line(mode.waived or "")])
    return table(["ID", "Failure mode", "Addressed by", "Waived because"], rows)


def horizon_table(items: Sequence[ActionItem]) -> list[str]:
    """Write which items are to be done by when, by their ids; they themselves stand elsewhere."""
    rows = []
    for horizon, heading in HORIZONS:
        group = [item for item in items if item.horizon == horizon]
        by_status = [
            ", ".join(item.id for item in group if item.status == status)
            for status in ("done", "open", "wont_do")
        ]
        if group:
            rows.append([heading, *by_status])
    return table(["Horizon", "Done", "Open", "Will not be done"], rows)


def names(given: Iterable[str]) -> str:
    """Write names one after the other."""
    return ", ".join(map(name, given))


def _named(person: str | None) -> str | None:
    return name(person) if person else None
