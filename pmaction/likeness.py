"""Which postmortems tell of the same thing again: same service or kind of cause, and like words.

The words compared are those of the title and the root cause. The rarer a word is among all
postmortems, the more it counts.

Confidential postmortems are never compared: what is alike would tell what they say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pmaction.model import Postmortem
from pmaction.word_likeness import WordLikeness
from pmaction.word_sets import word_set

ALIKE = 0.3
"""From here on two are called alike: above all unrelated pairs of the published ones at hand."""

_LONGEST = 20_000
_SHORTEST = 40
_NAMED = 3
_ADDRESS = re.compile(r"https?://\S+")
_WORD = re.compile(r"[^\W\d_]\w{2,}")
_COMMON = word_set("""
    about after again all also and any are because been before being both but can cause caused
    causes could did does down due during each error errors fail failed failure failures for
    from had has have her his how however impact incident into issue its just more most not now
    once one only other our out outage over own problem prod production root same service
    services she since some such system team than that the their them then there these they this
    those through too two under until user users very was were what when where which while who
    why will with without would you your
""")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s")
_OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An incident that looks like an earlier one.

    `services` and `cause_kind` are what they have in common, `words` a few that say it best.
    `open_items` are the keys of the earlier one's action items that are still open.
    """

    later: str
    earlier: str
    likeness: float
    services: tuple[str, ...] = ()
    cause_kind: str | None = None
    words: tuple[str, ...] = ()
    open_items: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Say what they share; service names are as people wrote them."""
        shared = []
        if self.services:
            noun = "service" if len(self.services) == 1 else "services"
            shared.append(f"same {noun} {', '.join(self.services)}")
        if self.cause_kind is not None:
            shared.append(f"same kind of cause ({self.cause_kind})")
        return f"{', '.join(shared)}; both speak of {', '.join(self.words)}"


def like(
    new: Postmortem, others: Iterable[Postmortem], open_keys: Collection[str] = ()
) -> tuple[Alike, ...]:
    """Give the earlier postmortems that a new one looks like, the likest first.

    `open_keys` are the item keys that are still open. What is certainly not earlier is left out.
    """
    texts = [new, *(one for one in others if one.id != new.id)]
    return _Comparison(texts).earlier_than(new, open_keys)


def suspected(postmortems: Sequence[Postmortem], ids: Collection[str]) -> tuple[Alike, ...]:
    """Give, of each postmortem named by `ids`, the earlier one that it looks like most, if any.

    Nothing of those that say themselves what they are a recurrence of.
    """
    comparison = _Comparison(postmortems)
    wanted = [one for one in postmortems if one.id in ids and one.recurrence_of is None]
    found = (comparison.earlier_than(one, (), 1) for one in wanted)
    return tuple(alike for several in found for alike in several)


class _Comparison:
    """Postmortems with their words, and how rare those are among all of them."""

    def __init__(self, postmortems: Iterable[Postmortem]) -> None:
        self.open = [one for one in postmortems if not one.confidential]
        stems: dict[str, str] = {}
        self.words = {one.id: _words_of(one, stems) for one in self.open}
        self.texts = WordLikeness(self.words)
        self.days = {one.id: _day(one) for one in self.open}
        self.by_reason: dict[tuple[str, str], list[Postmortem]] = {}
        for one in self.open:
            for reason in _reasons(one):
                self.by_reason.setdefault(reason, []).append(one)

    def earlier_than(
        self, later: Postmortem, open_keys: Collection[str], most: int | None = None
    ) -> tuple[Alike, ...]:
        """Give all or so many that are alike, the likest first and of equal ones the latest."""
        if later.id not in self.words:
            return ()
        day = self.days[later.id]
        candidates = {one.id: one for why in _reasons(later) for one in self.by_reason[why]}
        found = []
        for one in candidates:
            others = self.days[one]
            if one == later.id or (day and others and (others, one) > (day, later.id)):
                continue
            likeness = self.texts.likeness(later.id, one, ALIKE)
            if likeness >= ALIKE:
                found.append((likeness, others or date.min, one))
        best = sorted(found, reverse=True)[:most]
        return tuple(
            self._alike(later, candidates[one], likeness, open_keys) for likeness, _, one in best
        )

    def _alike(
        self, later: Postmortem, earlier: Postmortem, likeness: float, open_keys: Collection[str]
    ) -> Alike:
        ours = self.words[later.id]
        best = self.texts.shared(later.id, earlier.id)[:_NAMED]
        is_same_kind = later.cause_kind == earlier.cause_kind != _OTHER
        return Alike(
            later=later.id,
            earlier=earlier.id,
            likeness=likeness,
            services=_shared(later.services, earlier.services),
            cause_kind=later.cause_kind if is_same_kind else None,
            words=tuple(ours[stem] for stem in best),
            open_items=tuple(key for key, _ in earlier.keyed_items() if key in open_keys),
        )


def _shared(services: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Give the services that both name in any case of letters, each as the first ones do."""
    theirs = {name.casefold() for name in others}
    ours: dict[str, str] = {}
    for name in services:
        if name.casefold() in theirs:
            ours.setdefault(name.casefold(), name)
    return tuple(ours.values())


def _reasons(postmortem: Postmortem) -> Iterator[tuple[str, str]]:
    """Give why two would be compared at all: each service, and the kind of cause."""
    for name in postmortem.services:
        yield "service", name.casefold()
    if postmortem.cause_kind is not None and postmortem.cause_kind != _OTHER:
        yield "cause", postmortem.cause_kind


def _day(postmortem: Postmortem) -> date | None:
    first = postmortem.times.first_known
    return first.day if first is not None else None


def _words_of(postmortem: Postmortem, stems: dict[str, str]) -> Mapping[str, str]:
    """Give the words of a postmortem by their stems, each as it was written first.

    `stems` keeps the stem of each word that was met.
    """
    cause, summary = postmortem.root_cause, postmortem.summary
    texts = [summary.root_cause, cause.category, cause.description]
    texts += [mode.description for mode in cause.failure_modes]
    text = " ".join(filter(None, texts))
    if len(text) < _SHORTEST:
        text = " ".join(filter(None, (text, summary.incident, summary.narrative)))
    text = _ADDRESS.sub(" ", f"{postmortem.title} {text}"[:_LONGEST].lower())
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        if word in _COMMON:
            continue
        if (stem := stems.get(word)) is None:
            stem = stems[word] = _stem(word)
        found.setdefault(stem, word)
    return found


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 4), "")
    return word.removesuffix(ending)
