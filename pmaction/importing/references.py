"""Entries that are a link each, with what they lead to."""

from __future__ import annotations

import re
from typing import Any

from pmaction.importing.inline import links_in, plain
from pmaction.importing.ledger import Ledger
from pmaction.importing.limits import MOST_ENTRIES
from pmaction.importing.meanings import is_exact_name
from pmaction.importing.sections import Section

_KINDS = (
    ("pull-request", r"/(?:pull|pulls|merge_requests|pull-requests)/\d"),
    ("issue", r"/issues/\d|/browse/[A-Z]|/issue/"),
    ("commit", r"/commit/"),
    ("incident", r"pagerduty\.|/incidents?/|incident\.io|opsgenie"),
    ("dashboard", r"grafana|datadog|kibana|dashboard|newrelic|/d/"),
    ("discussion", r"slack\.com|discord|gitter|zulip|/discussions/|teams\.microsoft"),
    ("status-page", r"status\.|statuspage"),
    ("alert", r"alert"),
    ("runbook", r"runbook"),
    ("document", r"docs\.google|notion\.|confluence|wiki|hackmd|readthedocs"),
    ("source", r"/blob/|/tree/"),
)


def read_references(section: Section, ledger: Ledger, data: dict[str, Any]) -> None:
    """Read entries that are one link each, with its title."""
    found = data.setdefault("references", [])
    for one in section.inherited():
        for block in one.blocks:
            for entry in block.entries:
                head, below = ledger.entry(entry)
                if not below:
                    _reference(found, head, entry.start, entry.end, ledger)
            if block.kind == "paragraph":
                for index, line in enumerate(ledger.linked(block.text).split("\n")):
                    _reference(found, line, block.start + index, block.start + index + 1, ledger)
    if not found:
        del data["references"]
    elif is_exact_name(section.heading):
        ledger.place(section.start, section.end)


def _reference(
    found: list[dict[str, str]], text: str, start: int, end: int, ledger: Ledger
) -> None:
    links = links_in(text)
    if len(links) != 1 or len(found) >= MOST_ENTRIES or ledger.is_placed(start, end):
        return
    url = links[0][1]
    title = plain(text).replace(url, "").strip(" :–—-<>")
    if len(url) > 2000 or len(title) > 200 or re.search(r"\s", url):
        return
    reference = {"type": kind_of_link(url, title), "url": url}
    if title:
        reference["title"] = title
    found.append(reference)
    ledger.place(start, end)


def kind_of_link(url: str, title: str) -> str:
    """Say what a link leads to, as far as its address or its title tells."""
    return next(
        (kind for kind, pattern in _KINDS if re.search(pattern, url, re.IGNORECASE)), None
    ) or next((kind for kind, _ in _KINDS if kind.replace("-", " ") in title.casefold()), "other")
