"""The managed block of an issue: what its reader needs in order to do the item."""

from __future__ import annotations

import re

from pmaction.due import Due
from pmaction.identity import absolute_key, item_key
from pmaction.model import ActionItem, Postmortem
from pmaction.owners import Ownership
from pmaction.render.contained import below_or_behind, contained, contained_line, fitting
from pmaction.render.inert import code_span

_DUE = re.compile(r"^- \*\*Due:\*\* ([0-9]{4}-[0-9]{2}-[0-9]{2}|no date)", re.MULTILINE)


def item_body(
    postmortem: Postmortem, item: ActionItem, owner: Ownership, due: Due | None, path: str
) -> str:
    """Write what an action item's issue says; people in it are named without being pinged."""
    facts = [
        ("Owner", _owner(owner)),
        ("Backup", _person(item.backup)),
        ("Coordinator", _person(item.coordinator)),
        ("Collaborators", ", ".join(code_span(name) for name in item.collaborators)),
        ("Sponsor", _person(item.sponsor)),
        ("Due", f"{due.on} ({contained_line(due.why)})" if due else "no date"),
        ("Priority", _priority(item)),
        ("Category", item.category or ""),
        ("Horizon", item.horizon or ""),
        ("DORA metric", item.dora_metric or ""),
        ("Addresses", _failure_modes(postmortem, item)),
        ("Depends on", ", ".join(absolute_key(postmortem.id, key) for key in item.depends_on)),
    ]
    sections = [
        f"Action item **{item_key(postmortem.id, item.id)}** of the postmortem "
        f"“{contained_line(postmortem.title)}” ({code_span(path)}).",
        "\n".join(f"- **{name}:** {value}" for name, value in facts if value),
    ]
    texts = [
        ("Done when", item.done_when),
        ("What to do", item.description),
        ("Why", item.rationale),
        ("How to verify", item.verification),
    ]
    sections += [f"**{name}**\n\n{contained(text)}" for name, text in texts if text]
    if owner.called:
        # The one place where a body pings: whoever cannot be assigned would hear of nothing.
        sections.append(f"{' '.join(owner.called)}: this is yours, as far as the file says.")
    return fitting("\n\n".join(sections))


def due_in(block: str) -> str:
    """Give the due date that an action item's managed block names, or what it says for none."""
    found = _DUE.search(block)
    return found[1] if found is not None else ""


def parent_body(postmortem: Postmortem, path: str) -> str:
    """Write what a postmortem's parent issue says: the incident in short, and its items."""
    summary = postmortem.summary
    head = f"Postmortem **{postmortem.id}**"
    facts = [postmortem.severity or "", ", ".join(postmortem.services)]
    known = " · ".join(contained_line(fact) for fact in facts if fact)
    sections = [f"{head}{f' ({known})' if known else ''}, {code_span(path)}."]
    texts = [
        ("Incident", summary.incident),
        ("Impact", summary.impact),
        ("Root cause", summary.root_cause),
        ("Prevention", summary.prevention),
    ]
    sections += [below_or_behind(f"**{name}:**", text) for name, text in texts if text]
    sections.append(
        "**Action items**\n\n"
        + "\n".join(
            f"- {item.id}: {contained_line(item.title)}" for item in postmortem.action_items
        )
    )
    return fitting("\n\n".join(sections))


def _owner(owner: Ownership) -> str:
    return code_span(owner.said) + (f", but {owner.problem}" if owner.problem else "")


def _person(name: str | None) -> str:
    return code_span(name) if name else ""


def _priority(item: ActionItem) -> str:
    parts = [
        item.priority or "not set",
        f"impact {item.impact}" if item.impact else "",
        f"effort {item.effort}" if item.effort else "",
    ]
    return " · ".join(part for part in parts if part)


def _failure_modes(postmortem: Postmortem, item: ActionItem) -> str:
    known = {mode.id: mode.description for mode in postmortem.root_cause.failure_modes}
    return "; ".join(
        f"{mode} ({contained_line(known[mode])})" if mode in known else mode
        for mode in item.addresses
    )
