"""How it is checked that the action items help, and when it is looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pmaction.model import FollowUp, Validation
from pmaction.render.postmortem.escaping import line
from pmaction.render.postmortem.items import names
from pmaction.render.postmortem.parts import Fact, bullets, facts, joined, section, table


def validation_section(validations: Iterable[Validation], *, always: bool = False) -> list[str]:
    """Write the validation plan, one validation after the other."""
    return section("## Validation plan", *map(_validation, validations), always=always)


def _validation(validation: Validation) -> list[str]:
    return joined(
        [f"### Validation: {line(validation.name)}"],
        facts(
            (
                Fact("Action items", ", ".join(validation.items)),
                Fact("Method", long=validation.method),
                Fact("Success criteria", long=validation.success_criteria),
            )
        ),
        ["Steps:", "", *bullets(validation.steps)] if validation.steps else [],
    )


def follow_up_table(follow_ups: Sequence[FollowUp]) -> list[str]:
    """Write the meetings that look at what became of the action items."""
    rows = [[str(one.on), line(one.topic), names(one.attendees)] for one in follow_ups]
    return table(["On", "Topic", "Attendees"], rows)
