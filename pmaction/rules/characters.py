"""Rules about characters that a reader does not see, but that change what is read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pmaction.enumeration import listed
from pmaction.lazy_pattern import LazyPattern
from pmaction.model import Postmortem
from pmaction.rules.base import Problem, Surroundings
from pmaction.rules.texts import texts_of

_BIDIRECTIONAL = LazyPattern(r"[\u202a-\u202e\u2066-\u2069]")
# Joiners (U+200C, U+200D) and marks (U+200E, U+200F) belong to some scripts and to emoji, and are
# reported between Latin letters only; so is the soft hyphen everywhere, which is never needed.
_INVISIBLE = LazyPattern(
    r"[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e001f"
    r"\u0080-\u0084\u0086-\u009f]|(?<=[A-Za-z0-9])[\u200c-\u200f](?=[A-Za-z0-9])"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]"
)
_HINT = "Delete it, or write the words around it anew."


def bidirectional_control(postmortem: Postmortem, surroundings: Surroundings) -> Iterator[Problem]:
    """No character turns the direction of the text around, in comments neither.

    Why: such a character makes a reviewer read something else than what a machine reads. A command
    in a runbook can be shown in one order and run in another.

    Fix: delete it. Text from right to left needs none of these characters; where an editor hides
    them, write the value anew.

    Source: Boucher and Anderson, "Trojan Source: Invisible Vulnerabilities" (2021).

    Failing:
        resolution:
          immediate_fix: "Ran the script \\u202egpj.sh\\u202c once."

    Passing:
        resolution:
          immediate_fix: "Ran the script hs.jpg once."
    """
    what = "turns the direction of the text around"
    yield from _found(postmortem, _BIDIRECTIONAL, what)
    comments = surroundings.comments
    if not comments.joined.isascii() and _BIDIRECTIONAL.search(comments.joined):
        for at, text in comments.each():
            if found := _BIDIRECTIONAL.search(text):
                yield Problem(
                    (),
                    f"a character that {what} stands in this comment: {_named(found[0])}",
                    _HINT,
                    place=at.later(found.start()),
                )


def invisible_character(postmortem: Postmortem, _: Surroundings) -> Iterator[Problem]:
    """No invisible character stands in a text.

    Why: a name with a zero-width space in it looks like the right one, and is found by no search.
    Such characters come along when text is copied from a chat or a wiki.

    Fix: delete it, or write the word anew. Joiners are fine where a script or an emoji needs them.

    Failing:
        services: ["email\\u200b-service"]

    Passing:
        services: ["email-service"]
    """
    yield from _found(postmortem, _INVISIBLE, "cannot be seen")


def _found(postmortem: Postmortem, characters: LazyPattern, what: str) -> Iterator[Problem]:
    texts = texts_of(postmortem)
    if texts.joined.isascii() or not characters.search(texts.joined):
        return
    for text in texts.all:
        found = list(characters.finditer(text.text))
        if not found:
            continue
        before = text.text[: found[0].start()].split()
        where = f"after “{before[-1][-20:]}”" if before else "at the beginning"
        named = listed([*dict.fromkeys(_named(match[0]) for match in found)])
        yield Problem(
            text.path,
            f"a character that {what} stands {where}: {named}",
            _HINT,
            offset=found[0].start(),
        )


def _named(character: str) -> str:
    name = unicodedata.name(character, "a control character").lower()
    return f"U+{ord(character):04X} ({name})"
