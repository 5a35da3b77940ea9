"""`pmaction track`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.systems import max_wait_option, open_system
from pmaction.cli.tracked import Tracked, look
from pmaction.cli.tracker_files import TrackerFile, named, places
from pmaction.cli.tracker_left import said_of_left
from pmaction.errors import ExitCode, UsageError
from pmaction.render.inert import table_cell
from pmaction.render.text import printable
from pmaction.tracker.telling import TrackerTexts, tracker_texts

if TYPE_CHECKING:
    from pmaction.cli.tracker_sources import Seen


class Told(Struct, frozen=True):
    """What became of the tracker files: the sentences about them, and the outputs of the step.

    `pull` is the pull request that they are in; `page` goes into the step's summary.
    """

    sentences: tuple[str, ...] = ()
    changed: bool = False
    branch: str = ""
    pull: int | None = None
    is_stale: bool = False
    page: str = ""


@click.command("track")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file is stale.")
@click.option(
    "--commit",
    is_flag=True,
    help="Commit the files on GitHub, as `tracker_mode` says, instead of writing them here.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written where.")
@max_wait_option
@format_option("text", "github")
@common_options
def command(session: Session, check: bool, commit: bool, dry_run: bool, form: str) -> int:
    """Write the tracker file: all postmortems, and what is open when.

    It is made anew from the postmortems and the issues; deleting it loses nothing. Beside it,
    tracker.json has the same for machines. --commit brings both to the default branch, or where
    `tracker_mode` in the config says; where that is refused, to the next best place.
    """
    if check and commit:
        raise UsageError("--check writes nothing, so --commit has nothing to do", "Give one.")
    if check and dry_run:
        raise UsageError("--check writes nothing anyway", "Give --check or --dry-run alone.")
    page, data = places(session)
    if not commit:
        for place in (page, data):
            place.existing()  # Where it is not ours, nothing else is even looked at.
    system, seen = open_system(session), None
    if commit:
        # Not needed by whoever tracks issues in a folder.
        from pmaction.cli.tracker_sources import see

        # Before anything is read: whatever changes from now on may be newer than what is told.
        seen = see(session, system.github)
    tracked = look(session, (), system)
    usable, config = tracked.usable, session.config
    texts = tracker_texts(
        usable.postmortems, tracked.listing, config, session.today, usable.left_out, session.now
    )
    files = (TrackerFile(page, texts.page), TrackerFile(data, texts.data))
    if check:
        told = _checked(session, tracked, files)
    elif seen is not None:
        told = _committed(session, tracked, files, texts, seen, dry_run)
    else:
        told = _on_disk(session, files, dry_run)
    if not check and (left := said_of_left(session, (page, data))):
        told = replace(told, sentences=(*told.sentences, left))
    _tell(session, form, told)
    return ExitCode.FINDINGS if told.is_stale or tracked.something_left_out else ExitCode.OK


def _checked(session: Session, tracked: Tracked, files: tuple[TrackerFile, ...]) -> Told:
    """Compare the files with what is here, or else with where `track --commit` keeps them."""
    config, here = session.config, [file.place.existing() for file in files]
    stale = tuple(file for file, text in zip(files, here, strict=True) if text != file.text)
    if not stale:
        return Told((f"{files[0].shown} is up to date",))
    if config.tracker_mode == "output" and not any(here):
        said = f"`tracker_mode` is `output`: {named(files)} are kept nowhere and cannot be stale"
        return Told((said,))
    verb, side = "is" if len(stale) == 1 else "are", config.tracker_branch
    if (github := tracked.system.github) is not None and config.tracker_mode != "output":
        # Not needed by whoever tracks issues in a folder.
        from pmaction.cli.track_commit import stands_beside

        if stands_beside(config, github, files):
            return Told((f"{files[0].shown} is up to date on {side}",))
        if config.tracker_mode != "commit":
            said = f"{named(files)} on {side} are stale; run `pmaction track --commit`"
            return Told((said,), is_stale=True)
    return Told((f"{named(stale)} {verb} stale; run `pmaction track`",), is_stale=True)


def _on_disk(session: Session, files: tuple[TrackerFile, ...], dry_run: bool) -> Told:
    stale = tuple(file for file in files if file.place.existing() != file.text)
    if not stale:
        return Told((f"{files[0].shown} unchanged",))
    if dry_run:
        return Told((f"{named(stale)} would be written",))
    for file in stale:
        session.workspace.write(file.place.path, file.text)
    return Told((f"{named(stale)} written",), changed=True)


def _committed(
    session: Session,
    tracked: Tracked,
    files: tuple[TrackerFile, ...],
    texts: TrackerTexts,
    seen: Seen,
    dry_run: bool,
) -> Told:
    newer = tracked.system.newer_commits()
    changed = ", ".join(map(printable, sorted(newer.postmortems)))
    if why_not := newer.why_not or (changed and f"newer commits changed {changed}"):
        session.talk.say(f"Nothing is done: {why_not}. The next run there writes {named(files)}.")
        return Told()
    from pmaction.cli.track_commit import bring

    found = bring(session.config, files, seen, dry_run=dry_run)
    if found.has_place and dry_run:
        return Told(found.sentences)
    if found.has_place:
        return Told(found.sentences, bool(found.branch), found.branch, found.pull)
    here = _on_disk(session, files, dry_run)
    instead = " instead" if found.sentences else ""
    said = f"{here.sentences[0]} here{instead}; nothing is committed"
    page = texts.page_elsewhere(seen.github.blob)
    return Told((*found.sentences, said), here.changed, page=page)


def _tell(session: Session, form: str, told: Told) -> None:
    for said in told.sentences:
        click.echo(said)
    if form != "github":
        return
    shown = session.config.tracker_file
    if told.sentences:
        session.step.summarize("\n".join(f"- {table_cell(s)}" for s in told.sentences))
    if told.page:
        session.step.summarize(told.page)
    tracker = {
        "file": shown,
        "changed": told.changed,
        "branch": told.branch,
        "pull_request": told.pull,
    }
    session.step.output(
        {
            "tracker-changed": str(told.changed).lower(),
            "tracker-file": shown,
            "tracker-branch": told.branch,
            "tracker-pull-request": str(told.pull or ""),
        },
        report=json.dumps({"version": 1, "tracker": tracker}),
    )
