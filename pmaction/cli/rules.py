"""`pmaction rules`."""

from __future__ import annotations

import click

from pmaction.cli.session import style
from pmaction.errors import UsageError
from pmaction.rules import RULES
from pmaction.rules.file_checks import FILE_CHECKS
from pmaction.rules.manual import option_lines, said_of
from pmaction.suggest import suggest


@click.command("rules")
@click.argument("rule_id", required=False, metavar="[ID]")
def command(rule_id: str | None) -> None:
    """List the rules, or explain one with a failing and a passing example."""
    if rule_id is None:
        width = max(len(name) for name in (*FILE_CHECKS, *(rule.id for rule in RULES)))
        click.echo("While a file is read (always errors):")
        for name, title in FILE_CHECKS.items():
            click.echo(f"  {style(f'{name:<{width}}', 'strong')}  {title}")
        click.echo("\nRules, with their severity:")
        for rule in RULES:
            severity = style(f"{rule.severity.value:<8}", rule.severity.value)
            click.echo(f"  {style(f'{rule.id:<{width}}', 'strong')}  {severity} {rule.title}")
        click.echo("\n`pmaction rules ID` explains one; `.pmaction.yml` sets severities.", err=True)
        return
    if rule_id in FILE_CHECKS:
        click.echo(
            f"{style(rule_id, 'strong')} (error)\n\n{FILE_CHECKS[rule_id]}\n\n"
            "This is checked while a file is read, and cannot be turned off: what cannot be read "
            "cannot be worked with. The finding itself says what to do."
        )
        return
    known = {rule.id: rule for rule in RULES}
    if rule_id not in known:
        meant = suggest(rule_id, (*known, *FILE_CHECKS))
        raise UsageError(f"there is no rule `{rule_id}`{meant}", "`pmaction rules` lists them.")
    rule = known[rule_id]
    explained, _, examples = rule.manual.partition("\nFailing:")
    if lines := option_lines(rule):
        explained += f"\nOptions, under `rules: {{{rule.id}: ...}}` in .pmaction.yml:\n"
        explained += "".join(f"  {line}\n" for line in lines)
    click.echo(f"{style(rule.id, 'strong')}\n\n{said_of(rule)}\n\n{explained}\nFailing:{examples}")
