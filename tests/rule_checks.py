"""Check rules on pieces of a postmortem, in the place of properties of a complete one.

The complete postmortem has no finding at any stage; a rule that asks for more gives it more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pmaction.config import Config
from pmaction.document import Document
from pmaction.findings import Finding
from pmaction.identity import is_item, postmortem_of
from pmaction.model import ActionItem, Postmortem
from pmaction.reading import read_config, read_postmortem
from pmaction.rules.base import BasePostmortem, Surroundings
from pmaction.rules.check import check_rules
from pmaction.rules.manual import Example

NOW = datetime(2026, 1, 10, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
PATH = "postmortems/2025/2025-12-14-email-outage.yaml"

# A complete postmortem, property by property: an example stands in for those that it names.
BASE = {
    "id": "id: PM-2025-001\n",
    "title": "title: Email service down\n",
    "status": "status: draft\n",
    "published_at": "published_at: 2025-12-16\n",
    "severity": "severity: P0\n",
    "services": "services: [email-service]\n",
    "reviewers": 'reviewers: [{name: "@mei-tanaka", signed_off_on: 2025-12-16}]\n',
    "summary": (
        "summary: {incident: No email., impact: 500 users., root_cause: A pool., "
        "resolution: A larger pool., prevention: An alert.}\n"
    ),
    "times": (
        'times: {started: "2025-12-14T10:00:00+03:00", detected: "2025-12-14T10:02:15+03:00", '
        'resolved: "2025-12-14T10:12:00+03:00"}\n'
    ),
    "root_cause": (
        "root_cause:\n"
        "  description: The pool was smaller than the peak needed.\n"
        "  contributing_factors: [Twice the usual traffic.]\n"
        "  five_whys:\n"
        "    - {question: Why did it fail?, answer: The connections were used up.}\n"
        "    - {question: Why were they?, answer: The pool allowed ten.}\n"
        "    - {question: Why ten?, answer: The default was never looked at again.}\n"
    ),
    "action_items": (
        'action_items:\n  - {id: A1, title: Raise the pool, priority: P0, owner: "@ana-petrova"}\n'
    ),
}


def document_text(fragment: str) -> str:
    """Write the complete postmortem with a fragment's properties in place of its own."""
    named = set(re.findall(r"^(\w+):", fragment, re.MULTILINE))
    return "".join(text for name, text in BASE.items() if name not in named) + fragment


def read(fragment: str, path: str = PATH, head: str = "") -> tuple[Document, Postmortem]:
    file = read_postmortem(path, (head + document_text(fragment)).encode())
    assert file.findings == (), "the fragment is not valid by the schema"
    assert file.document is not None
    assert file.postmortem is not None
    return file.document, file.postmortem


def config_from(text: str) -> Config:
    config = read_config(".pmaction.yml", text.encode())
    assert isinstance(config, Config), config
    return config


def check(
    fragment: str,
    *,
    config: str = "",
    path: str = PATH,
    others: Mapping[str, str] | None = None,
    now: datetime = NOW,
    head: str = "",
    **more: Any,
) -> list[Finding]:
    """Check a fragment; `others` are postmortem ids or item keys elsewhere, with their paths.

    `head` comes before everything else; `more` are further properties of the Surroundings.
    """
    document, postmortem = read(fragment, path, head)
    paths: dict[str, tuple[str, ...]] = {postmortem.id: (path,)}
    keys = {key for key, _ in postmortem.keyed_items()}
    for name, other in (others or {}).items():
        paths[postmortem_of(name)] = (other, *paths.get(postmortem_of(name), ()))
        keys |= {name} if is_item(name) else set()
    around = Surroundings(path, config_from(config), now, paths, frozenset(keys), **more)
    return check_rules(postmortem, document, around)


def check_example(example: Example, config: str = "") -> list[Finding]:
    known = {item_id: _at_base(item_id, said) for item_id, said in example.base}
    titles = {item_id: item.title for item_id, item in known.items()}
    before = BasePostmortem(PATH, "reviewed", titles, known)
    set_here = {line.partition(":")[0] for line in config.splitlines()}
    lines = [
        line
        for line in example.config.splitlines(keepends=True)
        if line.partition(":")[0] not in set_here
    ]
    return check(
        example.text,
        config="".join(lines) + config,
        path=example.file or PATH,
        others=dict(example.others),
        repeats=dict(example.repeats),
        at_base={"PM-2025-001": before} if example.base else None,
    )


def _at_base(item_id: str, said: str) -> ActionItem:
    title, _, due = said.partition(", due ")
    return ActionItem(item_id, title, due=date.fromisoformat(due) if due else None)


def rules_in(findings: list[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def items(*entries: str) -> str:
    """Write action items; of several one says its category, so that no rule asks for that."""
    if len(entries) > 1 and not any("category:" in entry for entry in entries):
        entries = (*entries[:-1], f"{entries[-1]}, category: process")
    return "action_items:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)
