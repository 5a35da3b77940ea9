"""Postmortems as people write them."""

from __future__ import annotations

import json
from datetime import datetime

from simulation.organization import Row


def document(incident: Row) -> str:
    """The file of an incident as it is to be now."""
    text = json.dumps  # what is a text in JSON is the same one in YAML
    lines = [
        f"id: {incident['id']}",
        f'incident_id: "#{incident["issue"]}"' if incident["issue"] else "",
        f"title: {text(incident['title'])}",
        f"status: {incident['status']}",
        f"published_at: {_time(incident['published'])}" if incident["published"] else "",
        f"severity: {incident['severity']}",
        f"cause_kind: {incident['cause']}",
        f"services: {text(incident['services'])}",
        f"authors: [{text(incident['author'])}]",
        f"recurrence_of: {incident['recurrence_of']}" if incident["recurrence_of"] else "",
        "summary:",
        f"  incident: Nobody could use {incident['services'][0]}.",
        "times:",
        *(
            f"  {name}: {_time(incident[name])}"
            for name in ("started", "detected", "acknowledged", "resolved")
            if incident[name] is not None
        ),
        "detection:",
        f"  method: {incident['method']}",
        "action_items:",
    ]
    for item in incident["items"]:
        lines += _item(item)
    return "\n".join(line for line in lines if line) + "\n"


def _item(item: Row) -> list[str]:
    text = json.dumps
    lines = [
        f"  - id: {item['id']}",
        f"    title: {text(item['title'])}",
        f"    category: {item['category']}",
        f"    priority: {item['priority']}",
        f"    owner: {text(item['owner'])}" if item["owner"] else "",
        f"    due: {item['due']}" if item["due"] else "",
    ]
    if item["said"] != "open":
        lines.append(f"    status: {item['said']}")
    if item["said"] == "done":
        lines += [f"    done_at: {item['done_at']}", "    evidence: It was seen to work."]
    if item["said"] == "wont_do":
        lines.append("    reason: It would cost more than it saves.")
    if item["extensions"]:
        lines.append("    extensions:")
    for one in item["extensions"]:
        lines += [
            f"      - due: {one['due']}",
            "        reason: It takes longer than was thought.",
            f"        approver: {text(one['approver'])}",
            f"        approved_on: {one['on']}",
        ]
    return lines


def _time(moment: datetime) -> str:
    return moment.isoformat()
