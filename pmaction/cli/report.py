"""`pmaction report`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec

import click
from msgspec import Struct

from pmaction.cli.output_file import write_output
from pmaction.cli.report_file import report_file
from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.systems import max_wait_option
from pmaction.cli.tracked import Tracked, look
from pmaction.errors import ConfigurationError, ExitCode, UsageError
from pmaction.facts import Facts
from pmaction.likeness import suspected
from pmaction.metrics.gathering import gather
from pmaction.metrics.measuring import last_days, measure
from pmaction.metrics.values import Metrics, Window
from pmaction.render.report.as_json import report_json
from pmaction.render.report.charts import charts
from pmaction.render.report.markdown import report_markdown
from pmaction.render.report.outline import Outline
from pmaction.render.report.sections import outline
from pmaction.render.text import printable
from pmaction.resources import shipped
from pmaction.suggest import suggest
from pmaction.teams import NO_TEAM

_TERMINAL, _PAGE = ("rich",), ("jinja2", "pygal")
_LIBRARIES = "jinja2 pygal rich"
_INSTALL = (
    f"`pipx inject pmaction {_LIBRARIES}` brings it; in a virtual environment, "
    f"`pip install {_LIBRARIES}`"
)


class Asked(Struct, frozen=True):
    """What a report is about: its days, and the team and the service that it is narrowed to."""

    window: Window
    team: str | None
    service: str | None


@click.command("report")
@click.option("--since", metavar="DATE", help="The first day; 90 days up to the last otherwise.")
@click.option("--until", metavar="DATE", help="The last day; today otherwise.")
@click.option("--team", metavar="NAME", help=f"Only what concerns a team, or `{NO_TEAM}`.")
@click.option("--service", metavar="NAME", help="Only incidents of a service, and their items.")
@click.option(
    "--output",
    metavar="PATH",
    help="Write to this file instead of printing; it may be an earlier report, or new.",
)
@click.option(
    "--patterns",
    metavar="FOLDER",
    help="Also write a Markdown page for each kind of cause into this folder.",
)
@max_wait_option
@format_option("text", "markdown", "json", "html", "github")
@common_options
def command(
    session: Session,
    since: str | None,
    until: str | None,
    team: str | None,
    service: str | None,
    output: str | None,
    patterns: str | None,
    form: str,
) -> int:
    """Say how fast incidents end, how often they happen, and what becomes of action items.

    The last 90 days are compared with the 90 before. What is missed comes first, in plain words.
    Counted is by team, never by person. Text has tables by rich, and is Markdown without it; html
    is one page with charts that needs no network, and takes the extra `report`.
    """
    window = _window(session.today, since, until)
    if service is not None and not service.strip():
        raise UsageError("--service names no service", "Name one, or leave the option out.")
    if form == "html":
        _must_have(_PAGE, "html")
    read = session.workspace.matching(session.config.postmortems).paths
    target = report_file(session, output, read)
    tracked = look(session, ())
    facts = gather(
        tracked.usable.postmortems, tracked.listing, session.config, session.today, session.now
    )
    asked = Asked(window, _team(session, team), service)
    _mind_unknown(session, facts, service)
    metrics = _measured(session, tracked, facts, asked)
    if patterns is not None:
        # Only who asks for them needs what writes them.
        from pmaction.cli.pattern_files import write_patterns

        write_patterns(session, tracked, facts, patterns)
    text = _written(tracked, metrics, form)
    if target is None:
        click.echo(text, nl=False)
    else:
        write_output(session, target, click.unstyle(text))
    if form == "github":
        _tell_step(session, tracked, metrics)
    return ExitCode.FINDINGS if tracked.something_left_out else ExitCode.OK


def _window(today: date, since: str | None, until: str | None) -> Window:
    last = _day("--until", until) or today
    first = _day("--since", since) or last_days(last).since
    if first > last:
        raise UsageError(
            f"the report would begin on {first} and end before that, on {last}",
            "Give --since a day that is not after --until.",
        )
    if first > today:
        raise UsageError(
            f"the report would begin on {first}, and today is {today}: nothing has happened there",
            "Give --since a day that has come; --until may be one that has not.",
        )
    return Window(first, last)


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or str(day) != text:
        raise UsageError(f"`{printable(text)}` is no day", f"Write {option} like 2025-12-14.")
    return day


def _team(session: Session, name: str | None) -> str | None:
    known = (*session.config.teams, NO_TEAM)
    if name is None or name in known:
        return name
    listed = ", ".join(map(printable, known))
    raise UsageError(
        f"the configuration has no team `{printable(name)}`{suggest(name, known)}",
        f"Its teams: {listed}.",
    )


def _mind_unknown(session: Session, facts: Facts, service: str | None) -> None:
    """Say so if no postmortem names the service: it may be new, or mistyped."""
    known = {name for one in facts.incidents for name in one.services}
    if service is None or service.casefold() in {name.casefold() for name in known}:
        return
    meant = printable(suggest(service, known)) or "."
    session.talk.say(f"No postmortem names a service `{printable(service)}`{meant}")


def _measured(session: Session, tracked: Tracked, facts: Facts, asked: Asked) -> Metrics:
    ids = {one.id for one in facts.incidents if one.day in asked.window}
    alike = suspected([one.postmortem for one in tracked.usable.postmortems], ids)
    return measure(
        facts, session.config, asked.window, alike, team=asked.team, service=asked.service
    )


def _written(tracked: Tracked, metrics: Metrics, form: str) -> str:
    if form == "json":
        return f"{report_json(metrics, tracked.usable.left_out)}\n"
    told = _told(tracked, metrics)
    if form == "html":
        return _page(told, metrics)
    if form == "markdown" or not _has(_TERMINAL):
        if form != "markdown":
            click.echo(f"Shown as Markdown: tables take `rich`. {_INSTALL}.", err=True)
        return report_markdown(told)
    from pmaction.cli.report_text import report_text

    return report_text(told)


def _page(told: Outline, metrics: Metrics) -> str:
    # Heavy, and only for pages.
    from pmaction.cli.report_charts import drawn
    from pmaction.render.report.html import PageParts, report_html

    parts = (
        shipped(f"pmaction/templates/report.{kind}").read_text("utf-8")
        for kind in ("html", "css", "js")
    )
    pictures = [(chart, drawn(chart)) for chart in charts(metrics)]
    return report_html(told, pictures, PageParts(*parts))


def _told(tracked: Tracked, metrics: Metrics) -> Outline:
    base = tracked.system.github.blob if tracked.system.github is not None else ""
    return outline(metrics, base, tracked.usable.left_out)


def _tell_step(session: Session, tracked: Tracked, metrics: Metrics) -> None:
    """Leave Markdown in the step's summary, JSON as an output, and the page as a file."""
    told = _told(tracked, metrics)
    session.step.summarize(report_markdown(told))
    page = ""
    if _has(_PAGE):
        page = session.step.file("pmaction-report.html", _page(told, metrics))
    else:
        session.talk.say(f"No page is made: it takes {' and '.join(_PAGE)}. {_INSTALL}.")
    missed = sum(one.met is False for one in metrics.targets)
    session.step.output(
        {"targets-missed": str(missed), "report-page": page},
        report=report_json(metrics, tracked.usable.left_out),
    )


def _has(libraries: Sequence[str]) -> bool:
    return all(find_spec(name) is not None for name in libraries)


def _must_have(libraries: Sequence[str], form: str) -> None:
    missing = [name for name in libraries if not _has((name,))]
    if missing:
        raise ConfigurationError(
            f"--format {form} takes {' and '.join(missing)}, which {_are(missing)} not installed",
            f"{_INSTALL}. Markdown and json need nothing.",
        )


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"
