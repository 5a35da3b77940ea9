"""Many files at once: their findings, and the postmortems that can be worked with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pmaction.claims import claims, shared_id
from pmaction.config import Config
from pmaction.document import Document
from pmaction.findings import Finding, in_reading_order
from pmaction.former_keys import FormerKeys, OtherFiles, former_keys
from pmaction.identity import absolute_key, item_key
from pmaction.incident import Times
from pmaction.model import Postmortem
from pmaction.positions import Span
from pmaction.reading import PostmortemFile
from pmaction.rules import REMOVAL, SECRETS
from pmaction.rules.base import BasePostmortem, Repository, Surroundings
from pmaction.rules.check import check_rules
from pmaction.rules.ignores import ignored_at
from pmaction.rules.removal import gone_postmortems
from pmaction.rules.weights import severity_of
from pmaction.unread import with_secrets

if TYPE_CHECKING:  # `validate` asks for no issues, and starts sooner without what makes them.
    from pmaction.desired import Source, SourcedPostmortem


class Usable(Struct, frozen=True):
    """The postmortems that issues can be made of, and the paths of files that were left out."""

    postmortems: tuple[SourcedPostmortem, ...]
    left_out: tuple[str, ...]
    settled: FormerKeys | None = None

    @property
    def former_keys(self) -> FormerKeys:
        """The former keys of items, in the light of all files and not only of these."""
        return self.settled or former_keys(one.postmortem for one in self.postmortems)


def check_files(
    files: Sequence[PostmortemFile],
    config: Config,
    now: datetime,
    base: Iterable[PostmortemFile] | None = None,
    repository: Repository | None = None,
) -> tuple[Finding, ...]:
    """Give the findings of all files, each checked in the light of the others.

    `now` is time-zone aware, in the configured zone; `base` are the files as the base branch has
    them, None where that is not known; `repository` is what is known of it, if anything.
    """
    around = replace(
        surroundings_of(files, config, now),
        at_base=_at_base(base),
        repository=repository or Repository(),
    )
    findings: list[Finding] = [*_gone(files, around)]
    for file in files:
        if file.postmortem is not None and file.document is not None:
            here = replace(around, path=file.path)
            findings += file.findings
            findings += check_rules(file.postmortem, file.document, here)
        else:
            findings += shared_id(file, around)
            findings += with_secrets(file, severity_of(SECRETS, config, "published"))
    return in_reading_order(findings)


def surroundings_of(files: Iterable[PostmortemFile], config: Config, now: datetime) -> Surroundings:
    """Gather what rules may know of all files; the `path` is left for each of them to fill."""
    paths: dict[str, list[str]] = defaultdict(list)
    keys: set[str] = set()
    former: dict[str, list[str]] = defaultdict(list)
    dependencies: dict[str, tuple[str, ...]] = {}
    repeats: dict[str, str] = {}
    times: dict[str, Times] = {}
    for file in files:
        claimed_id, item_ids = claims(file)
        if claimed_id is not None:
            paths[claimed_id].append(file.path)
            keys |= {item_key(claimed_id, item_id) for item_id in item_ids}
        if (postmortem := file.postmortem) is None:
            continue
        times[postmortem.id] = postmortem.times
        if postmortem.recurrence_of is not None:
            repeats[postmortem.id] = postmortem.recurrence_of
        for key, item in postmortem.keyed_items():
            if item.previously is not None:
                former[absolute_key(postmortem.id, item.previously)].append(key)
            if item.depends_on:
                waits_for = (absolute_key(postmortem.id, one) for one in item.depends_on)
                dependencies.setdefault(key, tuple(waits_for))
    return Surroundings(
        path="",
        config=config,
        now=now,
        paths_by_id={key: tuple(found) for key, found in paths.items()},
        item_keys=frozenset(keys),
        former_keys={key: tuple(named) for key, named in former.items()},
        dependencies=dependencies,
        repeats=repeats,
        times=times,
    )


def _at_base(files: Iterable[PostmortemFile] | None) -> dict[str, BasePostmortem] | None:
    if files is None:
        return None
    # Of two with one id the first by its path counts, whatever order they are read in.
    found = sorted(((file.path, file.postmortem) for file in files), key=itemgetter(0))
    return {
        postmortem.id: BasePostmortem(
            path,
            postmortem.status,
            {item.id: item.title for item in postmortem.action_items},
            {item.id: item for item in postmortem.action_items},
        )
        for path, postmortem in reversed(found)
        if postmortem is not None
    }


def _gone(files: Iterable[PostmortemFile], around: Surroundings) -> Iterator[Finding]:
    """Give a finding for each postmortem that vanished, where its file was."""
    if not around.at_base:
        return
    by_path = {file.path: file for file in files}
    unread = [path for path, file in by_path.items() if file.document is None]
    for one in gone_postmortems(around):
        # What cannot be read may be there all the same.
        path = one.before.path
        severity = severity_of(REMOVAL, around.config, one.before.status)
        if severity is None or any(f"{path}/".startswith(f"{hidden}/") for hidden in unread):
            continue
        document = by_path[path].document if path in by_path else None
        if document is not None:
            yield document.finding(("id",), REMOVAL.id, severity, one.message, one.hint)
        else:
            yield Finding(path, 1, 1, REMOVAL.id, severity, one.message, one.hint, "")


def usable_postmortems(files: Iterable[PostmortemFile]) -> Usable:
    """Leave out what cannot be read and what shares its id with another file.

    Neither of two documents with one id is used, even if one of them has mistakes: nobody can say
    which of them is meant. The same holds for a document that uses an item id twice.
    """
    from pmaction.desired import SourcedPostmortem

    files = tuple(files)
    ids = Counter(claims(file)[0] for file in files)
    usable = [
        SourcedPostmortem(file.postmortem, *_sources(file.path, file.document, file.postmortem))
        for file in files
        if file.postmortem is not None
        and file.document is not None
        and ids[file.postmortem.id] == 1
        and _has_unique_items(file.postmortem)
    ]
    used = {one.source.path for one in usable}
    out = [file for file in files if file.path not in used]
    settled = former_keys((one.postmortem for one in usable), _others(out))
    return Usable(tuple(usable), tuple(file.path for file in out), settled)


def _others(files: Iterable[PostmortemFile]) -> OtherFiles:
    """Give what is known of files that are left out."""
    known = [claims(file) for file in files]
    ids = {postmortem_id for postmortem_id, _ in known if postmortem_id is not None}
    keys = {item_key(one, item) for one, items in known if one is not None for item in items}
    return OtherFiles(frozenset(keys), frozenset(ids), all(one is not None for one, _ in known))


def _has_unique_items(postmortem: Postmortem) -> bool:
    ids = [item.id for item in postmortem.action_items]
    return len(ids) == len(set(ids))


def _sources(
    path: str, document: Document, postmortem: Postmortem
) -> tuple[Source, dict[str, Source], frozenset[str]]:
    from pmaction.desired import Source

    @cache
    def places() -> list[Span]:
        # To know one place the file is read once more; so all are looked for then.
        items = range(len(postmortem.action_items))
        return [document.span(()), *(document.span(("action_items", at)) for at in items)]

    def source(at: int) -> Source:
        return Source(path, lambda: places()[at])

    items = enumerate(postmortem.action_items, 1)
    sources = {item.id: source(at) for at, item in items}
    return source(0), sources, ignored_at(document, ("status",))
