"""`pmaction rules`."""

from __future__ import annotations

import click

from pmaction.cli.session import style
from pmaction.errors import UsageError
from pmaction.rules import RULES
from pmaction.suggest import suggest


@click.command("rules")
@click.argument("rule_id", required=False, metavar="[ID]")
def command(rule_id: str | None) -> None:
    """List the rules, or explain one with a failing and a passing example."""
    if rule_id is None:
        width = max(len(rule.id) for rule in RULES)
        for rule in RULES:
            severity = style(f"{rule.severity.value:<8}", rule.severity.value)
            click.echo(f"{style(f'{rule.id:<{width}}', 'strong')}  {severity} {rule.title}")
        click.echo("\n`pmaction rules ID` explains one; `.pmaction.yml` sets severities.", err=True)
        return
    known = {rule.id: rule for rule in RULES}
    if rule_id not in known:
        raise UsageError(
            f"there is no rule `{rule_id}`{suggest(rule_id, known)}",
            "`pmaction rules` lists them.",
        )
    rule = known[rule_id]
    click.echo(f"{style(rule.id, 'strong')} ({rule.severity.value})\n\n{rule.manual}")
