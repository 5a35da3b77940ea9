"""The rule about the comments that tell other rules to look away."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.file_checks import FILE_CHECKS
from pmaction.rules.ignores import Ignore
from pmaction.suggest import suggest

_FORM = "# pmaction: ignore[rule-id] reason"
_SUGGESTIONS = 20


def ignore_comment(_: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """A comment that ignores a rule names it, gives a reason, and keeps a finding away.

    Why: an exception is a decision. Without its reason nobody can say later whether it still
    holds, and a comment that outlived its finding hides the next one.

    Fix: write `# pmaction: ignore[rule-id] reason` on the line of the finding, or on a line of
    its own above it. Above an entry or a property it holds for all of it; above everything else
    it holds for the file. Several rules are separated by commas. What `pmaction rules` lists as
    checked while a file is read cannot be ignored, and neither can this rule.

    Failing:
        # other: PM-2025-001 at postmortems/2025/2025-03-02-search-slow.yaml
        id: PM-2025-001  # pmaction: ignore[duplicate-postmortem-id]

    Passing:
        # other: PM-2025-001 at postmortems/2025/2025-03-02-search-slow.yaml
        id: PM-2025-001  # pmaction: ignore[duplicate-postmortem-id] The other goes next week.
    """
    for count, ignore in enumerate(surroundings.ignores):
        known = surroundings.rule_ids if count < _SUGGESTIONS else ()
        if not ignore.rules:
            yield _problem(
                ignore, "this comment for pmaction is not understood", f"Write it as `{_FORM}`."
            )
        elif told := next(_wrong_names(ignore, surroundings.rule_ids, known), None):
            yield told
        elif not ignore.reason:
            names = ", ".join(ignore.rules)
            yield _problem(
                ignore, f"`{names}` is ignored without a reason", "Say why after the bracket."
            )
        elif useless := [*(ignore.ran - ignore.used)]:
            names = "`, `".join(name for name in ignore.rules if name in useless)
            yield _problem(
                ignore,
                f"`{names}` has nothing to report here, so this comment ignores nothing",
                "Delete the comment, or move it to the line of the finding.",
            )


def _wrong_names(
    ignore: Ignore, known: Collection[str], near: Collection[str]
) -> Iterator[Problem]:
    for name in ignore.rules:
        if name in FILE_CHECKS or name == "ignore-comment":
            yield _problem(
                ignore, f"`{name}` cannot be ignored", "Correct what it reports instead."
            )
        elif name not in known:
            yield _problem(
                ignore,
                f"there is no rule `{name}` to ignore{suggest(name, near)}",
                "`pmaction rules` lists them all.",
            )


def _problem(ignore: Ignore, message: str, hint: str) -> Problem:
    return Problem((), message, hint, place=ignore.place)
