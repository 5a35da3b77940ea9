"""A postmortem with a word of its own in every text that the schema has, to look for afterwards."""

from __future__ import annotations

import json
import re
from itertools import count
from pathlib import Path
from typing import Any

import pmaction

WORD = re.compile(r"zebra\d+", re.I)

_SCHEMA = json.loads(
    (Path(pmaction.__file__).parents[1] / "schemas/postmortem.v1.schema.json").read_text()
)
# Fields whose form leaves no room for a word.
_FORMS = {
    "postmortem_id": "PM-2024-007",
    "item_id": "A1",
    "item_key": "PM-2024-007/A1",
    "item_reference": "A2",
    "failure_mode_id": "F1",
    "date": "2025-12-20",
    "time": "2025-12-01T10:00:00Z",
    "currency": "EUR",
}
# Fields whose form leaves room for a word inside.
_AROUND = {
    "url": "https://example.com/{}-leaked",
    "recurrence_of": "https://example.com/incidents/{}-leaked",
    "issue": "https://linear.app/acme/issue/SEC-12/{}-leaked-by-vendor",
}


class Planting:
    """Makes a value of each part of the schema, with a new word in every text."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def word(self) -> str:
        return f"zebra{next(self._numbers)}"

    def value(self, schema: dict[str, Any], name: str = "") -> Any:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return self.value(_SCHEMA["$defs"][name], name)
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema["type"]
        match kind if isinstance(kind, str) else kind[-1]:
            case "object":
                parts = schema["properties"].items()
                return {key: self.value(part, key) for key, part in parts}
            case "array":
                return [self.value(schema["items"], name)]
            case "boolean":
                return True
            case "string":
                return _FORMS.get(name) or _AROUND.get(name, "{}").format(self.word())
            case _:
                return max(1, schema.get("minimum", 1))

    def item(self, item_id: str, **fields: Any) -> dict[str, Any]:
        """An action item that is open and has nothing that keeps it from getting an issue."""
        item: dict[str, Any] = self.value(_SCHEMA["$defs"]["action_item"])
        for name in ("issue", "previously", "recreate", "depends_on"):
            del item[name]
        return item | {"id": item_id, "status": "open"} | fields


def planted_postmortem() -> dict[str, Any]:
    """A confidential postmortem, reviewed, whose items are everything that items can be."""
    planting = Planting()
    data: dict[str, Any] = planting.value(_SCHEMA)
    mode = data["root_cause"]["failure_modes"][0]
    without_date = planting.item("A3", owner="@bob", priority="P1", extensions=[])
    del without_date["due"]  # so that there is something to put right
    named = _AROUND["issue"].format(planting.word())
    return data | {
        "id": "PM-2025-009",
        "status": "reviewed",
        "confidential": True,
        "severity": "Zebra999",
        "recreate": False,
        "root_cause": data["root_cause"] | {"failure_modes": [mode]},
        "action_items": [
            planting.item("A1"),  # owned by a team that no configuration names
            planting.item("A2", owner="@alice", depends_on=["A1"]),
            without_date,
            planting.item("A4", owner="@bob", issue=named),
            planting.item("A5", owner="@bob", status="wont_do"),
            planting.item("A6", owner="@bob", status="done"),
            planting.item("A7", owner="@acme/team", issue="acme/other#12"),
        ],
    }


def words_in(text: str) -> list[str]:
    """The planted words that a text holds, each once."""
    return sorted({found.casefold() for found in WORD.findall(text)})
