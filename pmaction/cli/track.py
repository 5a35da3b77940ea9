"""`pmaction track`."""

from __future__ import annotations

import json

import click
from msgspec import Struct

from pmaction.cli.session import Session, common_options, format_option
from pmaction.cli.systems import max_wait_option
from pmaction.cli.tracked import Tracked, look
from pmaction.cli.tracker_files import TrackerFile, named, places
from pmaction.errors import ExitCode, UsageError
from pmaction.render.inert import table_cell
from pmaction.tracker.telling import TrackerTexts, tracker_texts


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
@max_wait_option
@format_option("text", "github")
@common_options
def command(session: Session, check: bool, commit: bool, form: str) -> int:
    """Write the tracker file: all postmortems, and what is open when.

    It is made anew from the postmortems and the issues; deleting it loses nothing. Beside it,
    tracker.json has the same for machines. --commit brings both to the default branch, or where
    `tracker_mode` in the config says; where that is refused, to the next best place.
    """
    if check and commit:
        raise UsageError("--check writes nothing, so --commit has nothing to do", "Give one.")
    page, data = places(session)
    if not commit:
        for place in (page, data):
            place.existing()  # Where it is not ours, nothing else is even looked at.
    tracked = look(session, ())
    usable, config = tracked.usable, session.config
    texts = tracker_texts(
        usable.postmortems, tracked.listing, config, session.today, usable.left_out, session.now
    )
    files = (TrackerFile(page, texts.page), TrackerFile(data, texts.data))
    told = _committed(session, tracked, files, texts) if commit else _on_disk(session, files, check)
    _tell(session, form, told)
    return ExitCode.FINDINGS if told.is_stale or tracked.something_left_out else ExitCode.OK


def _on_disk(session: Session, files: tuple[TrackerFile, ...], check: bool) -> Told:
    stale = tuple(file for file in files if file.place.existing() != file.text)
    if not stale:
        name = files[0].shown
        return Told((f"{name} is up to date" if check else f"{name} unchanged",))
    if check:
        verb = "is" if len(stale) == 1 else "are"
        return Told((f"{named(stale)} {verb} stale; run `pmaction track`",), is_stale=True)
    for file in stale:
        session.workspace.write(file.place.path, file.text)
    return Told((f"{named(stale)} written",), changed=True)


def _committed(
    session: Session, tracked: Tracked, files: tuple[TrackerFile, ...], texts: TrackerTexts
) -> Told:
    github = tracked.system.github
    if github is None:
        raise UsageError(
            "--commit writes to GitHub, and the tracking system is another one",
            "Set `tracking: {system: github}`, or run `track` without --commit.",
        )
    if why_not := tracked.system.why_not_apply():
        session.talk.say(f"Nothing is done: {why_not}. A run of the newer commit does it all.")
        return Told()
    # Not needed by whoever tracks issues in a folder.
    from pmaction.cli.track_commit import bring

    found = bring(session.config, github, files)
    if found.has_place:
        return Told(found.sentences, bool(found.branch), found.branch, found.pull)
    here = _on_disk(session, files, check=False)
    instead = " instead" if found.sentences else ""
    said = f"{here.sentences[0]} here{instead}; nothing is committed"
    page = texts.page_elsewhere(github.blob)
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
