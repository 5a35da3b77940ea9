"""`pmaction policy`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import click

from pmaction.checking import Usable, usable_postmortems
from pmaction.cli.session import Session, common_options, format_option, style
from pmaction.desired import SourcedPostmortem
from pmaction.errors import ExitCode, UsageError
from pmaction.explained_gates import explain_gates
from pmaction.explanation import explain
from pmaction.identity import is_item, item_key, postmortem_of
from pmaction.incident import Times
from pmaction.model import ActionItem
from pmaction.policy import services_of_nothing, terms_of
from pmaction.recurrence import times_by_id
from pmaction.redaction import redacted
from pmaction.render.explanation import explanations_json, explanations_text
from pmaction.render.text import printable
from pmaction.suggest import suggest


@click.group("policy")
def command() -> None:
    """Explain what the policy in `.pmaction.yml` makes of an action item."""


@command.command("explain")
@click.argument("key", metavar="KEY")
@format_option("text", "json")
@common_options
def explain_command(session: Session, key: str, form: str) -> int:
    """Explain the dates of an action item, or of all of a postmortem.

    KEY is an item key such as PM-2025-001/A1, or a postmortem's id. Shown are the due date with
    what it came from and what would have set it otherwise; the owner, and when somebody is asked
    for one; and each reminder with its setting, why it was moved, and who else hears of it, or why
    nobody is reminded. Of a postmortem it is also shown by when it is to be published, or to have
    action items, if it owes that. Reads files alone and writes nothing.
    """
    usable = usable_postmortems(session.read_all())
    sourced, items, times = _found(session, usable, key)
    postmortem, config, now = sourced.postmortem, session.config, session.now
    explained = [explain(postmortem, item, config, now) for item in items]
    gates = [] if is_item(key) else [*explain_gates(sourced, config, now, times)]
    if form == "json":
        click.echo(explanations_json(explained, gates))
    elif explained or gates:
        click.echo(explanations_text(explained, style, gates))
    if not items and form == "text":
        session.talk.say(f"{postmortem.id} has no action items.")
    every = [one.postmortem for one in usable.postmortems]
    for rule, service in services_of_nothing(terms_of(config), every):
        # Of what is confidential, no name is offered.
        services = {name for one in every if not one.confidential for name in one.services}
        meant = suggest(service, services)
        session.talk.say(
            f"{style('note:', 'warning')} {printable(rule)} names the service "
            f"`{printable(service)}`, which no postmortem has{printable(meant) or '.'}"
        )
    return ExitCode.OK


def _found(
    session: Session, usable: Usable, key: str
) -> tuple[SourcedPostmortem, tuple[ActionItem, ...], Mapping[str, Times]]:
    """Find what a key names, and the times of all incidents.

    Raises UsageError for what is not there or cannot be used.
    """
    found = {one.postmortem.id: one for one in usable.postmortems}
    times = times_by_id(one.postmortem for one in usable.postmortems)
    wanted = postmortem_of(key)
    if wanted not in found:
        meant = suggest(wanted, found)
        hint = "Name an action item such as PM-2025-001/A1, or a postmortem by its id."
        if usable.left_out:
            left_out = ", ".join(map(printable, usable.left_out[:3]))
            hint = f"`pmaction validate` says why these cannot be used: {left_out}."
        raise UsageError(f"there is no postmortem `{printable(wanted)}`{meant}", hint)
    sourced = found[wanted]
    # A workflow's log is read by more people than the file.
    if session.step.environment.in_workflow:
        sourced = replace(sourced, postmortem=redacted(sourced.postmortem, session.config))
    items = sourced.postmortem.action_items
    if not is_item(key):
        return sourced, items, times
    keys = {item_key(wanted, item.id): item for item in items}
    if key not in keys:
        hint = f"`pmaction policy explain {wanted}` shows all of its items."
        raise UsageError(f"there is no action item `{printable(key)}`{suggest(key, keys)}", hint)
    return sourced, (keys[key],), times
