"""The ids of postmortems that are taken, so that a new one gets another."""

from __future__ import annotations

from pmaction.authoring import id_in_name, ids_claimed_in
from pmaction.cli.former_files import former_texts
from pmaction.cli.session import Session, style
from pmaction.document import Document, read_document
from pmaction.findings import Finding
from pmaction.render.text import printable


def taken_ids(session: Session) -> set[str]:
    """Give all ids that files, whether readable as postmortems or not, and issues have taken.

    Files that are gone, or had another id, count with what is committed of them.
    """
    workspace = session.workspace
    taken: set[str] = set()
    found = workspace.matching(session.config.postmortems)
    for unseen in found.unseen:
        _say_not_read(session, unseen)
    for path in session.talk.progress(found.paths, "reading"):
        raw = workspace.read(path)
        if isinstance(raw, Finding):
            _say_not_read(session, raw)
            continue
        # Only what the quick look leaves open is read in full: years of postmortems stay quick.
        claimed = ids_claimed_in(raw.decode("utf-8-sig", errors="replace"))
        taken |= claimed or _claimed_in_another_way(raw)
    for text in former_texts(session):
        taken |= ids_claimed_in(text)
    tracking = session.config.tracking
    if tracking.system != "github":
        folder = workspace.inside(tracking.folder)
        names = [path.name for pattern in ("*", "*/*") for path in folder.glob(pattern)]
        taken |= {found_id for name in names if (found_id := id_in_name(name))}
    return taken


def _say_not_read(session: Session, finding: Finding) -> None:
    what = printable(f"{finding.path}: {finding.message}; an id may be given a second time")
    session.talk.say(f"{style('not read:', 'warning')} {what}")


def _claimed_in_another_way(raw: bytes) -> set[str]:
    """Find the id of a document that does not have it on a line of its own, such as JSON."""
    document = read_document("", raw)
    data = document.data if isinstance(document, Document) else None
    return ids_claimed_in(f"id: {data.get('id')}") if isinstance(data, dict) else set()
