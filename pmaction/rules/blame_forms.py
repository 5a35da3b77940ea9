"""The forms of blame: patterns, and the words without which they cannot match. English only.

Nearly all texts have nothing to report. So words are looked for first: those of a postmortem as a
set, then pieces of text around them, and only what is left meets a pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pmaction.lazy_pattern import LazyPattern
from pmaction.rules import blame_patterns as patterns
from pmaction.rules.blame_patterns import Kind
from pmaction.rules.blame_people import PEOPLE_WORDS
from pmaction.word_sets import word_set


class Form(NamedTuple):
    """A kind of blame with its pattern, which cannot match without a word of each set."""

    kind: Kind
    pattern: LazyPattern
    needs: tuple[frozenset[str], ...]
    around: Mapping[str, tuple[str, ...]] = MappingProxyType({})

    def pieces(self, words: Iterable[str]) -> list[str]:
        """Give the pieces of text in lower case of which one is there if one of the words counts.

        They may begin with the end of the line before.
        """
        return [
            piece
            for word in words
            for piece in self.around.get(word) or _AROUND.get(word) or (word,)
        ]


_JUDGING = word_set(
    "careless carelessly carelessness negligent negligently negligence incompetent incompetence "
    "sloppy sloppiness reckless recklessly recklessness thoughtless thoughtlessly thoughtlessness "
    "irresponsible irresponsibly unprofessional inexcusable idiot idiots idiotic stupid stupidly "
    "stupidity foolish foolishly clueless inattentive inattention amateurish known lack absence "
    "rookie dumb silly obvious beginner avoidable embarrassing lazy clumsy bother bothered paying "
    "careful attentive diligent cautious vigilant thorough inexperienced untrained unqualified "
    "unskilled impatient overconfident ignorant arrogant stubborn distracted inept training "
    "experience knowledge supervision competent doing sense sane reasonable decent good ignorance "
    "inexperience laziness stubbornness arrogance impatience panicked conclusions corners "
    "attention care caution diligence discipline focus judgment judgement vigilance concentration "
    "effort"
)
_ERRORS = word_set("mistake mistakes error errors blunder blunders typo typos slip slips")
_ERRING = word_set("human humans operator pilot manual user administrator engineer developer")
_BLAMING_WORDS = word_set(
    "forgot forgets forgotten messed screwed fucked fingered fatfingered blame blamed stamped "
    "stamping stamps rubberstamped rubberstamping rubberstamps waved ball asleep eye eyes"
)
_DEEDS = word_set(
    "failed neglected overlooked ignored missed broke caused botched omitted skipped mistyped "
    "misread misjudged misconfigured misunderstood misclicked clicked disregarded did didn never "
    "blame blamed blames blaming cause responsible responsibility accidentally mistakenly "
    "inadvertently erroneously unintentionally wrongly carelessly accident error made mistake "
    "fault wrong broken negligence oversight failure misconfiguration inaction inexperience bad "
    "untested faulty incorrect invalid unreviewed unapproved buggy flawed incomplete malformed "
    "defective without directly straight due because introduced dropped deleted wiped erased "
    "truncated destroyed overwrote removed purged took brought"
)
_CHANGES = word_set(
    "pushed deployed merged changed deleted removed dropped restarted ran executed applied "
    "configured disabled enabled updated upgraded edited set committed released shipped rebooted "
    "modified approved signed switched turned unplugged revoked renamed moved overwrote typed made "
    "wrote introduced rolled uploaded killed shut started cleared was were change decision push "
    "commit"
)

_BE = ("s", "re")
# Words that stand in many innocent texts, as this form has them.
_PHRASES = {
    "cause": tuple(f"{be} the {cause}" for be in _BE for cause in ("cause", "root cause")),
    "because": ("because of",),
    "error": ("'s error", "s' error", "’s error", "in error"),
    "failure": ("'s failure", "s' failure", "’s failure"),
    "made": ("made a", "made b", "mistake made", "oversight made", "fault made"),
}

# In the order of their gravity: a sentence is reported for the first that matches.
FORMS = (
    Form(Kind.JUDGEMENT, patterns.JUDGEMENT, (_JUDGING,)),
    Form(Kind.HUMAN_ERROR, patterns.HUMAN_ERROR, (_ERRORS, _ERRING)),
    Form(Kind.PERSON, patterns.PEOPLES_DEEDS, (_BLAMING_WORDS,)),
    Form(
        Kind.PERSON,
        patterns.APPROVED_BLINDLY,
        (word_set("blindly without"), word_set("approved signed merged copied")),
    ),
    Form(Kind.PERSON, patterns.PERSON_AS_CAUSE, (_DEEDS, PEOPLE_WORDS), MappingProxyType(_PHRASES)),
    Form(
        Kind.PERSON,
        patterns.PERSON_AS_REASON,
        (word_set("because since cause reason"), PEOPLE_WORDS, _CHANGES),
    ),
    Form(
        Kind.PERSON,
        patterns.NAMED_CAUSE,
        (word_set("mistake fault oversight accidentally mistakenly carelessly"),),
    ),
    Form(
        Kind.HINDSIGHT,
        patterns.HINDSIGHT,
        (word_set("should shouldn could couldn ought would"), word_set("have ve")),
    ),
    Form(Kind.HINDSIGHT, patterns.HAD_THEY, (word_set("had"), PEOPLE_WORDS)),
)
ALL_WORDS = frozenset[str]().union(*(need for form in FORMS for need in form.needs))


def _after(words: str, *beginnings: str) -> dict[str, tuple[str, ...]]:
    return {word: tuple(f"{one} {word}" for one in beginnings) for word in words.split()}


# What stands around a word where it matters; other words are looked for as they are.
_AROUND: dict[str, tuple[str, ...]] = {
    "i": (" i ", "\ni "),
    "he": (" he ", "\nhe "),
    "she": (" she ", "\nshe "),
    "@": (" @", "\n@", "(@"),
    "call": ("-call", "n call"),
    "failed": ("failed to",),
    "due": ("due to",),
    "lack": ("lack of",),
    "ball": ("the ball",),
    "asleep": ("asleep at",),
    "eye": ("eye off",),
    "eyes": ("eyes off",),
    "absence": ("absence of",),
    "sense": ("common sense",),
    "conclusions": ("to conclusions",),
    "corners": ("cut corners",),
    **_after("lead", "team", "tech"),
    **_after("hire hires", "new"),
    **_after("known", "have", "'ve", "’ve"),
    **_after("good decent sane reasonable", "any"),
    **_after("doing", "was", "were"),
    **_after("obvious", "an", "the", "this", "that", "such"),
    **_after("training experience knowledge supervision", "no", "little", "insufficient", "any"),
    **_after("careful attentive diligent cautious vigilant thorough", "more", "extra"),
    **_after(
        "attention care caution diligence discipline focus judgment judgement vigilance "
        "concentration effort",
        *("better", "more", "closer", "greater", "in", "of", "poor", "bad", "questionable"),
    ),
}
for _word in ("training", "experience", "knowledge", "supervision"):
    _AROUND[_word] += (f"without {_word}",)
