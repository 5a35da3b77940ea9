"""What an issue waits for as a task list in its text, for servers without dependencies.

GitHub ticks such a line as soon as the issue that it names is closed. Each line says in a hidden
comment which item it is about, so that people may write between the lines and move them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_HEADING = "Waits for: <!-- pmaction:tasks -->"
_HEADED = re.compile(r"^[^\n]*<!-- pmaction:tasks -->[ \t]*$", re.M)
_TASK = re.compile(r"^[ \t]*[-*] \[[ xX]\] #\d+ <!-- pmaction:task (\S+) -->[ \t]*\n?", re.M)
_MARKER = re.compile(r"^<!-- pmaction:marker [^\n]* -->$", re.M)
_EMPTY = re.compile(r"\n*^[^\n]*<!-- pmaction:tasks -->[ \t]*\n*", re.M)


@dataclass(frozen=True, slots=True)
class Task:
    """One line: the item's key, its issue's number, and whether that is closed."""

    key: str
    number: int
    is_done: bool = False

    def __str__(self) -> str:
        """Write the line."""
        box = "[x]" if self.is_done else "[ ]"
        return f"- {box} #{self.number} <!-- pmaction:task {self.key} -->\n"


def with_tasks(body: str, added: Iterable[Task], removed: Collection[str]) -> str:
    """Give an issue's text with more and fewer tasks, and all else as it is.

    `body` has plain line ends. Tasks that are there already stay as they are.
    """
    body = _TASK.sub(lambda found: "" if found[1] in removed else found[0], body)
    there = {found[1] for found in _TASK.finditer(body)}
    lines = "".join(str(task) for task in added if task.key not in there)
    if not there and not lines:
        return _EMPTY.sub("\n\n", body) if _HEADED.search(body) else body
    if not lines:
        return body
    if there:
        *_, last = _TASK.finditer(body)
        before, after = body[: last.end()], body[last.end() :]
        return before.removesuffix("\n") + f"\n{lines}{after}"
    place = _HEADED.search(body)
    if place is None:
        marker = _MARKER.search(body)
        at = marker.end() if marker is not None else len(body.rstrip())
        return f"{body[:at]}\n\n{_HEADING}\n\n{lines}{_after_a_line(body[at:])}"
    return f"{body[: place.end()]}\n\n{lines}{_after_a_line(body[place.end() :])}"


def _after_a_line(text: str) -> str:
    return text.removeprefix("\n")
